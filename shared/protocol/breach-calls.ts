import { z } from 'zod'
import { snapshotPartSchema, snapshotSchema } from '../model/breach'
import {
  breachDetailSchema,
  breachFilterSchema,
  breachSharingSchema,
  breachStateSchema,
  breachSummarySchema,
  breachSurroundingsSchema,
  longestNote,
  mostBreachesAtOnce,
  revealReasonSchema,
} from '../model/breach-review'
import { mailPasswordSchema, mailProgressSchema, mailSettingsSchema } from '../model/mail'
import { idSchema, textSchema } from '../model/scalars'
import { doneSchema, message, staffCall } from './table'

const breachReaders = ['teacher', 'officer', 'head'] as const

/** Calls about concerns, and about telling them by e-mail. Beyond the roles, CN3 says what of them a teacher gets. */
export const breachOrders = {
  /** How many concerns nobody has decided on, of those this account may see. */
  'breach:count': staffCall(breachReaders, z.object({}), z.object({ waiting: z.number().int().nonnegative() })),
  /** Newest learned first; those before `before`, or the newest when it is null. */
  'breach:list': staffCall(
    breachReaders,
    breachFilterSchema.extend({ before: z.number().int().positive().nullable(), limit: z.number().int().min(1).max(200) }),
    z.object({ breaches: z.array(breachSummarySchema).max(200), waiting: z.number().int().nonnegative() }),
  ),
  'breach:get': staffCall(breachReaders, z.object({ breachId: idSchema }), breachDetailSchema),
  /** One picture. The first of a concern needs a reason (`reason-needed`), which is kept for the others. */
  'breach:picture': staffCall(
    breachReaders,
    z.object({ breachId: idSchema, part: snapshotPartSchema, reason: revealReasonSchema.nullable() }),
    snapshotSchema.pick({ takenAt: true, jpeg: true }),
  ),
  'breach:decide': staffCall(
    ['officer'],
    z.object({ breachId: idSchema, state: breachStateSchema, note: textSchema(longestNote) }),
    breachDetailSchema,
  ),
  /** Many at once, all or none; with what each was before, it undoes that. */
  'breach:decide-all': staffCall(
    ['officer'],
    z.object({
      decisions: z
        .array(z.object({ breachId: idSchema, state: breachStateSchema }))
        .min(1)
        .max(mostBreachesAtOnce),
      note: textSchema(longestNote),
    }),
    z.array(breachSummarySchema).max(mostBreachesAtOnce),
  ),
  /** The history of its PC around the concern, and other concerns of the same person. */
  'breach:around': staffCall(['officer', 'head'], z.object({ breachId: idSchema }), breachSurroundingsSchema),
  /** Seals the pictures of these concerns away for good, and with them what the same PCs pictured in the same minutes (QU1). */
  'breach:quarantine': staffCall(
    ['officer'],
    z.object({ breachIds: z.array(idSchema).min(1).max(mostBreachesAtOnce), reason: revealReasonSchema }),
    z.object({ breaches: z.array(breachSummarySchema), pictures: z.number().int().nonnegative() }),
  ),
  'breach:sharing': staffCall(['officer', 'head'], z.object({}), breachSharingSchema),
  'breach:share': staffCall(['officer'], breachSharingSchema, doneSchema),

  'mail:read': staffCall(
    ['officer', 'technician'],
    z.object({}),
    z.object({ settings: mailSettingsSchema.nullable(), passwordKept: z.boolean(), progress: mailProgressSchema }),
  ),
  /** A kept password goes only to the server and account it was given for: with another of these it is forgotten. */
  'mail:write': staffCall(['officer', 'technician'], z.object({ settings: mailSettingsSchema, password: mailPasswordSchema }), doneSchema),
  /** Sends a test to every address, with what is kept; `mail-failed` says what the mail server said. */
  'mail:test': staffCall(['officer', 'technician'], z.object({}), doneSchema),
} as const

export const breachFeeds = {
  /** A concern is new, or has changed; `was` is its state before, null when it is new. */
  'breach:changed': message(z.object({ was: breachStateSchema.nullable(), breach: breachSummarySchema }), doneSchema),
} as const
