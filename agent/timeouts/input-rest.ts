import type { AgentClock } from '../clock'
import type { Platform } from '../platform/platform'

/** How long a pupil could have touched the PC and did not, on the uptime. */
export class InputRest {
  readonly #platform: Pick<Platform, 'idle' | 'overlay'>
  readonly #clock: AgentClock
  /** Uptime of the last input; null while there is some. */
  #lastInputMs: number | null = null
  #covered: boolean
  /** Uptime from which on idleness counts: a covered screen asks nobody to move a mouse. */
  #countsFromMs = 0

  constructor(platform: Pick<Platform, 'idle' | 'overlay'>, clock: AgentClock) {
    this.#platform = platform
    this.#clock = clock
    this.#covered = platform.overlay.state.value.state !== 'off'
  }

  /** Whether the screen is covered, by whomever. */
  get covered(): boolean {
    return this.#covered
  }

  /** Milliseconds at this uptime; null while there is input, or the screen is covered. */
  idleMs(uptimeMs: number): number | null {
    if (this.#lastInputMs === null || this.#covered) return null
    return Math.max(0, uptimeMs - Math.max(this.#lastInputMs, this.#countsFromMs))
  }

  /** Idleness counts from now. */
  begin(): void {
    this.#countsFromMs = this.#clock.uptimeMs()
  }

  /** Calls back at each change until `signal` aborts. */
  async follow(signal: AbortSignal, onChange: () => void): Promise<void> {
    await Promise.all([this.#followInput(signal, onChange), this.#followCover(signal, onChange)])
  }

  async #followInput(signal: AbortSignal, onChange: () => void): Promise<void> {
    for await (const idle of this.#platform.idle.watch(signal)) {
      // The sensor's moment is on the wall clock: only its distance from now is taken, before anybody can set that.
      const restedMs = idle?.idle === true ? Math.max(0, this.#clock.now() - idle.since) : null
      this.#lastInputMs = restedMs === null ? null : this.#clock.uptimeMs() - restedMs
      onChange()
    }
  }

  async #followCover(signal: AbortSignal, onChange: () => void): Promise<void> {
    for await (const { state } of this.#platform.overlay.state.watch(signal)) {
      const covered = state !== 'off'
      if (this.#covered && !covered) this.begin()
      this.#covered = covered
      onChange()
    }
  }
}
