import type { PaintedCard } from '../glyphs/card-painter'
import type { DesktopEvent } from './desktop-events'
import type { DesktopPart } from './desktop-part'
import type { DesktopLine } from './desktop-program'

export interface PanelWatch {
  readonly onShown?: () => void
  readonly onPressed: () => void
  /** It was dragged here. */
  readonly onMoved?: (x: number, y: number) => void
  /** It cannot be shown, or the desktop has gone. */
  readonly onGone: () => void
}

/** Pictures above the programs and below the cover, that take neither focus nor keys. */
export class Panels implements DesktopPart {
  readonly #open = new Map<number, PanelWatch>()
  #line: DesktopLine | null = null
  #last = 0

  get isReached(): boolean {
    return this.#line !== null
  }

  attach(line: DesktopLine): void {
    this.#line = line
  }

  detach(): void {
    this.#line = null
    const gone = [...this.#open.values()]
    this.#open.clear()
    for (const { onGone } of gone) onGone()
  }

  heed(event: DesktopEvent): void {
    if (!('panel' in event)) return
    const watch = this.#open.get(event.panel)
    if (event.kind === 'panel-shown') watch?.onShown?.()
    else if (event.kind === 'panel-pressed') watch?.onPressed()
    else if (event.kind === 'panel-moved') watch?.onMoved?.(event.x, event.y)
    else {
      this.#open.delete(event.panel)
      watch?.onGone()
    }
  }

  /** A panel without a picture yet, watched until `close`. */
  open(watch: PanelWatch): number {
    const panel = ++this.#last
    this.#open.set(panel, watch)
    return panel
  }

  /** Shows its picture, another one, or the same one elsewhere. `isMovable`: by dragging. */
  show(panel: number, picture: PaintedCard, place: { readonly x: number; readonly y: number }, isMovable: boolean): void {
    this.#line?.tell(['panel', panel, place.x, place.y, picture.width, picture.height, isMovable ? 1 : 0], picture.pixels)
  }

  close(panel: number): void {
    this.#open.delete(panel)
    this.#line?.tell(['panel-off', panel])
  }
}
