import { z } from 'zod'
import { breachStateSchema } from './breach-review'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** What the school keeps for so many days and no longer, each kind by days of its own. */
export const retentionKinds = [
  'history',
  'downloads',
  'flags',
  'concerns',
  'false-positives',
  'pictures',
  'incidents',
  'pupil-reports',
] as const
export const retentionKindSchema = z.enum(retentionKinds)
export type RetentionKind = z.infer<typeof retentionKindSchema>

/** What a hold is on: one concern, one incident with its concerns, or everything about one account. */
export const holdOnSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('concern'), breachId: idSchema }),
  z.object({ kind: z.literal('incident'), incidentId: idSchema }),
  z.object({ kind: z.literal('person'), userName: z.string().trim().min(1).pipe(textSchema(120)) }),
])
export type HoldOn = z.infer<typeof holdOnSchema>

export const longestHoldReason = 300
export const holdReasonSchema = z.string().trim().min(5).pipe(textSchema(longestHoldReason))

/** A legal hold: what it is on outlives its days until somebody lifts it. */
export const holdSchema = z.object({
  holdId: idSchema,
  on: holdOnSchema,
  /** As staff call it: "concern 12", "incident 3", or the account. */
  name: textSchema(160),
  reason: textSchema(300),
  placedBy: textSchema(80),
  placedAt: timestampSchema,
  liftedBy: textSchema(80).nullable(),
  liftedAt: timestampSchema.nullable(),
  liftReason: textSchema(300),
})
export type Hold = z.infer<typeof holdSchema>

const countSchema = z.number().int().nonnegative()

export const retentionPreviewSchema = z.object({
  kinds: z.array(
    z.object({
      kind: retentionKindSchema,
      days: z.number().int().positive(),
      /** What goes at the next run, and by then within 7 and 30 days, if nobody touches it. */
      due: countSchema,
      within7Days: countSchema,
      within30Days: countSchema,
      /** What would go at the next run, but is held. */
      held: countSchema,
    }),
  ),
  /** The concerns and incidents that go first, within 30 days. */
  soon: z
    .array(
      z.object({
        kind: z.enum(['concern', 'incident']),
        id: idSchema,
        number: z.number().int().positive(),
        state: breachStateSchema,
        goesAt: timestampSchema,
      }),
    )
    .max(100),
})
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>
