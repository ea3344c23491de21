import type { XEvent } from 'x11'
import type { Monitor } from '#shared/model/screen'
import { agreementButtons, agreementCard, agreementChoices, type AgreementChoice } from '../agreement-place'
import { noticeColours } from '../notice-spec'
import type { AgreementNotice, PlatformOptions } from '../platform'
import { contains, type Rectangle } from '../rectangle'
import { uploadNotice } from './notice-pixmap'
import { DisplayLost, type XConnection } from './x-connection'

/** Key symbols (keysymdef.h). */
const keySymbols = { tab: 0xff09, backTab: 0xfe20, enter: 0xff0d, padEnter: 0xff8d, space: 0x20, left: 0xff51, right: 0xff53 } as const
const ringWidth = 5
/** The key that ended a log-in, or a click meant for what was there before, is no answer. */
const deafMs = 700
/** Xlib's ParentRelative: what lies below shows through. */
const seeThrough = 1

interface Card {
  readonly window: number
  readonly ring: number
  readonly area: Rectangle
}

export interface AgreementWatch {
  /** The words and buttons stand on every monitor. */
  readonly onDrawn: () => void
  readonly onChosen: (choice: AgreementChoice) => void
}

/** [AU3] The agreement in the middle of each monitor: children of the cover window, answered by mouse or keyboard while the cover holds both. */
export class AgreementCards {
  readonly #x: XConnection
  readonly #parent: number
  readonly #drawNotice: PlatformOptions['drawNotice']
  readonly #watch: AgreementWatch
  #cards: readonly Card[] = []
  #notice: AgreementNotice | null = null
  #drawing = new AbortController()
  #focus: AgreementChoice | null = null
  #drawnAtMs: number | null = null
  #keys: Promise<ReadonlyMap<number, readonly number[]>> | null = null

  constructor(x: XConnection, parent: number, drawNotice: PlatformOptions['drawNotice'], watch: AgreementWatch) {
    this.#x = x
    this.#parent = parent
    this.#drawNotice = drawNotice
    this.#watch = watch
  }

  /** Places a card on every monitor. */
  place(monitors: readonly Monitor[]): void {
    const { client } = this.#x
    for (const { window } of this.#cards) client.DestroyWindow(window)
    this.#cards = monitors.map((monitor) => {
      const area = agreementCard(monitor)
      const [window, ring] = [client.AllocID(), client.AllocID()]
      client.CreateWindow(window, this.#parent, area.x, area.y, area.width, area.height, 0, 0, 0, 0, {
        backgroundPixel: noticeColours.bannerGround,
      })
      client.CreateWindow(ring, window, 0, 0, 1, 1, ringWidth, 0, 0, 0, {
        backgroundPixmap: seeThrough,
        borderPixel: noticeColours.focus,
      })
      return { window, ring, area }
    })
    if (this.#notice !== null) this.#draw(this.#notice)
  }

  /** Has the words drawn and shows them; the same again leaves what stands. */
  show(notice: AgreementNotice): void {
    if (JSON.stringify(notice) === JSON.stringify(this.#notice) && this.#drawnAtMs !== null) {
      for (const { window } of this.#cards) this.#x.client.MapWindow(window)
      this.#watch.onDrawn()
      return
    }
    this.#notice = notice
    this.#draw(notice)
  }

  hide(): void {
    this.#drawing.abort()
    this.#notice = null
    this.#drawnAtMs = null
    for (const { window } of this.#cards) this.#x.client.UnmapWindow(window)
  }

  /** Ends drawing processes; the windows go with the connection. */
  close(): void {
    this.#drawing.abort()
  }

  #draw(notice: AgreementNotice): void {
    this.#drawing.abort()
    this.#drawing = new AbortController()
    this.#drawnAtMs = null
    this.#focus = null
    this.#keys ??= this.#readKeys()
    void this.#drawAll(notice, this.#cards, this.#drawing.signal)
  }

  async #drawAll(notice: AgreementNotice, cards: readonly Card[], signal: AbortSignal): Promise<void> {
    const { client } = this.#x
    const sizes = new Map<string, readonly Card[]>()
    for (const card of cards) {
      const size = `${card.area.width}x${card.area.height}`
      sizes.set(size, [...(sizes.get(size) ?? []), card])
    }
    for (const alike of sizes.values()) {
      const [{ area } = { area: null }] = alike
      if (area === null) continue
      const spec = { kind: 'agreement' as const, width: area.width, height: area.height, ...notice }
      const picture = await uploadNotice(this.#x, this.#drawNotice, spec, signal)
      if (picture === null) return
      for (const { window, ring } of alike) {
        client.ChangeWindowAttributes(window, { backgroundPixmap: picture.pixmap })
        client.UnmapWindow(ring)
        client.ClearArea(window, 0, 0, 0, 0, 0)
        client.MapWindow(window)
      }
      // The windows keep it for as long as they show it.
      client.FreePixmap(picture.pixmap)
      if (signal.aborted) return
    }
    if (cards.length === 0) return
    this.#drawnAtMs = performance.now()
    this.#watch.onDrawn()
  }

  /** An event of the display: a key, or a click. */
  heed(event: XEvent): void {
    if (this.#drawnAtMs === null || performance.now() - this.#drawnAtMs < deafMs) return
    if (event.name === 'ButtonPress') {
      const choice = this.#choiceAt(event.rootx ?? -1, event.rooty ?? -1)
      if (choice !== null) this.#watch.onChosen(choice)
    }
    if (event.name === 'KeyPress' && event.keycode !== undefined) void this.#press(event.keycode)
  }

  async #press(keycode: number): Promise<void> {
    const symbols = (await this.#keys)?.get(keycode) ?? []
    const is = (...wanted: readonly number[]): boolean => wanted.some((symbol) => symbols.includes(symbol))
    const { tab, backTab, left, right, enter, padEnter, space } = keySymbols
    if (is(tab, backTab, left, right)) this.#moveFocus()
    else if (is(enter, padEnter, space) && this.#focus !== null && this.#drawnAtMs !== null) this.#watch.onChosen(this.#focus)
  }

  /** There are two: each of these keys goes to the other, and at first to the first. */
  #moveFocus(): void {
    this.#focus = this.#focus === agreementChoices[0] ? agreementChoices[1] : agreementChoices[0]
    for (const { ring, area } of this.#cards) {
      const { x, y, width, height } = agreementButtons(area)[this.#focus]
      this.#x.client.MoveResizeWindow(ring, x - ringWidth, y - ringWidth, width, height)
      this.#x.client.MapWindow(ring)
    }
  }

  #choiceAt(x: number, y: number): AgreementChoice | null {
    for (const { area } of this.#cards) {
      const buttons = agreementButtons(area)
      const found = agreementChoices.find((choice) => contains(buttons[choice], x - area.x, y - area.y))
      if (found !== undefined) return found
    }
    return null
  }

  /** The symbols of each key, as this keyboard is laid out; none when the display goes meanwhile. */
  async #readKeys(): Promise<ReadonlyMap<number, readonly number[]>> {
    const { firstKey, lastKey, client } = this.#x
    try {
      const rows = await this.#x.ask<readonly (readonly number[])[]>((reply) =>
        client.GetKeyboardMapping(firstKey, lastKey - firstKey + 1, reply),
      )
      return new Map(rows.map((symbols, index) => [firstKey + index, symbols]))
    } catch (error) {
      if (!(error instanceof DisplayLost)) throw error
      return new Map()
    }
  }
}
