import { setTimeout as delay } from 'node:timers/promises'
import type { Monitor } from '#shared/model/screen'
import type { GlyphFile } from '../glyphs/glyph-file'
import { layOutLockCard } from '../lock-card'
import { noticeColours } from '../notice-spec'
import type { Notice, PlatformOptions } from '../platform'
import type { Rectangle } from '../rectangle'
import { CardWriter } from './card-writer'
import type { LayerPicture } from './composite-layer'
import { type NoticePixmap, uploadNotice } from './notice-pixmap'
import { unlessLost, type XConnection } from './x-connection'

/** The words of a lock come after cover and grabs are in place; nothing about them may delay those. An eye does not see the gap. */
const writeAfterMs = 25
/** Words in letters we do not have keep the processor busy for half a second: not while a class is being locked. */
const drawAfterMs = 150
const widestCard = 2_400
const tallestCard = 1_350

const standing: Notice = { lockedBy: '', text: '', until: null }

/** How words come onto a screen: the letters we have, and a process that draws what they cannot write. */
export interface NoticeDrawing {
  readonly glyphs: GlyphFile
  readonly drawNotice: PlatformOptions['drawNotice']
}

interface Card extends Rectangle {
  readonly window: number
}

interface Words {
  readonly picture: NoticePixmap
  /** What the picture says, as JSON. */
  readonly says: string
}

/** The picture in the middle of each monitor of a locked PC: children of the cover window, so that they rise and fall with it. */
export class NoticeCards {
  readonly #x: XConnection
  readonly #parent: number
  readonly #drawing: NoticeDrawing
  readonly #onPainted: () => void
  /** Opened after the screen is covered. */
  #writer: Promise<CardWriter | null> | null = null
  #cards: readonly Card[] = []
  /** One picture for each size of card. */
  readonly #words = new Map<string, Words>()
  /** Null while no card shall be seen. */
  #notice: Notice | null = null
  /** The words being brought onto the cards. */
  #turn = new AbortController()

  constructor(x: XConnection, parent: number, drawing: NoticeDrawing, onPainted: () => void) {
    this.#x = x
    this.#parent = parent
    this.#drawing = drawing
    this.#onPainted = onPainted
  }

  /** What stands on the cards that are shown. */
  get pictures(): readonly LayerPicture[] {
    if (this.#notice === null) return []
    return this.#cards.flatMap(({ x, y, width, height }) => {
      const words = this.#words.get(sizeOf({ width, height }))
      return words === undefined ? [] : [{ x, y, width, height, pixmap: words.picture.pixmap }]
    })
  }

  /** Places a card on every monitor. Without a notice to show, the usual words are written already: their letters are then in the X server. */
  async place(monitors: readonly Monitor[]): Promise<void> {
    const { client } = this.#x
    for (const { window } of this.#cards) client.DestroyWindow(window)
    this.#cards = monitors.map((monitor) => {
      const area = cardArea(monitor)
      const window = client.AllocID()
      const attributes = { backgroundPixel: noticeColours.lockGround }
      client.CreateWindow(window, this.#parent, area.x, area.y, area.width, area.height, 0, 0, 0, 0, attributes)
      return { ...area, window }
    })
    const sizes = new Set(this.#cards.map(sizeOf))
    for (const [size, { picture }] of this.#words) {
      if (sizes.has(size)) continue
      client.FreePixmap(picture.pixmap)
      this.#words.delete(size)
    }
    this.#turn.abort()
    this.#turn = new AbortController()
    if (this.#notice !== null) await this.#bring(this.#notice, this.#turn.signal)
    else await this.#write(standing, this.#turn.signal)
  }

  /** Shows the cards as soon as the notice's words are on them. */
  show(notice: Notice): void {
    if (JSON.stringify(notice) === JSON.stringify(this.#notice)) return
    this.#turn.abort()
    this.#turn = new AbortController()
    this.#notice = notice
    const { signal } = this.#turn
    unlessLost(delay(writeAfterMs).then(() => this.#bring(notice, signal)))
  }

  /** Nobody will read words that are still to come: a class of PCs on one machine would draw them into the next lock. */
  hide(): void {
    this.#turn.abort()
    this.#notice = null
    for (const { window } of this.#cards) this.#x.client.UnmapWindow(window)
  }

  /** Ends what is under way and gives the letters back; the windows go with their parent. */
  close(): void {
    this.#turn.abort()
    for (const { picture } of this.#words.values()) this.#x.client.FreePixmap(picture.pixmap)
    this.#words.clear()
    if (this.#writer !== null) unlessLost(this.#writer.then((writer) => writer?.close()))
  }

  async #bring(notice: Notice, signal: AbortSignal): Promise<void> {
    if (await this.#write(notice, signal)) return
    // They say that the PC is locked, and where to find help, until the rest is drawn.
    await this.#write(standing, signal)
    await delay(drawAfterMs)
    if (!signal.aborted) await this.#draw(notice, signal)
  }

  /** False when there are no letters for it. */
  async #write(notice: Notice, signal: AbortSignal): Promise<boolean> {
    this.#writer ??= CardWriter.open(this.#x, this.#drawing.glyphs)
    const writer = await this.#writer
    for (const { width, height, ...card } of this.#cards) {
      if (signal.aborted) return true
      const size = sizeOf({ width, height })
      const says = JSON.stringify(notice)
      const before = this.#words.get(size)
      if (before?.says !== says) {
        const picture = writer?.write((letters) => layOutLockCard(notice, { width, height }, letters)) ?? null
        if (picture === null) return false
        this.#keep(size, { picture, says })
      }
      this.#paint({ width, height, ...card })
    }
    return true
  }

  async #draw(notice: Notice, signal: AbortSignal): Promise<void> {
    for (const card of this.#cards) {
      const { width, height } = card
      const says = JSON.stringify(notice)
      if (this.#words.get(sizeOf(card))?.says !== says) {
        const picture = await uploadNotice(this.#x, this.#drawing.drawNotice, { kind: 'lock', width, height, ...notice }, signal)
        // Without a picture what stands there stays: covered all the same.
        if (picture === null) continue
        if (signal.aborted) {
          this.#x.client.FreePixmap(picture.pixmap)
          return
        }
        this.#keep(sizeOf(card), { picture, says })
      }
      this.#paint(card)
    }
  }

  #keep(size: string, words: Words): void {
    const before = this.#words.get(size)
    if (before !== undefined) this.#x.client.FreePixmap(before.picture.pixmap)
    this.#words.set(size, words)
  }

  #paint(card: Card): void {
    const { client } = this.#x
    const words = this.#words.get(sizeOf(card))
    if (words === undefined) return
    client.ChangeWindowAttributes(card.window, { backgroundPixmap: words.picture.pixmap })
    client.ClearArea(card.window, 0, 0, 0, 0, 0)
    if (this.#notice === null) return
    client.MapWindow(card.window)
    this.#onPainted()
  }
}

const sizeOf = ({ width, height }: Pick<Rectangle, 'width' | 'height'>): string => `${width}x${height}`

/** Four fifths of the monitor, in its middle. */
function cardArea(monitor: Rectangle): Rectangle {
  const width = Math.min(widestCard, Math.max(1, Math.round(monitor.width * 0.8)))
  const height = Math.min(tallestCard, Math.max(1, Math.round(monitor.height * 0.8)))
  return { x: monitor.x + Math.floor((monitor.width - width) / 2), y: monitor.y + Math.floor((monitor.height - height) / 2), width, height }
}
