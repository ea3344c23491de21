import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

export const roles = ['teacher', 'technician', 'officer', 'head'] as const
export const roleSchema = z.enum(roles)
/** `officer` is the e-safety officer; `head` oversees: reads everything, changes nothing but approvals. */
export type Role = z.infer<typeof roleSchema>

/** What staff type to say who they are: case does not count. */
export const signInNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/u, '2 to 40 letters, digits, dots, dashes or underscores')

/** NIST SP 800-63B: length counts, composition rules do not; the upper bound only limits hashing work. */
export const passwordSchema = z.string().min(12).max(200)

export const staffSchema = z.object({
  staffId: idSchema,
  signInName: signInNameSchema,
  displayName: textSchema(80),
  role: roleSchema,
  /** Rooms a teacher may see and command; null is every room. */
  roomIds: z.array(idSchema).max(500).nullable(),
  /** After this moment the account cannot sign in (supply staff). */
  expiresAt: timestampSchema.nullable(),
  disabled: z.boolean(),
  secondFactor: z.boolean(),
})
export type Staff = z.infer<typeof staffSchema>
