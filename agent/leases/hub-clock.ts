import type { AgentClock } from '../clock'

/** One reading of the hub's clock beside the PC's own, as kept on disk. */
export interface HubTime {
  readonly hubNow: number
  readonly uptimeMs: number
  readonly wallMs: number
  /** Tells whether `uptimeMs` still counts from the same start of the PC. */
  readonly bootId: string
}

/**
 * The hub's wall clock, carried on without the hub: by the uptime, which nobody can set. Only across a restart of the PC must its own clock
 * tell how long it was off; set back, it counts as no time, so a lease can last longer than meant but never past its own length again.
 */
export class HubClock {
  readonly #clock: AgentClock
  readonly #bootId: string
  #reading: HubTime

  constructor(clock: AgentClock, bootId: string) {
    this.#clock = clock
    this.#bootId = bootId
    this.#reading = this.#at(clock.now())
  }

  /** Milliseconds since 1970-01-01T00:00Z as the hub counts them; until the hub was ever heard, as this PC does. */
  now(): number {
    const { hubNow, uptimeMs, wallMs, bootId } = this.#reading
    const passedMs = bootId === this.#bootId ? this.#clock.uptimeMs() - uptimeMs : this.#clock.now() - wallMs
    return Math.round(hubNow + Math.max(0, passedMs))
  }

  get reading(): HubTime {
    return this.#reading
  }

  /** The hub has just said what time it is. */
  heard(hubNow: number): void {
    this.#reading = this.#at(hubNow)
  }

  /** Carries on from a reading kept on disk. */
  resume(reading: HubTime): void {
    this.#reading = reading
  }

  #at(hubNow: number): HubTime {
    return { hubNow, uptimeMs: this.#clock.uptimeMs(), wallMs: this.#clock.now(), bootId: this.#bootId }
  }
}
