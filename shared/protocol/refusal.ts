import { z } from 'zod'

/** Refusals that tell how it was asked: each counts against the connection (PR6). */
const askingCodes = [
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
  'role-forbids',
  'room-forbids',
] as const

/** Refusals that tell of the thing asked for: an honest peer meets them, and they do not count (PR6). */
const matterCodes = [
  // staff
  'sign-in-wrong',
  'second-factor-needed',
  'second-factor-missing',
  'too-many-attempts',
  'account-expired',
  'account-disabled',
  'session-expired',
  'first-run-code-wrong',
  'first-run-done',
  'name-taken',
  'password-weak',
  // the rest
  'not-found',
  'device-silent',
  'held-by-another',
  'lesson-needed',
  'site-unclear',
  'application-unclear',
  'list-unclear',
  'too-many-sites',
  'in-use',
  'reason-needed',
  'picture-damaged',
  'quarantined',
  'mail-failed',
  'backup-folder',
  'backup-unset',
  'policy-locked',
  'policy-full',
  'phrase-unclear',
  'own-proposal',
  'authorisation-over',
  'letter-unfinished',
  'names-another',
  'approval-needed',
  'build-refused',
  'store-full',
  'store-unavailable',
  'internal',
] as const

/** Why a message or a connection was refused. Closed: a new reason is a protocol change. */
const refusalCodes = [...askingCodes, ...matterCodes] as const
export const refusalCodeSchema = z.enum(refusalCodes)
export type RefusalCode = z.infer<typeof refusalCodeSchema>

const matters: ReadonlySet<RefusalCode> = new Set(matterCodes)
export const countsAgainstPeer = (code: RefusalCode): boolean => !matters.has(code)

export const refusalSchema = z.object({ ok: z.literal(false), code: refusalCodeSchema, detail: z.string().max(500) })
export type Refusal = z.infer<typeof refusalSchema>

export const refuse = (code: RefusalCode, detail: string): Refusal => ({ ok: false, code, detail })
