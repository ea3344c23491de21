import { z } from 'zod'
import { textSchema, timestampSchema } from '#shared/model/scalars'
import { sessionEndSchema } from '#shared/model/session-end'
import { timeoutPolicySchema } from '#shared/model/timeout'
import { hubTimeSchema, type Moment, momentSchema, passedMs } from '../leases/hub-clock'
import type { SealedKind } from '../storage/sealed-file'

const allowanceSchema = z.object({ from: momentSchema, ms: z.number().nonnegative() })
/** Time given at one moment, which runs out. */
export type Allowance = Readonly<z.infer<typeof allowanceSchema>>

const sessionSchema = z.object({
  user: textSchema(120),
  guest: z.boolean(),
  /** As the system tells it: the same for as long as one sign-in lasts. */
  signedInAt: timestampSchema,
  began: momentSchema,
  /** The last time its user was seen. */
  seen: momentSchema,
  owed: allowanceSchema.nullable(),
  /** The last warning of the end that comes first, by its distance from it. */
  warned: z.object({ why: sessionEndSchema.shape.why, ms: z.number().positive() }).nullable(),
})
/** One pupil's time on this PC. */
export type PupilSession = Readonly<z.infer<typeof sessionSchema>>

const keptTimeoutsSchema = z.object({
  policy: timeoutPolicySchema.nullable(),
  session: sessionSchema.nullable(),
  granted: allowanceSchema.nullable(),
  hubTime: hubTimeSchema,
})
/** What the PC knows of its session times, as it lies on disk. */
export type KeptTimeouts = z.infer<typeof keptTimeoutsSchema>

export const keptTimeouts: SealedKind<KeptTimeouts> = {
  purpose: 'classwarden-timeouts-1',
  schema: keptTimeoutsSchema,
  name: 'file of session times',
}

/** What is left of an allowance, in milliseconds; nothing of none. */
export const leftOf = (allowance: Allowance | null, now: Moment): number =>
  allowance === null ? 0 : Math.max(0, allowance.ms - passedMs(allowance.from, now))

/** Longer away is a new session; a display that was lost under somebody is back within the shorter. */
const backWithinMs = 5 * 60_000
const guestBackWithinMs = 30_000

/** Whether this user goes on with that session (SE2). A guest account is anybody's: who signs in next is taken for somebody else. */
export function goesOn(
  session: PupilSession,
  user: { readonly name: string; readonly guest: boolean; readonly sessionStartedAt: number },
  now: Moment,
): boolean {
  if (session.user !== user.name) return false
  const sameSignIn = session.signedInAt === user.sessionStartedAt && session.seen.bootId === now.bootId
  return sameSignIn || passedMs(session.seen, now) <= (user.guest ? guestBackWithinMs : backWithinMs)
}
