import { z } from 'zod'

const side = z.number().int().min(1).max(8_192)

/** What a notice picture shows; goes to the drawing process as JSON on its standard input. */
export const noticeSpecSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('lock'),
    width: side,
    height: side,
    lockedBy: z.string(),
    text: z.string(),
    /** Milliseconds since 1970-01-01T00:00Z, shown as the PC's own clock time. */
    until: z.number().nullable(),
  }),
  z.object({ kind: z.literal('banner'), width: side, tallest: side, sender: z.string(), text: z.string() }),
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
}

/** The picture is preceded by its width and height, each 32 bits, little endian; then come its pixels as BGRX, row by row. */
export const pictureHeaderBytes = 8
