import { z } from 'zod'

/** Why a message or a connection was refused. Closed: a new reason is a protocol change. */
const refusalCodes = [
  // the message itself
  'malformed',
  'too-large',
  'unknown-message',
  'wrong-direction',
  'replayed',
  'too-many-refusals',
  'too-fast',
  // the connection
  'hello-first',
  'version-unsupported',
  'certificate-unknown',
  'certificate-revoked',
  'too-many-connections',
  'superseded',
  // enrolment
  'token-unknown',
  'token-expired',
  'token-used-up',
  'token-cancelled',
  'request-invalid',
  // staff
  'sign-in-needed',
  'sign-in-wrong',
  'second-factor-needed',
  'too-many-attempts',
  'account-expired',
  'account-disabled',
  'session-expired',
  'first-run-code-wrong',
  'first-run-done',
  'role-forbids',
  'room-forbids',
  'name-taken',
  'password-weak',
  // the thing asked for
  'not-found',
  'device-silent',
  'held-by-another',
  'lesson-needed',
  'site-unclear',
  'list-unclear',
  'too-many-sites',
  'in-use',
  'reason-needed',
  'picture-damaged',
  'mail-failed',
  'policy-locked',
  'policy-full',
  'phrase-unclear',
  'own-proposal',
  'store-full',
  'store-unavailable',
  'internal',
] as const
export const refusalCodeSchema = z.enum(refusalCodes)
export type RefusalCode = z.infer<typeof refusalCodeSchema>

export const refusalSchema = z.object({ ok: z.literal(false), code: refusalCodeSchema, detail: z.string().max(500) })
export type Refusal = z.infer<typeof refusalSchema>

export const refuse = (code: RefusalCode, detail: string): Refusal => ({ ok: false, code, detail })
