import { z } from 'zod'
import {
  longestReply,
  openReasonSchema,
  pupilReportDetailSchema,
  pupilReportStateSchema,
  pupilReportSummarySchema,
} from '../model/pupil-report'
import { idSchema, textSchema } from '../model/scalars'
import { doneSchema, message, staffCall } from './table'

/** [PU3] What pupils report is for nobody else. */
const readers = ['officer'] as const

/** Calls about what pupils report. */
export const pupilReportCalls = {
  'pupil-report:count': staffCall(readers, z.object({}), z.object({ waiting: z.number().int().nonnegative() })),
  /** Newest learned first; those before `before`, or the newest when it is null. */
  'pupil-report:list': staffCall(
    readers,
    z.object({ closed: z.boolean(), before: z.number().int().positive().nullable(), limit: z.number().int().min(1).max(100) }),
    z.object({ reports: z.array(pupilReportSummarySchema).max(100), waiting: z.number().int().nonnegative() }),
  ),
  /** Opening one that is new makes it `read`. */
  'pupil-report:get': staffCall(readers, z.object({ reportId: idSchema }), pupilReportDetailSchema),
  /** [PU4] Opens a sealed name, for who asks alone. */
  'pupil-report:open-name': staffCall(readers, z.object({ reportId: idSchema, reason: openReasonSchema }), pupilReportDetailSchema),
  /** Goes to the pupil's own page; a guest account has none (`not-found`). */
  'pupil-report:reply': staffCall(
    readers,
    z.object({ reportId: idSchema, text: textSchema(longestReply).trim().min(1) }),
    pupilReportDetailSchema,
  ),
  'pupil-report:decide': staffCall(
    readers,
    z.object({ reportId: idSchema, state: pupilReportStateSchema.exclude(['new']), note: textSchema(500) }),
    pupilReportDetailSchema,
  ),
} as const

export const pupilReportFeeds = {
  /** A report is new, or has changed; to officers alone, and without a name that is sealed. */
  'pupil-report:changed': message(
    z.object({ isNew: z.boolean(), report: pupilReportSummarySchema, waiting: z.number().int().nonnegative() }),
    doneSchema,
  ),
} as const
