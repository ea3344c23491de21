import { z } from 'zod'
import type { Watched } from '#shared/model/screen'

const side = z.number().int().min(1).max(8_192)

/** What a notice picture shows; goes to the drawing process as JSON on its standard input. */
export const noticeSpecSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('lock'),
    width: side,
    height: side,
    lockedBy: z.string().nullable(),
    text: z.string(),
    /** Milliseconds since 1970-01-01T00:00Z, shown as the PC's own clock time. */
    until: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('banner'),
    width: side,
    tallest: side,
    sender: z.string().nullable(),
    text: z.string(),
    /** Stands on a button; null for the usual words on closing it. */
    press: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('agreement'),
    width: side,
    height: side,
    title: z.string(),
    text: z.string(),
    again: z.boolean(),
  }),
  /** The pupil's sign in each of its states (`signStates`), one below the other, and then what the time left is put together from (`signTimeCells`). */
  z.object({ kind: z.literal('sign') }),
])
export type NoticeSpec = z.infer<typeof noticeSpecSchema>

/** Colours of everything shown over a pupil's desktop, as 0xRRGGBB. */
export const noticeColours = {
  lockGround: 0x10333a,
  lockText: 0xf2f7f7,
  lockQuiet: 0xb9d3d5,
  bannerGround: 0xfffdf5,
  bannerText: 0x14282c,
  bannerQuiet: 0x4a6266,
  accent: 0x1c7c83,
  /** Around what the keyboard has chosen. */
  focus: 0xc2410c,
}

/** In the order they are drawn. Each picture is as wide as its words, in pixels, and `signHeight` high. */
export const signStates: readonly { readonly watched: Watched; readonly width: number; readonly ground: number; readonly ink: number }[] = [
  { watched: 'nobody', width: 118, ground: 0x10333a, ink: 0xf2f7f7 },
  { watched: 'class', width: 176, ground: 0x17666c, ink: 0xffffff },
  { watched: 'closely', width: 282, ground: 0xffc53d, ink: 0x14282c },
]
export const signHeight = 28

/**
 * What the time left is put together from, in the order it is drawn: below the states comes a row of these in the colours of each. So a new minute
 * draws nothing.
 */
export const signTimeCells: readonly { readonly cell: 'lesson' | 'session' | 'hours' | 'left' | Digit; readonly width: number }[] = [
  { cell: 'lesson', width: 66 },
  { cell: 'session', width: 86 },
  ...(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const).map((cell) => ({ cell, width: 9 })),
  { cell: 'hours', width: 20 },
  { cell: 'left', width: 70 },
]
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** The picture is preceded by its width and height, each 32 bits, little endian; then come its pixels as BGRX, row by row. */
export const pictureHeaderBytes = 8
