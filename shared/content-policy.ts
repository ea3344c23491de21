/**
 * The Content-Security-Policy (CSP level 3) of the pages, the same from the console's own protocol and from the hub. Scripts and styles come
 * only from the pages' own origin, and connections go only to it and to `connect` (sources such as `wss://hub:7443`).
 */
export const contentPolicy = (connect: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
