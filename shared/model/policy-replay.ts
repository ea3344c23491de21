import { z } from 'zod'
import { categorySchema, gradeSchema } from '../policy/categories'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** Lines of a replay that are shown; all are counted. */
export const mostReplayLines = 200

const replayLineSchema = z.object({
  /** When it was seen, on which PC, by whom. */
  at: timestampSchema,
  deviceName: textSchema(120),
  user: textSchema(120),
  /** What stood there, around the match. */
  before: textSchema(200),
  matched: textSchema(200),
  after: textSchema(200),
  rule: z.string().max(121),
  category: categorySchema,
  grade: gradeSchema,
  why: textSchema(300),
  /** How often the same text was seen in the time. */
  count: z.number().int().positive(),
})
export type ReplayLine = z.infer<typeof replayLineSchema>

const replaySideSchema = z.object({ count: z.number().int().nonnegative(), lines: z.array(replayLineSchema).max(mostReplayLines) })

export const replaySchema = z.object({
  replayId: idSchema,
  state: z.enum(['running', 'done', 'failed']),
  /** Texts looked at, of how many. */
  looked: z.number().int().nonnegative(),
  of: z.number().int().nonnegative(),
  /** What the change would newly flag, and what would no longer be flagged. */
  begins: replaySideSchema,
  stops: replaySideSchema,
  /** Flagged before and after alike. */
  stays: z.number().int().nonnegative(),
  failure: textSchema(300),
})
/** A change tried on the past. */
export type PolicyReplay = z.infer<typeof replaySchema>
