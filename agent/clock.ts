import { uptime } from 'node:os'
import { type Clock, systemClock } from '#shared/clock'
import { readBootId } from './boot-id'

/** The PC's wall clock, which can be wrong and can be set, with the means to measure time without it. An argument, so that tests turn it by hand. */
export interface AgentClock extends Clock {
  /** Milliseconds since the PC started, sleep included. Nobody can set it and it never goes back. */
  uptimeMs(): number
  /** Changes with every start of the PC; empty where the system does not tell. */
  bootId(): string
  /** Resolves after `durationMs`, or as soon as `signal` aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>
}

/** Above this `setTimeout` fires at once instead of late. */
const longestTimerMs = 2 ** 31 - 1

let bootId: string | undefined
/** The uptime is a file to the kernel, which one order asks for six times. */
const uptimeFreshMs = 5
let uptimeRead = { uptimeMs: 0, atMs: Number.NEGATIVE_INFINITY }
let uptimeTold = 0

function readUptimeMs(): number {
  const now = performance.now()
  if (now - uptimeRead.atMs > uptimeFreshMs) uptimeRead = { uptimeMs: uptime() * 1_000, atMs: now }
  // The file counts hundredths of a second: a fresh reading may lie before what was told last.
  uptimeTold = Math.max(uptimeTold, uptimeRead.uptimeMs + now - uptimeRead.atMs)
  return uptimeTold
}

export const agentClock: AgentClock = {
  ...systemClock,
  // Node's own monotonic clock stands still while the PC sleeps; a lease must not.
  uptimeMs: readUptimeMs,
  bootId: () => (bootId ??= readBootId()),
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve()
        return
      }
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.min(Math.max(durationMs, 0), longestTimerMs))
      signal.addEventListener('abort', done)
    }),
}
