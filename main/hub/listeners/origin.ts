/** The Electron console's pages, served by its own scheme. */
const consoleOrigin = 'classwarden://console'

/**
 * Whether a WebSocket may come from pages of this origin: the hub's own, or the Electron console's. No origin at all is no browser (the command line),
 * and holds no ambient right: every session is a token that a foreign page cannot read.
 */
export const allowsOrigin = (origin: string | undefined, hosts: readonly string[], port: number): boolean => {
  if (origin === undefined || origin === consoleOrigin) return true
  return hosts.some((host) => {
    const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
    return URL.canParse(`https://${name}:${port}`) && new URL(`https://${name}:${port}`).origin === origin
  })
}
