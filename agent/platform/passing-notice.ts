import type { AgentClock } from '../clock'
import type { Platform } from './platform'

const staysMs = 20_000

interface PassingNoticeParts {
  readonly platform: Pick<Platform, 'showBanner'>
  readonly clock: Pick<AgentClock, 'sleep'>
}

/** A notice of the PC itself to whoever sits at it, which goes by itself; the newest takes the place of the one before. */
export class PassingNotice {
  readonly #parts: PassingNoticeParts
  #shown: AbortController | null = null

  constructor(parts: PassingNoticeParts) {
    this.#parts = parts
  }

  /** Shows it for 20 s, or until `signal` aborts. */
  show(text: string, signal: AbortSignal): void {
    this.withdraw()
    const notice = new AbortController()
    this.#shown = notice
    const until = AbortSignal.any([notice.signal, signal])
    void this.#parts.platform.showBanner({ text, sender: null, onShown: () => undefined }, until)
    void this.#parts.clock.sleep(staysMs, until).then(() => {
      notice.abort()
    })
  }

  withdraw(): void {
    this.#shown?.abort()
  }
}
