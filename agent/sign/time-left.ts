import type { SessionEnd } from '#shared/model/session-end'
import type { AgentClock } from '../clock'
import { Observable } from '../platform/observable'
import type { Observed, TimeLeft } from '../platform/platform'
import type { TimeoutKeeper } from '../timeouts/timeout-keeper'

/** What can end for the pupil, by the hub's clock; null for what does not. */
export interface Ends {
  readonly lessonEndsAt: number | null
  readonly sessionEnds: SessionEnd | null
}

const minuteMs = 60_000
/** The hub's clock is known to about this much; a lesson of 40 minutes just begun shall not read 41. */
const clockSlackMs = 3_000
/** A timer does not run while the PC sleeps. */
const longestNapMs = 15_000

/**
 * The end that comes first. One for want of input moves with every key: its warning tells of it, not the sign. Of lesson and session together the
 * session counts, which takes the PC from the pupil.
 */
export function timeLeft({ lessonEndsAt, sessionEnds }: Ends, hubNow: number): TimeLeft | null {
  const lessonMs = lessonEndsAt === null ? 0 : lessonEndsAt - hubNow
  const sessionMs = sessionEnds === null || sessionEnds.why === 'idle' ? 0 : sessionEnds.at - hubNow
  if (sessionMs > 0 && (lessonMs <= 0 || sessionMs <= lessonMs)) return { of: 'session', minutes: minutesOf(sessionMs) }
  return lessonMs > 0 ? { of: 'lesson', minutes: minutesOf(lessonMs) } : null
}

const minutesOf = (leftMs: number): number => Math.max(1, Math.ceil((leftMs - clockSlackMs) / minuteMs))

/** How long what is said of an end holds. */
const untilNextMinute = (at: number, hubNow: number): number => {
  const leftMs = at - hubNow
  return leftMs > clockSlackMs ? ((leftMs - clockSlackMs) % minuteMs) + 1 : Math.max(1, leftMs)
}

interface TimeWatchParts {
  readonly timeouts: Pick<TimeoutKeeper, 'state'>
  /** The hub's time, as the PC reckons it. */
  readonly hubNow: () => number
  readonly clock: AgentClock
}

/** [LS2] Keeps the time left true: of the lesson the hub told of, and of the session by the PC's own rule. */
export class TimeWatch {
  readonly #parts: TimeWatchParts
  readonly #left = new Observable<TimeLeft | null>(null)
  #lessonEndsAt: number | null = null
  #turned = new AbortController()

  constructor(parts: TimeWatchParts) {
    this.#parts = parts
  }

  get left(): Observed<TimeLeft | null> {
    return this.#left
  }

  get lessonEndsAt(): number | null {
    return this.#lessonEndsAt
  }

  /** By the hub's clock; null without a lesson. It stands without the hub too, until it is over. */
  lessonEnds(at: number | null): void {
    this.#lessonEndsAt = at
    this.#turned.abort()
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#followSession(signal), this.#watchTime(signal)])
  }

  async #followSession(signal: AbortSignal): Promise<void> {
    for await (const _state of this.#parts.timeouts.state.watch(signal)) this.#turned.abort()
  }

  async #watchTime(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#turned.abort())
    for (let stopped = signal.aborted; !stopped; stopped = signal.aborted) {
      this.#turned = new AbortController()
      await this.#parts.clock.sleep(this.#look(), this.#turned.signal)
    }
  }

  /** Answers how long what is told holds at most. */
  #look(): number {
    const { timeouts, hubNow } = this.#parts
    const now = hubNow()
    if (this.#lessonEndsAt !== null && this.#lessonEndsAt <= now) this.#lessonEndsAt = null
    const ends = { lessonEndsAt: this.#lessonEndsAt, sessionEnds: timeouts.state.value.ends }
    this.#left.set(timeLeft(ends, now))
    const next = [ends.lessonEndsAt, ends.sessionEnds?.at ?? null].flatMap((at) => (at === null ? [] : untilNextMinute(at, now)))
    return next.length === 0 ? Infinity : Math.min(...next, longestNapMs)
  }
}
