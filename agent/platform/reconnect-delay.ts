const firstMs = 50
const longestMs = 3_000

/**
 * How long to wait before the next try for a display, after `failures` in a row. The first retry is immediate: a display server that threw
 * one client out still runs, and a cover should be back before anything can be seen.
 */
export function reconnectDelayMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 10))
}
