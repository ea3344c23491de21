import { z } from 'zod'
import { idSchema, timestampSchema } from '#shared/model/scalars'
import type { SealedKind } from '../storage/sealed-file'

/** More open at once, and the one that rests longest is closed. */
export const mostOpenRepeats = 500

const keptRepeatSchema = z.object({
  breachId: idSchema,
  rule: z.string(),
  user: z.string().nullable(),
  application: z.string(),
  /** Null while no page of it was known. */
  site: z.string().nullable(),
  /** Whether it was ever seen without a page. */
  windowed: z.boolean(),
  phrase: z.string(),
  /** Whether a page was known of what was seen last. */
  paged: z.boolean(),
  count: z.number().int().positive(),
  toldCount: z.number().int().positive(),
  /** When last, by the hub's time: the PC's uptime says nothing after its restart. */
  until: timestampSchema,
})
/** A breach whose repeats are counted, as it lies on a PC's disk. */
export type KeptRepeat = z.infer<typeof keptRepeatSchema>

export const keptRepeats: SealedKind<readonly KeptRepeat[]> = {
  purpose: 'classwarden-repeats-1',
  schema: z.array(keptRepeatSchema).max(mostOpenRepeats),
  name: 'file of repeated concerns',
}
