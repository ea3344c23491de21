import type { Clock } from '#shared/clock'
import type { Staff } from '#shared/model/staff'
import { type Outcome, fail, ok } from '#shared/outcome'
import type { StaffSession } from '#shared/protocol/staff-calls'
import type { StoreFaultCode } from '../../store/faults'
import type { SessionRecord } from '../../store/sessions'
import type { Records, Store } from '../../store/store'
import { missesSecondFactor } from './second-factor'
import { hashToken, randomToken } from './secrets'

/** A session as the hub holds it for a connection; `sessionId` is the token's hash and no secret. */
export interface LiveSession {
  readonly sessionId: string
  readonly staff: Staff
  readonly expiresAt: number
  readonly idleLimitMs: number
  readonly touchedAt: number
  /** Nothing but the own account may be touched until a second factor is set up (ST7). */
  readonly secondFactorMissing: boolean
}

export type SessionEndCode = 'sign-in-needed' | 'session-expired' | 'account-disabled' | StoreFaultCode

export interface EndedSession {
  readonly sessionId: string
  readonly staffId: string
  readonly why: 'idle' | 'expired' | 'disabled'
}

/** Staff sessions (ST2): a random 256-bit token, kept as its hash; over at its expiry or after its idle limit without a touch. */
export interface Sessions {
  /** Begins one for an account that has just signed in. `session` holds the token; it is not to be had again. */
  begin(staff: Staff, address: string): Promise<Outcome<{ readonly session: StaffSession; readonly sessionId: string }, StoreFaultCode>>
  /** Takes a session up again by its token; counts as a touch. `sign-in-needed`: no such session. */
  resume(sessionToken: string): Promise<Outcome<{ readonly session: StaffSession; readonly sessionId: string }, SessionEndCode>>
  /** Whether the session still lives, with the account as it is now; for every call that needs one. A dead one is removed and audited. */
  check(sessionId: string): Promise<Outcome<LiveSession, SessionEndCode>>
  /** The person is at the keyboard. */
  touch(sessionId: string): Promise<Outcome<null, SessionEndCode>>
  /** Sign-out; ending twice is harmless. */
  end(sessionId: string, address: string): Promise<Outcome<null, StoreFaultCode>>
  /** Removes the sessions that have run out since and tells which, so that their consoles can be told. Call about once a minute. */
  sweep(): Promise<Outcome<EndedSession[], StoreFaultCode>>
}

export interface SessionLimits {
  /** A session is over after this long whatever happens. */
  readonly lengthMs: number
  /** And after this long without anybody at the keyboard. */
  readonly idleLimitMs: number
}

/** A school day, and the time of a walk to the copier. */
export const defaultSessionLimits: SessionLimits = { lengthMs: 10 * 3_600_000, idleLimitMs: 15 * 60_000 }

/** One account signed in at more places than this loses its oldest session. */
const sessionsPerAccount = 20
const tokenBytes = 32

/** Pure: why a session is over at `now`, or null while it lives. */
const sessionOver = (session: SessionRecord, staff: Staff | null, now: number): EndedSession['why'] | null => {
  if (staff === null || staff.disabled) return 'disabled'
  if (session.expiresAt <= now || (staff.expiresAt !== null && staff.expiresAt <= now)) return 'expired'
  return session.touchedAt + session.idleLimitMs <= now ? 'idle' : null
}

const refusals = {
  disabled: fail('account-disabled', 'This account was disabled. Ask the technician.'),
  expired: fail('session-expired', 'The session has reached its end. Sign in again.'),
  idle: fail('session-expired', 'Nobody was at the keyboard for a while, so the session ended. Sign in again.'),
} as const

export const staffSessions = (store: Store, clock: Clock, limits: SessionLimits): Sessions => {
  /** Removes a session that is over and leaves its trace. */
  const close = async (
    { sessions, audit }: Records,
    session: SessionRecord,
    staff: Staff | null,
    why: EndedSession['why'],
  ): Promise<void> => {
    await sessions.remove(session.sessionId)
    await audit.append({
      at: clock.now(),
      action: 'staff:session-expired',
      staff,
      subject: staff?.signInName ?? '',
      detail: why,
      address: session.address,
    })
  }

  /** The refusal of a dead session travels as a value, so that its removal is kept. */
  const withLive = async <T>(
    sessionId: string,
    work: (records: Records, session: SessionRecord, staff: Staff) => Promise<T>,
  ): Promise<Outcome<T, SessionEndCode>> => {
    const settled = await store.transact<Outcome<T, SessionEndCode>>(async (records) => {
      const session = await records.sessions.find(sessionId)
      if (session === null) return ok(fail('sign-in-needed', 'There is no such session. Sign in.'))
      const staff = (await records.staff.find(session.staffId))?.profile ?? null
      const why = sessionOver(session, staff, clock.now())
      if (why === null && staff !== null) return ok(ok(await work(records, session, staff)))
      await close(records, session, staff, why ?? 'disabled')
      return ok(refusals[why ?? 'disabled'])
    })
    return settled.ok ? settled.value : settled
  }

  return {
    begin: (staff, address) =>
      store.transact(async (records) => {
        const { sessions } = records
        const now = clock.now()
        const sessionToken = randomToken(tokenBytes)
        const sessionId = hashToken(sessionToken)
        const expiresAt = Math.min(now + limits.lengthMs, staff.expiresAt ?? Number.POSITIVE_INFINITY)
        await sessions.keepNewest(staff.staffId, sessionsPerAccount - 1)
        await sessions.add({
          sessionId,
          staffId: staff.staffId,
          address,
          startedAt: now,
          expiresAt,
          idleLimitMs: limits.idleLimitMs,
          touchedAt: now,
        })
        const secondFactorMissing = await missesSecondFactor(records, staff)
        return ok({ session: { sessionToken, staff, expiresAt, idleLimitMs: limits.idleLimitMs, secondFactorMissing }, sessionId })
      }),

    resume: (sessionToken) => {
      const sessionId = hashToken(sessionToken)
      return withLive(sessionId, async (records, { expiresAt, idleLimitMs }, staff) => {
        await records.sessions.touch(sessionId, clock.now())
        const secondFactorMissing = await missesSecondFactor(records, staff)
        return { session: { sessionToken, staff, expiresAt, idleLimitMs, secondFactorMissing }, sessionId }
      })
    },

    check: (sessionId) =>
      withLive(sessionId, async (records, { expiresAt, idleLimitMs, touchedAt }, staff) => ({
        ...{ sessionId, staff, expiresAt, idleLimitMs, touchedAt },
        secondFactorMissing: await missesSecondFactor(records, staff),
      })),

    touch: (sessionId) =>
      withLive(sessionId, async ({ sessions }) => {
        await sessions.touch(sessionId, clock.now())
        return null
      }),

    end: (sessionId, address) =>
      store.transact(async ({ sessions, staff, audit }) => {
        const session = await sessions.find(sessionId)
        if (session === null) return ok(null)
        await sessions.remove(sessionId)
        const profile = (await staff.find(session.staffId))?.profile ?? null
        await audit.append({
          at: clock.now(),
          action: 'staff:sign-out',
          staff: profile,
          subject: profile?.signInName ?? '',
          detail: '',
          address,
        })
        return ok(null)
      }),

    sweep: () =>
      store.transact(async (records) => {
        const ended: EndedSession[] = []
        for (const session of await records.sessions.list()) {
          const staff = (await records.staff.find(session.staffId))?.profile ?? null
          const why = sessionOver(session, staff, clock.now())
          if (why === null) continue
          await close(records, session, staff, why)
          ended.push({ sessionId: session.sessionId, staffId: session.staffId, why })
        }
        return ok(ended)
      }),
  }
}
