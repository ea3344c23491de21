import type { Render } from 'x11'
import type { FaceName, GlyphFaces, PlacedGlyph } from '../glyphs/glyph-file'
import { layOutLockCard, type CardLine, type Letters } from '../lock-card'
import { noticeColours } from '../notice-spec'
import type { Notice } from '../platform'
import type { NoticePixmap } from './notice-pixmap'
import type { XConnection } from './x-connection'

const operationSrc = 1
const operationOver = 3
const colourDepth = 24

interface GlyphSet {
  readonly id: number
  /** What the server has of it. */
  readonly added: Set<number>
}

/**
 * Writes the words of a lock with letters that are kept by the X server (RENDER 0.11, glyph sets): a letter crosses to it once, when it is
 * first wanted. No process, no drawing library, a few milliseconds.
 */
export class CardWriter {
  readonly #x: XConnection
  readonly #render: Render
  readonly #faces: GlyphFaces
  readonly #letters: Letters
  readonly #sets = new Map<string, GlyphSet>()
  readonly #fills = new Map<number, number>()

  private constructor(x: XConnection, render: Render, faces: GlyphFaces) {
    this.#x = x
    this.#render = render
    this.#faces = faces
    this.#letters = {
      sizes: (weight, largest, smallest) => sizesWithin(faces[weight].sizes, largest, smallest),
      measure: (line, size, weight) => faces[weight].width(line, size),
    }
  }

  /** Null when the server cannot: no RENDER, or other colours than 24 bits deep. */
  static async open(x: XConnection, faces: GlyphFaces): Promise<CardWriter | null> {
    const render = await x.extension('render')
    return render === null || x.screen.root_depth !== colourDepth ? null : new CardWriter(x, render, faces)
  }

  /** Draws the card of a locked PC over the whole pixmap; false, and nothing drawn, when it has letters we do not. */
  write({ lockedBy, text, until }: Notice, { pixmap, width, height }: NoticePixmap): boolean {
    // Composed letters are in the file; a base letter with a mark after it is not.
    const notice = { lockedBy: lockedBy?.normalize('NFC') ?? null, text: text.normalize('NFC'), until }
    const card = layOutLockCard(notice, { width, height }, this.#letters)
    if (card.lines.some((line) => !this.#faces[line.weight].covers(line.text))) return false
    const render = this.#render
    this.#x.together(() => {
      const picture = this.#x.client.AllocID()
      render.CreatePicture(picture, pixmap, render.rgb24)
      render.Composite(operationSrc, this.#fill(noticeColours.lockGround), 0, picture, 0, 0, 0, 0, 0, 0, width, height)
      const [padlock = 0] = sizesWithin(this.#faces.padlock.sizes, card.padlock.size, 0)
      this.#draw(
        picture,
        'padlock',
        padlock,
        noticeColours.lockText,
        [{ index: 0, x: Math.round(width / 2) }],
        Math.round(card.padlock.top),
      )
      for (const line of card.lines) this.#drawLine(picture, line, width)
      render.FreePicture(picture)
    })
    return true
  }

  /** Gives everything back to the server; harmless on a dead connection. */
  close(): void {
    for (const { id } of this.#sets.values()) this.#render.FreeGlyphSet(id)
    for (const fill of this.#fills.values()) this.#render.FreePicture(fill)
    this.#sets.clear()
    this.#fills.clear()
  }

  #drawLine(picture: number, { text, size, weight, colour, middleY }: CardLine, width: number): void {
    const face = this.#faces[weight]
    const left = Math.round((width - face.width(text, size)) / 2)
    const glyphs = face.place(text, size).map(({ index, x }) => ({ index, x: x + left }))
    this.#draw(picture, `${weight}`, size, colour, glyphs, Math.round(middleY))
  }

  /** Glyphs whose pens stand at `x` on a line whose middle is at `y`. */
  #draw(picture: number, name: FaceName, size: number, colour: number, glyphs: readonly PlacedGlyph[], y: number): void {
    const set = this.#withGlyphs(
      name,
      size,
      glyphs.map(({ index }) => index),
    )
    let pen = { x: 0, y: 0 }
    const runs = glyphs.map(({ index, x }) => {
      const run = [x - pen.x, y - pen.y, String.fromCharCode(index)] as const
      pen = { x, y }
      return run
    })
    this.#render.CompositeGlyphs16(operationOver, this.#fill(colour), picture, 0, set.id, 0, 0, runs)
  }

  #withGlyphs(name: FaceName, size: number, indexes: readonly number[]): GlyphSet {
    const key = `${name} ${size}`
    let set = this.#sets.get(key)
    if (set === undefined) {
      set = { id: this.#x.client.AllocID(), added: new Set() }
      this.#sets.set(key, set)
      this.#render.CreateGlyphSet(set.id, this.#render.a8)
    }
    const { added } = set
    const missing = [...new Set(indexes)].filter((index) => !added.has(index))
    if (missing.length === 0) return set
    this.#render.AddGlyphs(
      set.id,
      missing.map((id) => {
        const { width, height, left, top, alpha } = this.#faces[name].glyph(id, size)
        // The pen is placed for every letter, so that none moves it.
        return { id, width, height, x: left, y: top, offX: 0, offY: 0, image: alpha }
      }),
    )
    for (const index of missing) added.add(index)
    return set
  }

  #fill(colour: number): number {
    const known = this.#fills.get(colour)
    if (known !== undefined) return known
    const fill = this.#x.client.AllocID()
    const [red, green, blue] = [colour >> 16, (colour >> 8) & 0xff, colour & 0xff].map((part) => part / 0xff)
    this.#render.CreateSolidFill(fill, red ?? 0, green ?? 0, blue ?? 0, 1)
    this.#fills.set(colour, fill)
    return fill
  }
}

/** The sizes there are from `largest` down to `smallest`; the nearest one when there are none. */
function sizesWithin(sizes: readonly number[], largest: number, smallest: number): readonly number[] {
  const within = sizes.filter((size) => size <= largest && size >= smallest)
  if (within.length > 0) return within
  return sizes.toSorted((a, b) => Math.abs(a - largest) - Math.abs(b - largest)).slice(0, 1)
}
