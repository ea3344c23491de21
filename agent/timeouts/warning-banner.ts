import type { AgentClock } from '../clock'
import type { Log } from '../log'
import type { Platform } from '../platform/platform'

/** The display may come back, or the drawing work the next time. */
const retryMs = 5_000

/** One warning at a time at the top edge of the pupil's screen; the next takes the place of the one before. */
export class WarningBanner {
  readonly #platform: Pick<Platform, 'showBanner'>
  readonly #clock: AgentClock
  readonly #log: Log
  #gone = new AbortController()

  constructor(platform: Pick<Platform, 'showBanner'>, clock: AgentClock, log: Log) {
    this.#platform = platform
    this.#clock = clock
    this.#log = log
  }

  show(text: string): void {
    this.withdraw()
    void this.#present(text, this.#gone.signal)
  }

  withdraw(): void {
    this.#gone.abort()
    this.#gone = new AbortController()
  }

  async #present(text: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const shown = await this.#platform.showBanner({ sender: null, text, onShown: () => undefined }, signal)
      if (shown.ok) return
      this.#log(`A warning could not be shown (${shown.code}); trying again.`)
      await this.#clock.sleep(retryMs, signal)
    }
  }
}
