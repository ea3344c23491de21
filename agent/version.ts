// The build writes these in; running from the sources there are none.
declare const classwardenVersion: string | undefined
declare const classwardenDesktop: string | undefined

export const agentVersion = typeof classwardenVersion === 'string' ? classwardenVersion : 'development'

/** Names the sources of the program on a Windows desktop, which comes with the package: this program and that one understand each other. */
export const desktopSources = typeof classwardenDesktop === 'string' ? classwardenDesktop : ''
