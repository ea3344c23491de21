import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { fontFamily, registerFonts } from '../notice-fonts'
import { drawPadlock } from '../padlock'
import { type FaceMeasures, type FaceName, type Glyph, packGlyphFile, pairKey } from './glyph-file'

/** Steps of a seventh, with the sizes of a screen 1080 pixels high among them. */
const textSizes = [101, 86, 75, 65, 56, 48, 42, 36, 31, 27, 24, 21, 18, 16, 14, 12]
const padlockSizes = [216, 184, 160, 138, 123, 111, 98, 86, 77, 68, 58, 46, 32]
const padlockCharacter = '🔒'

const range = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index))

/** Latin-1, Latin Extended-A, the rest of Welsh, and what writers type between letters: what our typeface has. */
const characters = [...range(0x20, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0x17f), ...Array.from('ẀẁẂẃẄẅỲỳ–—‘’‚“”„†‡•…‹›€™−')]
const pairLetters = new Set([...range(0x21, 0x7e), ...Array.from('‘’“”…–—ŵŷâêîôûÂÊÎÔÛŴŶ')])
/** Pairs are measured at this size, so that a pixel is a thousandth of it. */
const unitSize = 1_000
/** Nobody sees a pair that stands off by less. */
const leastKerning = 10

/** Draws the glyph file of the agent, with text in the sizes given. */
export function drawGlyphs(sizes: readonly number[] = textSizes): Buffer {
  registerFonts()
  const context = createCanvas(320, 320).getContext('2d')
  const faces: Record<FaceName, FaceMeasures> = {
    400: textFace(context, 400, sizes),
    700: textFace(context, 700, sizes),
    padlock: { sizes: padlockSizes, characters: [padlockCharacter], advances: [unitSize], pairs: [], kerning: [] },
  }
  return packGlyphFile(faces, (name, size, character) =>
    name === 'padlock' ? padlockGlyph(context, size) : textGlyph(context, `${name} ${size}px ${fontFamily}`, character),
  )
}

function textFace(context: SKRSContext2D, weight: 400 | 700, sizes: readonly number[]): FaceMeasures {
  context.font = `${weight} ${unitSize}px ${fontFamily}`
  const widthOf = (text: string): number => Math.round(context.measureText(text).width)
  const advances = characters.map(widthOf)
  const paired = characters.flatMap((character, index) => (pairLetters.has(character) ? [{ character, index }] : []))
  const closer = paired.flatMap((left) =>
    paired.flatMap((right) => {
      const by = widthOf(left.character + right.character) - (advances[left.index] ?? 0) - (advances[right.index] ?? 0)
      return Math.abs(by) < leastKerning ? [] : [{ key: pairKey(left.index, right.index, characters.length), by }]
    }),
  )
  return { sizes, characters, advances, pairs: closer.map(({ key }) => key), kerning: closer.map(({ by }) => by) }
}

function textGlyph(context: SKRSContext2D, font: string, character: string): Glyph {
  if (context.font !== font) context.font = font
  context.textBaseline = 'middle'
  const { actualBoundingBoxLeft, actualBoundingBoxRight, actualBoundingBoxAscent, actualBoundingBoxDescent } =
    context.measureText(character)
  // A pixel more on every side, for what smoothing adds.
  const pen = { x: Math.max(0, Math.ceil(actualBoundingBoxLeft)) + 1, y: Math.max(0, Math.ceil(actualBoundingBoxAscent)) + 1 }
  const width = pen.x + Math.max(0, Math.ceil(actualBoundingBoxRight)) + 1
  const height = pen.y + Math.max(0, Math.ceil(actualBoundingBoxDescent)) + 1
  return drawn(context, width, height, pen, () => {
    context.fillStyle = '#fff'
    context.fillText(character, pen.x, pen.y)
  })
}

function padlockGlyph(context: SKRSContext2D, size: number): Glyph {
  const middle = Math.ceil(size / 2) + 2
  return drawn(context, 2 * middle, size + 4, { x: middle, y: 2 }, () => {
    drawPadlock(context, '#fff', { middle, top: 2, size })
  })
}

/** What `draw` leaves on the canvas, as a picture without empty rows and columns around it. */
function drawn(context: SKRSContext2D, width: number, height: number, pen: { x: number; y: number }, draw: () => void): Glyph {
  context.clearRect(0, 0, width, height)
  draw()
  const { data } = context.getImageData(0, 0, width, height)
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[4 * (y * width + x) + 3] === 0) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) return { width: 0, height: 0, left: 0, top: 0, alpha: Buffer.alloc(0) }
  const wide = Math.ceil((right - left + 1) / 4) * 4
  const alpha = Buffer.alloc(wide * (bottom - top + 1))
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) alpha[(y - top) * wide + x - left] = data[4 * (y * width + x) + 3] ?? 0
  }
  return { width: wide, height: bottom - top + 1, left: left - pen.x, top: pen.y - top, alpha }
}
