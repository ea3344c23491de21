const touchEveryMs = 60_000
const lookEveryMs = 5_000

export interface IdleWatchOptions {
  readonly now: () => number
  readonly idleLimitMs: number
  /** The person is there: told to the hub at most once a minute. */
  readonly onTouch: () => void
  /** Nobody touched anything for the whole limit. */
  readonly onIdle: () => void
}

/** Judges from real input whether somebody sits at the console. */
export class IdleWatch {
  private lastInputAt: number
  private lastTouchAt: number
  private timer: ReturnType<typeof setInterval> | null = null

  constructor(private readonly options: IdleWatchOptions) {
    this.lastInputAt = options.now()
    this.lastTouchAt = options.now()
  }

  start(): void {
    this.timer = setInterval(() => {
      this.look()
    }, lookEveryMs)
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = null
  }

  /** Input of a person: a key, the pointer, the wheel. */
  input(): void {
    const now = this.options.now()
    this.lastInputAt = now
    if (now - this.lastTouchAt < touchEveryMs) return
    this.lastTouchAt = now
    this.options.onTouch()
  }

  look(): void {
    if (this.options.now() - this.lastInputAt < this.options.idleLimitMs) return
    this.stop()
    this.options.onIdle()
  }
}

const inputEvents = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** Hears the page's input for as long as the watch runs; returns the way to stop. */
export const watchInput = (target: Window, watch: IdleWatch): (() => void) => {
  // A page in a background tab may have slept through its timer.
  const onVisible = (): void => {
    if (target.document.visibilityState === 'visible') watch.look()
  }
  const onInput = (event: Event): void => {
    if (event.isTrusted) watch.input()
  }
  for (const name of inputEvents) target.addEventListener(name, onInput, { passive: true, capture: true })
  target.document.addEventListener('visibilitychange', onVisible)
  watch.start()
  return () => {
    watch.stop()
    for (const name of inputEvents) target.removeEventListener(name, onInput, { capture: true })
    target.document.removeEventListener('visibilitychange', onVisible)
  }
}
