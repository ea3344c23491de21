import type { Staff } from '#shared/model/staff'
import type { Outcome } from '#shared/outcome'
import type { StaffSession } from '#shared/protocol/console-hub'
import type { StoreFaultCode } from '../../store/faults'

/** A session as the hub holds it for a connection; `sessionId` is the token's hash and no secret. */
export interface LiveSession {
  readonly sessionId: string
  readonly staff: Staff
  readonly expiresAt: number
  readonly idleLimitMs: number
  readonly touchedAt: number
}

export type SessionEndCode = 'sign-in-needed' | 'session-expired' | 'account-expired' | 'account-disabled' | StoreFaultCode

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
