import type { Rectangle } from './rectangle'
import { fitText } from './word-wrap'

export const lineHeight = 1.3

export type Weight = 400 | 700

/** What letters there are, and how wide they are: a canvas has every size, a glyph file those it was drawn in. */
export interface Letters {
  /** Type sizes in pixels from `largest` down to about `smallest`, at least one. */
  sizes(weight: Weight, largest: number, smallest: number): readonly number[]
  /** Width of a line in pixels. */
  measure(line: string, size: number, weight: Weight): number
}

export interface TextStyle {
  /** Largest type size in pixels; text too long for its room shrinks. */
  readonly size: number
  readonly weight: Weight
  /** 0xRRGGBB. */
  readonly colour: number
}

export interface CardLine extends TextStyle {
  readonly text: string
  /** Which part of the line stands at `x`. */
  readonly align: 'left' | 'middle' | 'right'
  readonly x: number
  /** Where the middle of the line is from the top of the card. */
  readonly middleY: number
}

interface Band extends Rectangle {
  /** 0xRRGGBB. */
  readonly colour: number
}

/** A picture of words for a pupil's screen, for whoever draws it: bands over the ground, then padlock and lines. */
export interface Card {
  readonly width: number
  readonly height: number
  /** 0xRRGGBB. */
  readonly ground: number
  readonly bands: readonly Band[]
  /** In the middle from left to right; null for none. */
  readonly padlock: { readonly top: number; readonly size: number; readonly colour: number } | null
  readonly lines: readonly CardLine[]
}

/** Where lines are put: below `y`, at `x` as `align` says, no wider than `width` and together no higher than `height`. */
export interface TextRoom {
  readonly align: CardLine['align']
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Sets text into its room, as large as it fits; answers its lines and where they end. */
export function setText(
  text: string,
  room: TextRoom,
  style: TextStyle & { readonly smallest?: number },
  letters: Letters,
): { readonly lines: readonly CardLine[]; readonly bottom: number } {
  const { weight, colour, smallest = Math.max(12, style.size / 4) } = style
  const { align, x, y, width, height } = room
  // Composed letters are in a glyph file; a base letter with a mark after it is not.
  const fitted = fitText(text.normalize('NFC'), { width, height, lineHeight }, letters.sizes(weight, style.size, smallest), (line, size) =>
    letters.measure(line, size, weight),
  )
  const step = fitted.size * lineHeight
  return {
    lines: fitted.lines.map((line, index) => ({
      text: line,
      size: fitted.size,
      weight,
      colour,
      align,
      x,
      middleY: y + (index + 0.5) * step,
    })),
    bottom: y + fitted.lines.length * step,
  }
}
