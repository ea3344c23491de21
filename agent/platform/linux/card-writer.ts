import type { Render } from 'x11'
import type { Card, CardLine, Letters } from '../card'
import type { FaceName, GlyphFaces, GlyphFile, PlacedGlyph } from '../glyphs/glyph-file'
import { lettersOf, sizesWithin } from '../glyphs/glyph-letters'
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
 * Writes words on a screen with letters that are kept by the X server (RENDER 0.11, glyph sets): a letter crosses to it once, when it is
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
    this.#letters = lettersOf(faces)
  }

  /** Null when there are no letters, or the server cannot: no RENDER, or other colours than 24 bits deep. */
  static async open(x: XConnection, { faces }: GlyphFile): Promise<CardWriter | null> {
    if (faces === null) return null
    const render = await x.extension('render')
    return render === null || x.screen.root_depth !== colourDepth ? null : new CardWriter(x, render, faces)
  }

  /** A card as it is laid out with the letters there are; null, and nothing drawn, when it has others. The pixmap is the caller's to free. */
  write(layOut: (letters: Letters) => Card): NoticePixmap | null {
    const { width, height, ground, bands, padlock, lines } = layOut(this.#letters)
    if (lines.some((line) => !this.#faces[line.weight].covers(line.text))) return null
    const render = this.#render
    const { client, screen } = this.#x
    const pixmap = client.AllocID()
    this.#x.together(() => {
      client.CreatePixmap(pixmap, screen.root, screen.root_depth, width, height)
      const picture = client.AllocID()
      render.CreatePicture(picture, pixmap, render.rgb24)
      for (const band of [{ x: 0, y: 0, width, height, colour: ground }, ...bands])
        render.Composite(operationSrc, this.#fill(band.colour), 0, picture, 0, 0, 0, 0, band.x, band.y, band.width, band.height)
      if (padlock !== null) {
        const [size = 0] = sizesWithin(this.#faces.padlock.sizes, padlock.size, 0)
        this.#draw(picture, 'padlock', size, padlock.colour, [{ index: 0, x: Math.round(width / 2) }], Math.round(padlock.top))
      }
      for (const line of lines) this.#drawLine(picture, line)
      render.FreePicture(picture)
    })
    return { pixmap, width, height }
  }

  /** Gives everything back to the server; harmless on a dead connection. */
  close(): void {
    for (const { id } of this.#sets.values()) this.#render.FreeGlyphSet(id)
    for (const fill of this.#fills.values()) this.#render.FreePicture(fill)
    this.#sets.clear()
    this.#fills.clear()
  }

  #drawLine(picture: number, { text, size, weight, colour, align, x, middleY }: CardLine): void {
    const face = this.#faces[weight]
    const before = align === 'left' ? 0 : face.width(text, size) / (align === 'middle' ? 2 : 1)
    const left = Math.round(x - before)
    const glyphs = face.place(text, size).map((glyph) => ({ index: glyph.index, x: glyph.x + left }))
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
