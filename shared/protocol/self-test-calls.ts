import { z } from 'zod'
import {
  mostSelfTestSchedules,
  pendingSelfTestSchema,
  selfTestPlanSchema,
  selfTestScheduleSchema,
  selfTestScheduleViewSchema,
  selfTestSchema,
} from '../model/self-test'
import { bytesSchema, idSchema, timestampSchema } from '../model/scalars'
import { doneSchema, staffCall } from './table'

const readers = ['technician', 'officer', 'head'] as const
const mostListed = 500

/** Checks of the whole way from a PC's screen to the officer's inbox. */
export const selfTestCalls = {
  /** Begins at once; a PC that cannot be checked now is written down as not tested. `held-by-another`: a lesson goes on there. */
  'self-test:run': staffCall(
    ['technician'],
    z.object({
      roomId: idSchema,
      deviceIds: z.array(idSchema).min(1).max(1_000),
      orderId: idSchema,
      inUse: z.boolean().default(false),
      inLesson: z.boolean().default(false),
    }),
    z.object({ testIds: z.array(idSchema).max(1_000) }),
  ),
  /** Newest first; `roomId` null for every room the account may see. */
  'self-test:list': staffCall(
    readers,
    z.object({
      roomId: idSchema.nullable(),
      before: timestampSchema.nullable(),
      limit: z.number().int().min(1).max(mostListed),
    }),
    z.object({
      tests: z.array(selfTestSchema).max(mostListed),
      pending: z.array(pendingSelfTestSchema).max(2_000),
      schedules: z.array(selfTestScheduleViewSchema).max(mostSelfTestSchedules),
    }),
  ),
  /** The check record of a time as a document to keep. */
  'self-test:print': staffCall(
    readers,
    z.object({ roomId: idSchema.nullable(), from: timestampSchema, until: timestampSchema }),
    z.object({ pdf: bytesSchema(8_000_000) }),
  ),
  'self-test:schedule': staffCall(['technician'], selfTestPlanSchema, selfTestScheduleSchema),
  'self-test:unschedule': staffCall(['technician'], z.object({ scheduleId: idSchema }), doneSchema),
} as const
