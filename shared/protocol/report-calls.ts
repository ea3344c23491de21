import { z } from 'zod'
import { oversightSchema } from '../model/oversight'
import {
  largestReport,
  longestAnswer,
  mostReports,
  reportSchema,
  reportSettingsSchema,
  reportWishSchema,
  selfCheckItemSchema,
} from '../model/report'
import { bytesSchema, idSchema, textSchema } from '../model/scalars'
import { termSchema } from '../model/school-term'
import { doneSchema, staffCall } from './table'

const reportReaders = ['officer', 'head'] as const

/** Papers without names about the school's monitoring, and the head's view of who looked at what. */
export const reportCalls = {
  /** Newest first. */
  'report:list': staffCall(
    reportReaders,
    z.object({}),
    z.object({
      reports: z.array(reportSchema).max(mostReports),
      /** Terms to choose from, the running one first. */
      terms: z.array(termSchema).max(12),
      settings: reportSettingsSchema,
    }),
  ),
  'report:make': staffCall(reportReaders, reportWishSchema, reportSchema),
  'report:fetch': staffCall(reportReaders, z.object({ reportId: idSchema }), z.object({ pdf: bytesSchema(largestReport) })),
  'report:set-up': staffCall(['officer'], reportSettingsSchema, doneSchema),
  'report:self-check': staffCall(reportReaders, z.object({}), z.array(selfCheckItemSchema).max(100)),
  'report:answer': staffCall(['officer'], z.object({ questionId: z.string().max(40), answer: textSchema(longestAnswer) }), doneSchema),
  'oversight:read': staffCall(['head'], z.object({ days: z.number().int().min(1).max(365) }), oversightSchema),
} as const
