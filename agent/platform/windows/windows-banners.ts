import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { layOutBanner } from '../banner-card'
import { BannerStack } from '../banner-stack'
import type { Banner, Observed } from '../platform'
import { drawWords, paintWords, type WordDrawing } from './drawn-words'
import type { Panels } from './panels'

const widest = 900
const tallest = 560
const margin = 24

type BannerEnd = Outcome<'seen' | 'withdrawn', 'no-display' | 'draw-failed'>

/** Messages at the top edge of the primary monitor, one below the other. */
export class WindowsBanners {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #drawing: WordDrawing
  readonly #panels: Panels
  readonly #stack = new BannerStack()

  constructor(monitors: Observed<readonly Monitor[]>, drawing: WordDrawing, panels: Panels) {
    this.#monitors = monitors
    this.#drawing = drawing
    this.#panels = panels
  }

  async show({ sender, text, press = null, onShown }: Banner, signal: AbortSignal): Promise<BannerEnd> {
    const monitor = this.#monitors.value.find(({ primary }) => primary) ?? this.#monitors.value[0]
    if (!this.#panels.isReached || monitor === undefined) return fail('no-display', 'no desktop is reached')
    const room = { width: Math.min(widest, monitor.width - 2 * margin), tallest: Math.min(tallest, monitor.height - 2 * margin) }
    const words = { sender, text, press }
    const picture =
      paintWords(this.#drawing, (letters) => layOutBanner(words, room, letters)) ??
      (await drawWords(this.#drawing, { kind: 'banner', ...room, ...words }, signal))
    if (signal.aborted) return ok('withdrawn')
    if (picture === null) return fail('draw-failed', 'the message could not be drawn')
    const { top, giveBack } = this.#stack.take(picture.height)
    const place = { x: monitor.x + Math.floor((monitor.width - picture.width) / 2), y: monitor.y + margin + top }
    return new Promise((resolve) => {
      const end = (result: BannerEnd): void => {
        signal.removeEventListener('abort', withdraw)
        giveBack()
        this.#panels.close(panel)
        resolve(result)
      }
      const withdraw = (): void => end(ok('withdrawn'))
      const panel = this.#panels.open({
        onShown,
        onPressed: () => end(ok('seen')),
        onGone: () => end(fail('no-display', 'the desktop has gone')),
      })
      signal.addEventListener('abort', withdraw)
      this.#panels.show(panel, picture, place, false)
    })
  }
}
