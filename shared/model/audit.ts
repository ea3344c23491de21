import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

const auditActions = [
  'hub:start',
  'hub:stop',
  'staff:first-account',
  'staff:sign-in',
  'staff:sign-in-failed',
  'staff:sign-out',
  'staff:session-expired',
  'staff:create',
  'staff:disable',
  'staff:password',
  'staff:second-factor',
  'room:create',
  'room:view',
  'device:view',
  'device:enrol',
  'device:enrol-failed',
  'device:rename',
  'device:revoke',
  'enrolment:issue',
  'enrolment:cancel',
  'restriction:order',
  'restriction:lift',
  'restriction:take-over',
  'internet:order',
  'internet:lift',
  'internet:view',
  'sites:save',
  'sites:delete',
  'scene:save',
  'scene:delete',
  'lesson:start',
  'lesson:extend',
  'lesson:end',
  'tab:open',
  'tab:close',
  'power:order',
  'power:cancel',
  'power:schedule',
  'power:unschedule',
  'power:run',
  'setting:write',
  'timeout:write',
  'timeout:renew',
  'usage:view',
  'retention:purge',
  'flag:seen',
  'role:refused',
  'audit:read',
] as const
export const auditActionSchema = z.enum(auditActions)
export type AuditAction = z.infer<typeof auditActionSchema>

export const auditEntrySchema = z.object({
  auditId: z.number().int().positive(),
  at: timestampSchema,
  action: auditActionSchema,
  /** Null when nobody was signed in. */
  staffId: idSchema.nullable(),
  staffName: textSchema(80),
  /** What it was done to: a room, device, account or lease. */
  subject: textSchema(200),
  detail: textSchema(500),
  /** Address the connection came from. */
  address: textSchema(64),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>
