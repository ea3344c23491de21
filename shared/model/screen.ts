import { z } from 'zod'
import { bytesSchema, pixelsSchema, textSchema } from './scalars'

export const monitorSchema = z.object({
  index: z.number().int().nonnegative().max(15),
  name: textSchema(60),
  x: pixelsSchema,
  y: pixelsSchema,
  width: pixelsSchema,
  height: pixelsSchema,
  primary: z.boolean(),
})
export type Monitor = z.infer<typeof monitorSchema>

/** Longest single part; whoever encodes one keeps below it. */
export const mostPartBytes = 200_000

/** A JPEG (ITU-T T.81) of part of a scaled picture, placed by its upper left corner. */
const picturePartSchema = z.object({
  x: pixelsSchema,
  y: pixelsSchema,
  width: pixelsSchema.min(1),
  height: pixelsSchema.min(1),
  jpeg: bytesSchema(mostPartBytes),
})
export type PicturePart = z.infer<typeof picturePartSchema>

/** One frame of one monitor. A keyframe stands alone; any other is drawn over what came before it. */
export const thumbnailSchema = z.object({
  monitor: z.number().int().nonnegative().max(15),
  keyframe: z.boolean(),
  /** Size of the whole scaled picture, in pixels. */
  width: pixelsSchema.min(1).max(2560),
  height: pixelsSchema.min(1).max(2560),
  parts: z.array(picturePartSchema).min(1).max(8),
})
export type Thumbnail = z.infer<typeof thumbnailSchema>

/** What the pupil's sign tells: nobody sees this screen, a class view shows it, or somebody has it open large. */
export const watchedSchema = z.enum(['nobody', 'class', 'closely'])
export type Watched = z.infer<typeof watchedSchema>

/** How the hub wants thumbnails: none while nobody looks, larger for a PC that is looked at closely. */
export const paceSchema = z.object({
  /** Width of the scaled picture in pixels; 0 pauses. */
  width: z.number().int().min(0).max(1920),
  /** Long-run limit on picture bytes; short bursts may pass it. */
  bytesPerSecond: z.number().int().min(1_000).max(5_000_000),
  /** Of a hub that does not say, it is taken that the class is looked at. */
  watched: watchedSchema.default('class'),
})
export type Pace = z.infer<typeof paceSchema>

export const defaultPace: Pace = { width: 320, bytesPerSecond: 36_000, watched: 'class' }
export const pausedPace: Pace = { width: 0, bytesPerSecond: 36_000, watched: 'nobody' }
