import type { Tamper } from '#shared/model/outbox'
import type { AgentClock } from '../../clock'
import type { Overlay } from '../../platform/platform'

/** Breaks within this time of the first are one fact, so that breaking a lock over and over fills no outbox. */
const gatherMs = 30_000

/** Tells when a cover that held was broken, how often and for how long, until `signal` aborts. */
export async function watchLock(
  parts: { overlay: Pick<Overlay, 'state'>; clock: AgentClock; hubNow: () => number; add: (fact: Tamper) => void },
  signal: AbortSignal,
): Promise<void> {
  const { overlay, clock, hubNow, add } = parts
  let held = false
  let brokenAt: number | null = null
  let breaks: { from: number; count: number; longestMs: number; until: number | null } | null = null

  const tell = (): void => {
    if (breaks === null) return
    const { from, count, longestMs } = breaks
    const times = count === 1 ? 'once' : `${count} times`
    const detail =
      brokenAt === null ? `The lock was broken ${times}, for ${longestMs} ms at the longest.` : 'The lock was broken and does not hold yet.'
    add({ kind: 'tamper', tamper: 'lock-broken', from, until: brokenAt === null ? breaks.until : null, detail })
    breaks = null
  }
  for await (const { state } of overlay.state.watch(signal)) {
    if (state === 'failed' && held && brokenAt === null) {
      brokenAt = clock.uptimeMs()
      if (breaks === null) void clock.sleep(gatherMs, signal).then(tell)
      breaks ??= { from: hubNow(), count: 0, longestMs: 0, until: null }
      breaks.count += 1
    } else if (state !== 'failed' && brokenAt !== null) {
      if (breaks !== null) {
        breaks.longestMs = Math.max(breaks.longestMs, Math.round(clock.uptimeMs() - brokenAt))
        breaks.until = hubNow()
      }
      brokenAt = null
    }
    held = state === 'held' || (held && state === 'failed')
  }
}
