import type { Monitor } from '#shared/model/screen'
import { layOutAgreement } from '../agreement-card'
import { agreementButtons, agreementCard, agreementChoices, type AgreementChoice } from '../agreement-place'
import type { PaintedCard } from '../glyphs/card-painter'
import { noticeColours } from '../notice-spec'
import type { AgreementNotice } from '../platform'
import { contains, type Rectangle } from '../rectangle'
import type { DesktopEvent } from './desktop-events'
import type { DesktopLine } from './desktop-program'
import { drawWords, paintWords, type WordDrawing } from './drawn-words'

const ringWidth = 5
/** The key that ended a log-on, or a click meant for what was there before, is no answer. */
const deafMs = 700

interface Shown {
  readonly area: Rectangle
  readonly picture: PaintedCard
}

export interface AgreementWatch {
  /** The words and buttons stand on every monitor, and keys and clicks are told. */
  readonly onShown: () => void
  readonly onChosen: (choice: AgreementChoice) => void
}

/** [AU3] The agreement in the middle of each monitor, on the cover, answered by the keys and clicks that the cover's hooks tell of and give to nobody else. */
export class WindowsAgreement {
  readonly #drawing: WordDrawing
  readonly #watch: AgreementWatch
  #line: DesktopLine | null = null
  #shown: readonly Shown[] = []
  /** The newest `ask`, by whose number its answer is known. */
  #asks = 0
  #shownAtMs: number | null = null
  #focus: AgreementChoice | null = null

  constructor(drawing: WordDrawing, watch: AgreementWatch) {
    this.#drawing = drawing
    this.#watch = watch
  }

  /** Draws it on the cover there is, and asks, until `signal` aborts. */
  async show(line: DesktopLine, monitors: readonly Monitor[], notice: AgreementNotice, signal: AbortSignal): Promise<void> {
    this.forget()
    signal.addEventListener('abort', () => this.forget())
    const shown: Shown[] = []
    for (const monitor of monitors) {
      const area = agreementCard(monitor)
      const { width, height } = area
      const alike = shown.find(({ picture }) => picture.width === width && picture.height === height)?.picture
      const picture =
        alike ??
        paintWords(this.#drawing, (letters) => layOutAgreement(notice, { width, height }, letters)) ??
        (await drawWords(this.#drawing, { kind: 'agreement', width, height, ...notice }, signal))
      // Who asks gives up after a while where a text cannot be shown.
      if (picture === null || signal.aborted) return
      shown.push({ area, picture })
    }
    if (shown.length === 0) return
    for (const { area, picture } of shown) line.tell(['card', area.x, area.y, area.width, area.height], picture.pixels)
    this.#line = line
    this.#shown = shown
    line.tell(['ask', ++this.#asks])
  }

  /** Nobody is asked any more. */
  forget(): void {
    this.#line = null
    this.#shown = []
    this.#shownAtMs = null
    this.#focus = null
  }

  heed(event: DesktopEvent): void {
    if (event.kind === 'asked' && event.order === this.#asks && this.#line !== null) {
      this.#shownAtMs = performance.now()
      this.#watch.onShown()
    }
    if (this.#shownAtMs === null || performance.now() - this.#shownAtMs < deafMs) return
    if (event.kind === 'cover-clicked') {
      const choice = this.#choiceAt(event.x, event.y)
      if (choice !== null) this.#watch.onChosen(choice)
    } else if (event.kind === 'cover-key') {
      if (event.key === 'next') this.#moveFocus()
      else if (this.#focus !== null) this.#watch.onChosen(this.#focus)
    }
  }

  /** There are two: each of these keys goes to the other, and at first to the first. */
  #moveFocus(): void {
    this.#focus = this.#focus === agreementChoices[0] ? agreementChoices[1] : agreementChoices[0]
    for (const { area, picture } of this.#shown) {
      const strip = buttonStrip(area)
      const pixels = withRing(picture, strip, agreementButtons(area)[this.#focus])
      this.#line?.tell(['card', area.x + strip.x, area.y + strip.y, strip.width, strip.height], pixels)
    }
  }

  #choiceAt(x: number, y: number): AgreementChoice | null {
    for (const { area } of this.#shown) {
      const buttons = agreementButtons(area)
      const found = agreementChoices.find((choice) => contains(buttons[choice], x - area.x, y - area.y))
      if (found !== undefined) return found
    }
    return null
  }
}

/** The part of a card that has the buttons and the rings around them. */
function buttonStrip(area: Rectangle): Rectangle {
  const { agreed } = agreementButtons(area)
  return { x: 0, y: agreed.y - 2 * ringWidth, width: area.width, height: agreed.height + 4 * ringWidth }
}

/** The strip of a picture with a ring around one of its buttons; BGRX, row by row. */
function withRing({ width, pixels }: PaintedCard, strip: Rectangle, button: Rectangle): Uint8Array {
  const rows = new Uint32Array(pixels.slice(4 * width * strip.y, 4 * width * (strip.y + strip.height)).buffer)
  const ring = {
    x: button.x - ringWidth,
    y: button.y - strip.y - ringWidth,
    width: button.width + 2 * ringWidth,
    height: button.height + 2 * ringWidth,
  }
  for (let y = ring.y; y < ring.y + ring.height; y++) {
    const isEdge = y < ring.y + ringWidth || y >= ring.y + ring.height - ringWidth
    const [start, end] = [y * width + ring.x, y * width + ring.x + ring.width]
    if (isEdge) rows.fill(noticeColours.focus, start, end)
    else rows.fill(noticeColours.focus, start, start + ringWidth).fill(noticeColours.focus, end - ringWidth, end)
  }
  return new Uint8Array(rows.buffer)
}
