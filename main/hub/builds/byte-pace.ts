import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until so many bytes may leave. */
export type BytePace = (bytes: number) => Promise<void>

/** All who ask share `bytesPerSecond`, each in turn. */
export function createBytePace(bytesPerSecond: number, nowMs: () => number = () => performance.now()): BytePace {
  let freeAtMs = 0
  return async (bytes) => {
    const now = nowMs()
    const from = Math.max(freeAtMs, now)
    freeAtMs = from + (bytes / bytesPerSecond) * 1_000
    if (from > now) await sleep(from - now)
  }
}
