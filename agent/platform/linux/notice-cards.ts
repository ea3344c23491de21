import { setTimeout as delay } from 'node:timers/promises'
import type { Monitor } from '#shared/model/screen'
import { noticeColours } from '../notice-spec'
import type { Notice, PlatformOptions } from '../platform'
import type { Rectangle } from '../rectangle'
import { uploadNotice } from './notice-pixmap'
import type { XConnection } from './x-connection'

/** The words of one lock come after cover and grabs are in place; nothing about them may delay those. */
const drawAfterMs = 150
const widestCard = 2_400
const tallestCard = 1_350

const standing: Notice = { lockedBy: '', text: '', until: null }

interface Card {
  readonly window: number
  readonly size: string
  readonly width: number
  readonly height: number
}

/** The picture in the middle of each monitor of a locked PC: children of the cover window, so that they rise and fall with it. */
export class NoticeCards {
  readonly #x: XConnection
  readonly #parent: number
  readonly #drawNotice: PlatformOptions['drawNotice']
  #cards: readonly Card[] = []
  /** Pixmaps by card size: of the standing words, and of the notice shown now. */
  readonly #standing = new Map<string, number>()
  readonly #current = new Map<string, number>()
  #notice: Notice = standing
  /** The words of the notice shown now; the standing ones are drawn until the end. */
  #drawing = new AbortController()
  readonly #closing = new AbortController()

  constructor(x: XConnection, parent: number, drawNotice: PlatformOptions['drawNotice']) {
    this.#x = x
    this.#parent = parent
    this.#drawNotice = drawNotice
  }

  /** Places a card on every monitor, and has the standing words drawn in sizes not seen before. */
  async place(monitors: readonly Monitor[], visible: boolean): Promise<void> {
    const { client } = this.#x
    for (const { window } of this.#cards) client.DestroyWindow(window)
    this.#cards = monitors.map((monitor) => {
      const { x, y, width, height } = cardArea(monitor)
      const window = client.AllocID()
      client.CreateWindow(window, this.#parent, x, y, width, height, 0, 0, 0, 0, { backgroundPixel: noticeColours.lockGround })
      return { window, size: `${width}x${height}`, width, height }
    })
    this.#paint()
    if (visible) this.show(this.#notice)
    await this.#draw(standing, this.#standing, this.#closing.signal)
  }

  /** Shows the cards at once with what is drawn so far, and the notice's own words a moment later. */
  show(notice: Notice): void {
    const same = JSON.stringify(notice) === JSON.stringify(this.#notice)
    this.#notice = notice
    if (!same) this.#forget()
    this.#paint()
    for (const { window } of this.#cards) this.#x.client.MapWindow(window)
    const drawn = this.#cards.every(({ size }) => this.#current.has(size))
    if (!drawn && JSON.stringify(notice) !== JSON.stringify(standing)) void this.#drawLater(notice, this.#drawing.signal)
  }

  hide(): void {
    for (const { window } of this.#cards) this.#x.client.UnmapWindow(window)
  }

  /** Nobody will read words that are still being drawn: a class of PCs on one machine would draw them into the next lock. */
  withdraw(): void {
    this.#drawing.abort()
    this.#drawing = new AbortController()
  }

  /** Ends drawing processes; the windows go with the connection. */
  close(): void {
    this.#drawing.abort()
    this.#closing.abort()
  }

  async #drawLater(notice: Notice, signal: AbortSignal): Promise<void> {
    await delay(drawAfterMs)
    if (!signal.aborted) await this.#draw(notice, this.#current, signal)
  }

  async #draw(notice: Notice, pixmaps: Map<string, number>, signal: AbortSignal): Promise<void> {
    for (const { size, width, height } of this.#cards) {
      if (pixmaps.has(size)) continue
      const picture = await uploadNotice(this.#x, this.#drawNotice, { kind: 'lock', width, height, ...notice }, signal)
      // Without a picture the plain ground stays: covered all the same.
      if (picture === null) continue
      if (signal.aborted) {
        this.#x.client.FreePixmap(picture.pixmap)
        return
      }
      pixmaps.set(size, picture.pixmap)
      this.#paint()
    }
  }

  #forget(): void {
    this.withdraw()
    for (const pixmap of this.#current.values()) this.#x.client.FreePixmap(pixmap)
    this.#current.clear()
  }

  #paint(): void {
    const { client } = this.#x
    for (const { window, size } of this.#cards) {
      const pixmap = this.#current.get(size) ?? this.#standing.get(size)
      if (pixmap === undefined) client.ChangeWindowAttributes(window, { backgroundPixel: noticeColours.lockGround })
      else client.ChangeWindowAttributes(window, { backgroundPixmap: pixmap })
      client.ClearArea(window, 0, 0, 0, 0, 0)
    }
  }
}

/** Four fifths of the monitor, in its middle. */
function cardArea(monitor: Rectangle): Rectangle {
  const width = Math.min(widestCard, Math.max(1, Math.round(monitor.width * 0.8)))
  const height = Math.min(tallestCard, Math.max(1, Math.round(monitor.height * 0.8)))
  return { x: monitor.x + Math.floor((monitor.width - width) / 2), y: monitor.y + Math.floor((monitor.height - height) / 2), width, height }
}
