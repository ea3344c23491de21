import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from '../model/scalars'
import { passwordSchema, roleSchema, signInNameSchema, staffSchema } from '../model/staff'
import { doneSchema, staffCall } from './table'

const totpCodeSchema = z.string().regex(/^\d{6}$/u)
const typedPasswordSchema = z.string().min(1).max(200)

export const staffSessionSchema = z.object({
  /** Bearer secret of this staff session; kept in memory only by the hub (hashed) and the console. */
  sessionToken: z.string().regex(/^[A-Za-z0-9_-]{43}$/u),
  staff: staffSchema,
  /** The session ends then whatever happens. */
  expiresAt: timestampSchema,
  /** Without `staff:touch` for this long the session ends. */
  idleLimitMs: z.number().int().positive(),
  /** The school asks this role for a second factor and the account has none: until it is set up nothing else is answered (ST7). */
  secondFactorMissing: z.boolean().default(false),
})
export type StaffSession = z.infer<typeof staffSessionSchema>

/** Accounts of staff, and their sessions. */
export const staffOrders = {
  /** Makes the first account, a technician, with the one-time code the hub printed at its first start. */
  'staff:create-first': staffCall(
    'anonymous',
    z.object({ code: z.string().max(40), signInName: signInNameSchema, displayName: textSchema(80).min(1), password: passwordSchema }),
    staffSessionSchema,
  ),
  'staff:sign-in': staffCall(
    'anonymous',
    z.object({ signInName: signInNameSchema, password: typedPasswordSchema, totpCode: totpCodeSchema.nullable() }),
    staffSessionSchema,
  ),
  /** Takes a session up again after a lost link or a reload. */
  'staff:resume': staffCall('anonymous', z.object({ sessionToken: z.string().max(64) }), staffSessionSchema),
  'staff:sign-out': staffCall('signed-in', z.object({}), doneSchema),
  /** The person is at the keyboard; sent at most once a minute. */
  'staff:touch': staffCall('signed-in', z.object({}), doneSchema),
  'staff:password': staffCall('signed-in', z.object({ present: typedPasswordSchema, next: passwordSchema }), doneSchema),
  /** Answers with an otpauth:// address for the authenticator (RFC 6238); in force only after `staff:totp-confirm`. */
  'staff:totp-begin': staffCall('signed-in', z.object({ password: typedPasswordSchema }), z.object({ otpauthUri: z.string().max(500) })),
  'staff:totp-confirm': staffCall('signed-in', z.object({ totpCode: totpCodeSchema }), doneSchema),
  'staff:totp-remove': staffCall('signed-in', z.object({ password: typedPasswordSchema }), doneSchema),
  'staff:list': staffCall(['technician', 'head'], z.object({}), z.array(staffSchema).max(2_000)),
  'staff:create': staffCall(
    ['technician'],
    z.object({
      signInName: signInNameSchema,
      displayName: textSchema(80).min(1),
      role: roleSchema,
      roomIds: z.array(idSchema).max(500).nullable(),
      password: passwordSchema,
      expiresAt: timestampSchema.nullable(),
    }),
    staffSchema,
  ),
  /** Ends the account's sessions at once. */
  'staff:disable': staffCall(['technician'], z.object({ staffId: idSchema }), doneSchema),
} as const
