// The build writes the package's version in; running from the sources there is none.
declare const classwardenVersion: string | undefined

export const hubVersion = typeof classwardenVersion === 'string' ? classwardenVersion : 'development'
