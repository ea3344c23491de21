import type { Letters } from '../card'
import type { GlyphFaces } from './glyph-file'

/** The letters of a glyph file, which has the sizes it was drawn in. */
export const lettersOf = (faces: GlyphFaces): Letters => ({
  sizes: (weight, largest, smallest) => sizesWithin(faces[weight].sizes, largest, smallest),
  measure: (line, size, weight) => faces[weight].width(line, size),
})

/** The sizes there are from `largest` down to `smallest`; the nearest one when there are none. */
export function sizesWithin(sizes: readonly number[], largest: number, smallest: number): readonly number[] {
  const within = sizes.filter((size) => size <= largest && size >= smallest)
  if (within.length > 0) return within
  return sizes.toSorted((a, b) => Math.abs(a - largest) - Math.abs(b - largest)).slice(0, 1)
}
