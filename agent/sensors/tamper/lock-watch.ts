import type { Tamper } from '#shared/model/outbox'
import type { AgentClock } from '../../clock'
import type { Overlay } from '../../platform/platform'

/** Breaks within this time of the first are one fact, so that breaking a lock over and over fills no outbox. */
const gatherMs = 30_000

interface Gathered {
  readonly from: number
  readonly count: number
  readonly longestMs: number
  readonly until: number
}

interface LockWatchParts {
  readonly overlay: Pick<Overlay, 'state' | 'breaks'>
  readonly clock: AgentClock
  readonly hubNow: () => number
  readonly add: (fact: Tamper) => void
}

/** Tells when a cover that held was broken, how often and for how long, until `signal` aborts. */
export async function watchLock(parts: LockWatchParts, signal: AbortSignal): Promise<void> {
  await Promise.all([watchBreaks(parts, signal), watchLastingBreak(parts, signal)])
}

/** The cover is back after each of these, mostly before anybody could see that it was gone. */
async function watchBreaks({ overlay, clock, hubNow, add }: LockWatchParts, signal: AbortSignal): Promise<void> {
  let counted = 0
  let gathered: Gathered | null = null
  const tell = (): void => {
    if (gathered === null) return
    const { from, until, count, longestMs } = gathered
    gathered = null
    const times = count === 1 ? 'once' : `${count} times`
    const detail = `The lock was broken ${times}, for ${longestMs} ms at the longest.`
    add({ kind: 'tamper', tamper: 'lock-broken', from, until, detail })
  }
  for await (const last of overlay.breaks.watch(signal)) {
    if (last === null) continue
    const until = hubNow()
    const forMs = Math.ceil(last.forMs)
    if (gathered === null) void clock.sleep(gatherMs, signal).then(tell)
    const before: Gathered = gathered ?? { from: until - forMs, count: 0, longestMs: 0, until }
    gathered = { ...before, count: before.count + last.count - counted, longestMs: Math.max(before.longestMs, forMs), until }
    counted = last.count
  }
}

/** A break that nothing mended yet, as where the display does not come back, is told without its end. */
async function watchLastingBreak({ overlay, clock, hubNow, add }: LockWatchParts, signal: AbortSignal): Promise<void> {
  let held = false
  let mended = new AbortController()
  for await (const { state } of overlay.state.watch(signal)) {
    if (state === 'failed') {
      if (!held) continue
      held = false
      mended = new AbortController()
      const isOver = AbortSignal.any([signal, mended.signal])
      const from = hubNow()
      void clock.sleep(gatherMs, isOver).then(() => {
        if (isOver.aborted) return
        add({ kind: 'tamper', tamper: 'lock-broken', from, until: null, detail: 'The lock was broken and does not hold yet.' })
      })
    } else {
      held = state === 'held'
      mended.abort()
    }
  }
}
