const firstMs = 250
const longestMs = 30_000

/** A hub that has run this long has recovered: its next crash counts as the first. */
export const recoveredAfterMs = 60_000

/** How long to wait before start number `crashes + 1`: doubles from a quarter of a second to half a minute. */
export const restartDelayMs = (crashes: number): number => Math.min(longestMs, firstMs * 2 ** Math.max(0, crashes - 1))
