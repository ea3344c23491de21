import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

export const toldHows = ['telephone', 'meeting', 'letter', 'e-mail', 'message'] as const
export const toldHowSchema = z.enum(toldHows)

const nameSchema = textSchema(120).trim().min(2)

/** That a pupil's parents were told: when, who, by whom and how. */
export const parentsToldSchema = z.object({
  toldAt: timestampSchema,
  /** The parent or carer, as staff call them. */
  who: nameSchema,
  toldBy: nameSchema,
  how: toldHowSchema,
  /** What they said, and what was agreed. */
  note: textSchema(1_000),
  /** Of the letter that told them; null where none did. */
  letterNumber: z.number().int().positive().nullable(),
})
export type ParentsTold = z.infer<typeof parentsToldSchema>

/** Why they are not told, or why an entry was wrong: a sentence, not a keystroke. */
export const noticeReasonSchema = textSchema(500).trim().min(5)

/** One entry about a pupil's parents: that they were told, or that somebody decided not to, which can be what protects a child. */
export const parentNoticeSchema = z.object({
  noticeId: idSchema,
  at: timestampSchema,
  by: textSchema(80),
  decision: z.discriminatedUnion('kind', [
    parentsToldSchema.extend({ kind: z.literal('told') }),
    z.object({ kind: z.literal('withheld'), reason: textSchema(500) }),
  ]),
  /** Entries are never changed: a wrong one is taken back, with a reason. */
  takenBack: z.object({ at: timestampSchema, by: textSchema(80), reason: textSchema(500) }).nullable(),
})
export type ParentNotice = z.infer<typeof parentNoticeSchema>

/** Entries one incident shows, and lines of the register one answer holds. */
export const mostNotices = 100
export const mostRegistered = 2_000

/** A line of the school's register. */
export const registeredNoticeSchema = parentNoticeSchema.extend({
  incidentId: idSchema,
  incidentNumber: z.number().int().positive(),
  person: textSchema(120).nullable(),
  displayName: textSchema(120).nullable(),
})
export type RegisteredNotice = z.infer<typeof registeredNoticeSchema>
