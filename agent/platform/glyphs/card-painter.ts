import type { Card, CardLine, Letters } from '../card'
import { overlap, type Rectangle } from '../rectangle'
import type { FaceName, GlyphFaces } from './glyph-file'
import { lettersOf, sizesWithin } from './glyph-letters'

/** A picture of words, for a display that keeps no letters of ours. */
export interface PaintedCard {
  readonly width: number
  readonly height: number
  /** BGRX, row by row. */
  readonly pixels: Uint8Array
}

/** A card as it is laid out with the letters there are, painted in this process: about 15 ms for 1536x864. Null when it has letters that are not there. */
export function paintCard(faces: GlyphFaces, layOut: (letters: Letters) => Card): PaintedCard | null {
  const { width, height, ground, bands, padlock, lines } = layOut(lettersOf(faces))
  if (lines.some((line) => !faces[line.weight].covers(line.text))) return null
  const sheet = { width, height, pixels: new Uint32Array(width * height).fill(ground) }
  for (const band of bands) fill(sheet, band, band.colour)
  if (padlock !== null) {
    const [size = 0] = sizesWithin(faces.padlock.sizes, padlock.size, 0)
    stamp(sheet, faces, { face: 'padlock', index: 0, size, colour: padlock.colour, x: Math.round(width / 2), y: Math.round(padlock.top) })
  }
  for (const line of lines) writeLine(sheet, faces, line)
  return { width, height, pixels: new Uint8Array(sheet.pixels.buffer) }
}

interface Sheet {
  readonly width: number
  readonly height: number
  /** Words 0x00RRGGBB. */
  readonly pixels: Uint32Array
}

interface PlacedStamp {
  readonly face: FaceName
  readonly index: number
  readonly size: number
  readonly colour: number
  /** Of the pen. */
  readonly x: number
  readonly y: number
}

function fill(sheet: Sheet, area: Rectangle, colour: number): void {
  const inside = overlap(area, { x: 0, y: 0, width: sheet.width, height: sheet.height })
  if (inside === null) return
  for (let y = inside.y; y < inside.y + inside.height; y++) {
    const start = y * sheet.width + inside.x
    sheet.pixels.fill(colour, start, start + inside.width)
  }
}

function writeLine(sheet: Sheet, faces: GlyphFaces, { text, size, weight, colour, align, x, middleY }: CardLine): void {
  const face = faces[weight]
  const before = align === 'left' ? 0 : face.width(text, size) / (align === 'middle' ? 2 : 1)
  const left = Math.round(x - before)
  const y = Math.round(middleY)
  for (const glyph of face.place(text, size))
    stamp(sheet, faces, { face: `${weight}`, index: glyph.index, size, colour, x: glyph.x + left, y })
}

function stamp(sheet: Sheet, faces: GlyphFaces, { face, index, size, colour, x, y }: PlacedStamp): void {
  const glyph = faces[face].glyph(index, size)
  for (let row = 0; row < glyph.height; row++) {
    const toY = y - glyph.top + row
    if (toY < 0 || toY >= sheet.height) continue
    for (let column = 0; column < glyph.width; column++) {
      const toX = x + glyph.left + column
      const alpha = glyph.alpha[row * glyph.width + column] ?? 0
      if (alpha === 0 || toX < 0 || toX >= sheet.width) continue
      const at = toY * sheet.width + toX
      sheet.pixels[at] = blend(sheet.pixels[at] ?? 0, colour, alpha)
    }
  }
}

const blend = (below: number, above: number, alpha: number): number =>
  (part(below >> 16, above >> 16, alpha) << 16) | (part(below >> 8, above >> 8, alpha) << 8) | part(below, above, alpha)

const part = (below: number, above: number, alpha: number): number =>
  Math.round(((above & 0xff) * alpha + (below & 0xff) * (255 - alpha)) / 255)
