import { z } from 'zod'
import { textSchema, timestampSchema } from '#shared/model/scalars'
import type { AgentClock } from '../clock'

export const momentSchema = z.object({
  uptimeMs: z.number().nonnegative(),
  wallMs: timestampSchema,
  /** Tells whether `uptimeMs` still counts from the same start of the PC. */
  bootId: textSchema(64),
})
/** One moment by the clocks of this PC. */
export type Moment = Readonly<z.infer<typeof momentSchema>>

export const hubTimeSchema = momentSchema.extend({ hubNow: timestampSchema })
/** The hub's clock at one moment of this PC, as kept on disk. */
export type HubTime = Readonly<z.infer<typeof hubTimeSchema>>

/**
 * [LE13] Milliseconds from one moment of this PC to a later one. Within one start of the PC the uptime alone tells, which nobody can set. Across
 * a restart nothing but the wall clock knows how long the PC was off; it is believed, yet never below the time the PC has been on since. So a
 * clock set back while the PC was off lengthens a lease at most by the time it was off, and one set forward then looks like a longer time off:
 * no PC can tell the two apart alone.
 */
export function passedMs(from: Moment, to: Moment): number {
  const sameStart = from.bootId === to.bootId && from.uptimeMs <= to.uptimeMs
  return sameStart ? to.uptimeMs - from.uptimeMs : Math.max(to.uptimeMs, to.wallMs - from.wallMs)
}

/** How far the wall clock was set, forward positive, between two moments of one start of the PC; 0 across a restart, where nobody can know. */
export function wallMovedMs(from: Moment, to: Moment): number {
  return from.bootId === to.bootId ? to.wallMs - from.wallMs - (to.uptimeMs - from.uptimeMs) : 0
}

export const momentOf = (clock: AgentClock): Moment => ({ uptimeMs: clock.uptimeMs(), wallMs: clock.now(), bootId: clock.bootId() })

/** The hub's wall clock, carried on without the hub. */
export class HubClock {
  readonly #clock: AgentClock
  #known: HubTime
  #resumed = 0

  constructor(clock: AgentClock) {
    this.#clock = clock
    this.#known = { ...momentOf(clock), hubNow: clock.now() }
  }

  /** Milliseconds since 1970-01-01T00:00Z as the hub counts them; until the hub was ever heard, as this PC did at the agent's start. */
  now(): number {
    return this.reading.hubNow
  }

  /** The hub's time with the present moment of this PC: the later it was kept, the less a restart leaves to the wall clock. */
  get reading(): HubTime {
    const moment = momentOf(this.#clock)
    return { ...moment, hubNow: Math.round(this.#known.hubNow + passedMs(this.#known, moment)) }
  }

  /** The hub has just said what time it is. */
  heard(hubNow: number): void {
    this.#known = { ...momentOf(this.#clock), hubNow }
  }

  /**
   * Carries on from a reading kept on disk; of several the youngest counts. The wall clock is asked this once; whatever is done to it from here
   * on counts for nothing.
   */
  resume(kept: HubTime): void {
    if (kept.hubNow < this.#resumed) return
    this.#resumed = kept.hubNow
    const moment = momentOf(this.#clock)
    this.#known = { ...moment, hubNow: Math.round(kept.hubNow + passedMs(kept, moment)) }
  }
}
