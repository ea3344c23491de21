import { z } from 'zod'
import { categorySchema, gradeSchema, sourceSchema } from '../policy/categories'
import { bytesSchema, idSchema, pixelsSchema, textSchema, timestampSchema } from './scalars'

/** What leaves the PC of a text: the match, and at most so many characters around it. */
export const longestMatch = 120
const mostSurroundings = 120

/** A policy rule that matched on a pupil PC: a concern for a person to look at, never a finding. */
export const breachSchema = z.object({
  kind: z.literal('breach'),
  breachId: idSchema,
  /** By the hub's time, as the PC reckons it. */
  takenAt: timestampSchema,
  /** `id` is `pack/rule`. */
  rule: z.object({ pack: textSchema(60), version: z.number().int().positive(), id: textSchema(130) }),
  category: categorySchema,
  grade: gradeSchema,
  why: textSchema(300),
  source: sourceSchema,
  match: z
    .object({ before: textSchema(mostSurroundings), text: textSchema(longestMatch), after: textSchema(mostSurroundings) })
    .refine(({ before, after }) => before.length + after.length <= mostSurroundings, `more than ${mostSurroundings} characters around it`),
  /** Account of who was signed in; null when nobody was. */
  user: textSchema(120).nullable(),
  /** The window in front. */
  window: z.object({ application: textSchema(120), title: textSchema(512), process: textSchema(120).nullable() }).nullable(),
  /** The page in front, as the privacy list leaves it. */
  url: textSchema(1_000).nullable(),
  /** What the pupil saw at that moment; `cover`: the screen was locked or blank. */
  inFront: z.enum(['browser', 'window', 'cover', 'nothing']),
  /** Pictures that may follow. */
  pictures: z.number().int().min(0).max(3),
  /** A synthetic phrase of a self-test. */
  test: z.boolean().default(false),
})
export type Breach = z.infer<typeof breachSchema>

/** The same rule, user and place again: how often in all, and when last. */
export const breachRepeatSchema = z.object({
  kind: z.literal('breach-repeat'),
  breachId: idSchema,
  /** With the first one. */
  count: z.number().int().min(2).max(1_000_000),
  until: timestampSchema,
})
export type BreachRepeat = z.infer<typeof breachRepeatSchema>

export const snapshotPartSchema = z.enum(['before', 'match', 'after'])
export type SnapshotPart = z.infer<typeof snapshotPartSchema>

export const mostSnapshotBytes = 600_000

/** A picture of one monitor around a breach. */
export const snapshotSchema = z.object({
  breachId: idSchema,
  part: snapshotPartSchema,
  /** By the hub's time, as the PC reckons it. */
  takenAt: timestampSchema,
  monitor: z.number().int().nonnegative().max(15),
  width: pixelsSchema.min(1),
  height: pixelsSchema.min(1),
  /** ITU-T T.81. */
  jpeg: bytesSchema(mostSnapshotBytes),
  /** Of `jpeg`, in hexadecimal (FIPS 180-4). */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
})
export type Snapshot = z.infer<typeof snapshotSchema>
