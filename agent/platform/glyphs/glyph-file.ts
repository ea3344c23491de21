import { openSync, readSync } from 'node:fs'
import { z } from 'zod'

/*
 * Letters drawn when the agent was built, in the sizes a notice has, so that words can be put on a screen without a drawing library. The file:
 * the length of its head (32 bits), the head (JSON), for each face its advances (16 bits) and pairs (32 and 16 bits), a table with a row for each
 * face, size and character, and the pictures. Numbers are little-endian, as all machines are that this runs on.
 */

const faceNames = ['400', '700', 'padlock'] as const
export type FaceName = (typeof faceNames)[number]

const faceHead = z.object({
  /** Pixels, from the largest down. */
  sizes: z.array(z.number().int().positive()),
  /** One code point each. */
  characters: z.string().min(1),
  pairs: z.number().int().min(0),
})
const fileHead = z.object({ faces: z.record(z.enum(faceNames), faceHead) })

export interface FaceMeasures {
  /** Pixels, from the largest down. */
  readonly sizes: readonly number[]
  readonly characters: readonly string[]
  /** In thousandths of the type size, one for each character. */
  readonly advances: ArrayLike<number>
  /** Pairs that stand closer or wider than their advances say: `pairKey`s in ascending order, and thousandths of the type size for each. */
  readonly pairs: ArrayLike<number>
  readonly kerning: ArrayLike<number>
}

/** Names a pair by the places of its letters among `count` characters. */
export const pairKey = (left: number, right: number, count: number): number => left * count + right

/** One letter in one size. */
export interface Glyph {
  /** Of the picture, a multiple of four. */
  readonly width: number
  readonly height: number
  /** Where the picture begins: right of the pen, and above the middle of the line (downwards is negative). */
  readonly left: number
  readonly top: number
  /** Coverage, 0 to 255, row by row. */
  readonly alpha: Buffer
}

const lengthBytes = 4
/** Where the picture begins among all pictures (32 bits), then width, height, left and top (16 bits each). */
const rowBytes = 12

export interface PlacedGlyph {
  /** Place of the character in its face. */
  readonly index: number
  /** Of its pen, in pixels from the beginning of the line. */
  readonly x: number
}

/** One weight of the type. */
export class GlyphFace {
  readonly sizes: readonly number[]
  readonly #measures: FaceMeasures
  readonly #indexes: ReadonlyMap<string, number>
  readonly #read: (row: number) => Glyph

  /** `read` takes the row of a glyph in the face's part of the table. */
  constructor(measures: FaceMeasures, read: (row: number) => Glyph) {
    this.sizes = measures.sizes
    this.#measures = measures
    this.#indexes = new Map(measures.characters.map((character, index) => [character, index]))
    this.#read = read
  }

  covers(text: string): boolean {
    return Array.from(text).every((character) => this.#indexes.has(character))
  }

  /** In pixels. */
  width(text: string, size: number): number {
    return (this.#set(text).end * size) / 1_000
  }

  place(text: string, size: number): readonly PlacedGlyph[] {
    return this.#set(text).glyphs.map(({ index, x }) => ({ index, x: Math.round((x * size) / 1_000) }))
  }

  /** `size` is one of `sizes`. */
  glyph(index: number, size: number): Glyph {
    return this.#read(this.sizes.indexOf(size) * this.#indexes.size + index)
  }

  /** Letters and their pens, in thousandths of the type size. A character this face lacks is left out. */
  #set(text: string): { readonly glyphs: readonly PlacedGlyph[]; readonly end: number } {
    const glyphs: PlacedGlyph[] = []
    let end = 0
    let before: number | null = null
    for (const character of text) {
      const index = this.#indexes.get(character)
      if (index === undefined) continue
      if (before !== null) end += this.#kerning(before, index)
      glyphs.push({ index, x: end })
      end += this.#measures.advances[index] ?? 0
      before = index
    }
    return { glyphs, end }
  }

  #kerning(left: number, right: number): number {
    const { pairs, kerning } = this.#measures
    const key = pairKey(left, right, this.#indexes.size)
    let low = 0
    let high = pairs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[middle] ?? 0) < key) low = middle + 1
      else high = middle
    }
    return pairs[low] === key ? (kerning[low] ?? 0) : 0
  }
}

export type GlyphFaces = Readonly<Record<FaceName, GlyphFace>>

/** The letters of a program, opened when they are first wanted. Pictures stay in the file until they are asked for. */
export class GlyphFile {
  readonly #path: string
  #faces: GlyphFaces | null | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Null when the file is missing, cut short, or another program's. */
  get faces(): GlyphFaces | null {
    this.#faces ??= openGlyphFile(this.#path)
    return this.#faces
  }
}

function openGlyphFile(path: string): GlyphFaces | null {
  try {
    const file = openSync(path, 'r')
    const read = (position: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length)
      if (readSync(file, bytes, 0, length, position) < length) throw new Error(`${path} is cut short`)
      return bytes
    }
    let at = 0
    const next = (length: number): Buffer => {
      const bytes = read(at, length)
      at += length
      return bytes
    }
    const { faces } = fileHead.parse(JSON.parse(next(next(lengthBytes).readUInt32LE(0)).toString()))
    const measures = faceNames.map((name): FaceMeasures => {
      const { sizes, pairs, ...face } = faces[name]
      const characters = Array.from(face.characters)
      const [advances, keys, kerning] = [next(2 * characters.length), next(4 * pairs), next(2 * pairs)]
      return {
        sizes,
        characters,
        advances: new Int16Array(advances.buffer, advances.byteOffset, characters.length),
        pairs: new Uint32Array(keys.buffer, keys.byteOffset, pairs),
        kerning: new Int16Array(kerning.buffer, kerning.byteOffset, pairs),
      }
    })
    const table = at
    const rows = measures.map(({ sizes, characters }) => sizes.length * characters.length)
    const pictures = table + rowBytes * rows.reduce((sum, count) => sum + count, 0)
    const [regular, bold, padlock] = measures.map((face, place) => {
      const firstRow = rows.slice(0, place).reduce((sum, count) => sum + count, 0)
      return new GlyphFace(face, (row) => {
        const entry = read(table + rowBytes * (firstRow + row), rowBytes)
        const [width, height] = [entry.readUInt16LE(4), entry.readUInt16LE(6)]
        const alpha = read(pictures + entry.readUInt32LE(0), width * height)
        return { width, height, left: entry.readInt16LE(8), top: entry.readInt16LE(10), alpha }
      })
    })
    return regular === undefined || bold === undefined || padlock === undefined ? null : { 400: regular, 700: bold, padlock }
  } catch {
    return null
  }
}

/** What `GlyphFile` opens. `draw` is asked for every character of every size of a face. */
export function packGlyphFile(
  faces: Readonly<Record<FaceName, FaceMeasures>>,
  draw: (name: FaceName, size: number, character: string) => Glyph,
): Buffer {
  const glyphs = faceNames.flatMap((name) =>
    faces[name].sizes.flatMap((size) => faces[name].characters.map((character) => draw(name, size, character))),
  )
  const headOf = ({ sizes, characters, pairs }: FaceMeasures) => ({ sizes, characters: characters.join(''), pairs: pairs.length })
  const heads = { 400: headOf(faces[400]), 700: headOf(faces[700]), padlock: headOf(faces.padlock) }
  const head = Buffer.from(JSON.stringify({ faces: heads }))
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(head.length, 0)
  const numbers = faceNames.flatMap((name) => {
    const { advances, pairs, kerning } = faces[name]
    return [Int16Array.from(advances), Uint32Array.from(pairs), Int16Array.from(kerning)].map(({ buffer }) => Buffer.from(buffer))
  })
  let offset = 0
  const rows = glyphs.map(({ width, height, left, top, alpha }) => {
    const row = Buffer.alloc(rowBytes)
    row.writeUInt32LE(offset, 0)
    row.writeUInt16LE(width, 4)
    row.writeUInt16LE(height, 6)
    row.writeInt16LE(left, 8)
    row.writeInt16LE(top, 10)
    offset += alpha.length
    return row
  })
  return Buffer.concat([length, head, ...numbers, ...rows, ...glyphs.map(({ alpha }) => alpha)])
}
