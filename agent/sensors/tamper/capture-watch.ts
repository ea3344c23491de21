import type { Tamper } from '#shared/model/outbox'
import type { Capture } from '../../platform/platform'

/** A picture that fails once or twice is no blockade. */
const blockedAfterMs = 10_000

/** Tells when the screen could not be read for a while although a display is there: once, until it can be read again. */
export class CaptureWatch {
  readonly #hubNow: () => number
  readonly #add: (fact: Tamper) => void
  #failingSince: number | null = null
  #told = false
  #workedAt: number | null = null

  constructor(hubNow: () => number, add: (fact: Tamper) => void) {
    this.#hubNow = hubNow
    this.#add = add
  }

  /** By the hub's clock. */
  get capture(): Capture {
    return { at: this.#workedAt, blocked: this.#told }
  }

  worked(): void {
    this.#workedAt = this.#hubNow()
    this.#failingSince = null
    this.#told = false
  }

  failed(why: string): void {
    const now = this.#hubNow()
    this.#failingSince ??= now
    if (this.#told || now - this.#failingSince < blockedAfterMs) return
    this.#told = true
    const detail = `The screen cannot be read: ${why}`.slice(0, 200)
    this.#add({ kind: 'tamper', tamper: 'capture-blocked', from: this.#failingSince, until: null, detail })
  }
}
