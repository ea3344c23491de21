import type { PowerAction } from '#shared/model/power'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import type { Platform } from '../platform/platform'
import { mayPutOff, minutesLeft, type PowerCourse } from './power-course'
import { actingWords, pressWords, warningWords } from './power-words'

/** The display may come back, or the drawing work the next time. */
const retryMs = 5_000

/** The warning at the top edge of the pupil's screen: one at a time, drawn anew as the minutes pass. */
export class PowerWarning {
  readonly #platform: Pick<Platform, 'showBanner'>
  readonly #clock: AgentClock
  readonly #log: Log
  #gone = new AbortController()
  #shown: string | null = null
  /** The warning the pupil hid. */
  #hidden: string | null = null

  constructor(platform: Pick<Platform, 'showBanner'>, clock: AgentClock, log: Log) {
    this.#platform = platform
    this.#clock = clock
    this.#log = log
  }

  /** Shows how long it is yet, unless that is on the screen already. `onPutOff` is called for a click where the order allows that; another click hides it until the last minute. */
  show(course: PowerCourse, leftMs: number, onPutOff: () => void): void {
    const { powerId, action } = course.order
    const words = `${powerId} ${course.putOffs} ${minutesLeft(leftMs)}`
    if (words === this.#shown || (this.#hidden === powerId && minutesLeft(leftMs) > 1)) return
    this.withdraw()
    this.#shown = words
    const banner = {
      text: warningWords(action, leftMs, this.#clock.now() + leftMs),
      press: pressWords(course),
      onPressed: () => {
        this.#hidden = powerId
        if (mayPutOff(course)) {
          this.#hidden = null
          onPutOff()
        }
      },
    }
    void this.#present(banner, this.#gone.signal)
  }

  /** The programs are being asked to close. */
  tellActing(action: PowerAction): void {
    this.withdraw()
    void this.#present({ text: actingWords(action), press: undefined, onPressed: () => undefined }, this.#gone.signal)
  }

  withdraw(): void {
    this.#gone.abort()
    this.#gone = new AbortController()
    this.#shown = null
  }

  async #present(
    { text, press, onPressed }: { readonly text: string; readonly press: string | undefined; readonly onPressed: () => void },
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const shown = await this.#platform.showBanner({ sender: null, text, press: press ?? null, onShown: () => undefined }, signal)
      if (shown.ok) {
        if (shown.value === 'seen') onPressed()
        return
      }
      this.#log(`The warning could not be shown (${shown.code}); trying again.`)
      await this.#clock.sleep(retryMs, signal)
    }
  }
}
