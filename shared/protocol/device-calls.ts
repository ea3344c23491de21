import { z } from 'zod'
import { activitySchema } from '../model/activity'
import { deviceFactsSchema, deviceViewSchema } from '../model/device'
import { idSchema, textSchema, timestampSchema } from '../model/scalars'
import { enrolmentBundleSchema, enrolmentSchema } from './enrolment'
import { doneSchema, staffCall } from './table'

const everyone = ['teacher', 'technician', 'officer', 'head'] as const

/** PCs, and how they come to the hub. */
export const deviceOrders = {
  /** Opens one PC's panel: a larger picture flows until `device:leave`. Each is audited as a view. */
  'device:view': staffCall(
    everyone,
    z.object({ deviceId: idSchema }),
    z.object({
      device: deviceViewSchema,
      facts: deviceFactsSchema.nullable(),
      address: textSchema(64).nullable(),
      enrolledAt: timestampSchema,
      certificateExpiresAt: timestampSchema,
      /** Newest first; empty for roles that may not see what pupils do. */
      windows: z.array(activitySchema.extend({ until: timestampSchema.nullable() })).max(20),
    }),
  ),
  'device:leave': staffCall(everyone, z.object({ deviceId: idSchema }), doneSchema),
  'device:rename': staffCall(['technician'], z.object({ deviceId: idSchema, name: textSchema(120).min(1) }), doneSchema),
  'device:revoke': staffCall(['technician'], z.object({ deviceId: idSchema }), doneSchema),

  'enrolment:issue': staffCall(
    ['technician'],
    z.object({ roomId: idSchema, uses: z.number().int().min(1).max(1_000), expiresAt: timestampSchema }),
    z.object({ enrolment: enrolmentSchema, bundle: enrolmentBundleSchema }),
  ),
  'enrolment:list': staffCall(['technician'], z.object({}), z.array(enrolmentSchema).max(2_000)),
  'enrolment:cancel': staffCall(['technician'], z.object({ enrolmentId: idSchema }), doneSchema),
} as const
