import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import pupilWords from '../../../assets/locales/pupil-en.json'
import type { Observed, TestCard } from '../platform'
import type { Rectangle } from '../rectangle'
import { layOutTestCard } from '../test-card'
import type { DesktopEvent } from './desktop-events'
import type { DesktopPart } from './desktop-part'
import type { DesktopLine } from './desktop-program'
import { paintWords, type WordDrawing } from './drawn-words'

const widest = 620
const margin = 24
const shownWithinMs = 3_000

/** The card of a self-test: a window as a program's, which takes the front and which the title sensor sees. */
export class WindowsTestCards implements DesktopPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #drawing: WordDrawing
  readonly #waiting = new Map<number, (isShown: boolean) => void>()
  #line: DesktopLine | null = null
  #last = 0

  constructor(monitors: Observed<readonly Monitor[]>, drawing: WordDrawing) {
    this.#monitors = monitors
    this.#drawing = drawing
  }

  attach(line: DesktopLine): void {
    this.#line = line
  }

  detach(): void {
    this.#line = null
    for (const told of this.#waiting.values()) told(false)
  }

  heed(event: DesktopEvent): void {
    if (event.kind === 'test-card-shown' || event.kind === 'test-card-refused')
      this.#waiting.get(event.card)?.(event.kind === 'test-card-shown')
  }

  async show({ title, text }: TestCard, signal: AbortSignal): Promise<Outcome<Rectangle, 'no-display' | 'draw-failed'>> {
    const line = this.#line
    const monitor = this.#monitors.value.find(({ primary }) => primary) ?? this.#monitors.value[0]
    if (line === null || monitor === undefined) return fail('no-display', 'no desktop is reached')
    const width = Math.min(widest, monitor.width - 2 * margin)
    const picture = paintWords(this.#drawing, (letters) => layOutTestCard({ title: pupilWords.title, text }, width, letters))
    if (picture === null) return fail('draw-failed', 'the card could not be drawn')
    const x = monitor.x + Math.floor((monitor.width - picture.width) / 2)
    const y = monitor.y + margin
    const card = ++this.#last
    const isShown = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), shownWithinMs)
      this.#waiting.set(card, (shown) => {
        clearTimeout(timer)
        resolve(shown)
      })
      line.tell(['test-card', card, x, y, picture.width, picture.height, title.replaceAll(/[\t\n]/gu, ' ')], picture.pixels)
    })
    this.#waiting.delete(card)
    const takeAway = (): void => line.tell(['test-card-off', card])
    if (signal.aborted || !isShown) takeAway()
    else signal.addEventListener('abort', takeAway, { once: true })
    return isShown ? ok({ x, y, width: picture.width, height: picture.height }) : fail('no-display', 'the desktop does not show the card')
  }
}
