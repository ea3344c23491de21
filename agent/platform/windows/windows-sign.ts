import type { Monitor } from '#shared/model/screen'
import type { Observed, Sign } from '../platform'
import { layOutSign } from '../sign-card'
import { cornerOf, firstCorner, placeSign } from '../sign-place'
import type { DesktopPart } from './desktop-part'
import { paintWords, type WordDrawing } from './drawn-words'
import type { Panels } from './panels'

/** The pupil's sign on the primary monitor of whatever desktop there is. */
export class WindowsSign implements DesktopPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #drawing: WordDrawing
  readonly #panels: Panels
  #sign: Sign | null = null
  #shown = new AbortController()

  constructor(monitors: Observed<readonly Monitor[]>, drawing: WordDrawing, panels: Panels) {
    this.#monitors = monitors
    this.#drawing = drawing
    this.#panels = panels
  }

  show(sign: Sign): void {
    this.#sign = sign
    if (this.#panels.isReached) this.#open(sign)
  }

  attach(): void {
    if (this.#sign !== null) this.#open(this.#sign)
  }

  detach(): void {
    this.#shown.abort()
  }

  #open(sign: Sign): void {
    this.#shown.abort()
    this.#shown = new AbortController()
    const { signal } = this.#shown
    let corner = firstCorner
    let size = { width: 0, height: 0 }
    const panel = this.#panels.open({
      onPressed: sign.onPressed,
      onMoved: (x, y) => {
        const room = this.#room()
        if (room !== null) corner = cornerOf(room, { ...size, x, y })
        draw()
      },
      onGone: () => undefined,
    })
    const draw = (): void => {
      const room = this.#room()
      const picture = paintWords(this.#drawing, (letters) => layOutSign(sign.watched.value, sign.timeLeft.value, letters))
      if (room === null || picture === null) return
      size = { width: picture.width, height: picture.height }
      this.#panels.show(panel, picture, placeSign(room, size, corner), true)
    }
    signal.addEventListener('abort', () => this.#panels.close(panel))
    for (const observed of [this.#monitors, sign.watched, sign.timeLeft]) void follow(observed, draw, signal)
  }

  #room(): Monitor | null {
    return this.#monitors.value.find(({ primary }) => primary) ?? this.#monitors.value[0] ?? null
  }
}

async function follow(observed: Observed<unknown>, heed: () => void, signal: AbortSignal): Promise<void> {
  for await (const _value of observed.watch(signal)) heed()
}
