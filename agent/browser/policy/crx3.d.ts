/** What is used of crx3 1.1, which brings no types. */
declare module 'crx3' {
  interface Options {
    /** PEM of the signing key. */
    readonly keyPath: string
    readonly crxPath: string
  }
  const crx3: (files: readonly string[], options: Options) => Promise<{ readonly appId: string }>
  export default crx3
}
