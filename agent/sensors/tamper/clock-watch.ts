import type { Tamper } from '#shared/model/outbox'
import type { AgentClock } from '../../clock'

/** Time servers correct by less. */
const leastMoveMs = 60_000
const lookEveryMs = 10_000

/** How far a wall clock was moved between two looks, in ms; 0 when it only ran. Uptime is what nobody can set. */
export function clockMoveMs(before: { wallMs: number; uptimeMs: number }, after: { wallMs: number; uptimeMs: number }): number {
  const moved = after.wallMs - before.wallMs - (after.uptimeMs - before.uptimeMs)
  return Math.abs(moved) < leastMoveMs ? 0 : Math.round(moved)
}

export const clockMoved = (movedMs: number, at: number): Tamper => {
  const minutes = Math.round(Math.abs(movedMs) / 60_000)
  const detail = `The clock of the PC was set ${minutes} min ${movedMs > 0 ? 'forward' : 'back'}.`
  return { kind: 'tamper', tamper: 'clock-moved', from: at, until: at, detail }
}

/** Tells each time the PC's clock is set, until `signal` aborts. */
export async function watchClock(
  { clock, hubNow, add }: { clock: AgentClock; hubNow: () => number; add: (fact: Tamper) => void },
  signal: AbortSignal,
): Promise<void> {
  let before = { wallMs: clock.now(), uptimeMs: clock.uptimeMs() }
  while (!signal.aborted) {
    await clock.sleep(lookEveryMs, signal)
    const after = { wallMs: clock.now(), uptimeMs: clock.uptimeMs() }
    const movedMs = clockMoveMs(before, after)
    if (movedMs !== 0) add(clockMoved(movedMs, hubNow()))
    before = after
  }
}
