import type { Enrolment, EnrolmentRequest } from '#shared/protocol/enrolment'
import type { Outcome } from '#shared/outcome'
import type { DeviceRecord } from '../../store/devices'
import type { StoreFaultCode } from '../../store/faults'
import type { Actor } from './actor'

export interface IssueOrder {
  readonly roomId: string
  readonly uses: number
  readonly expiresAt: number
}

export interface Redeemed {
  readonly device: DeviceRecord
  readonly certificatePem: string
}

export type RedeemCode =
  'token-unknown' | 'token-expired' | 'token-used-up' | 'token-cancelled' | 'request-invalid' | 'too-many-attempts' | StoreFaultCode

/** Issues enrolment tokens and exchanges them for device certificates. Every call writes its own audit entries. */
export interface EnrolmentDesk {
  /** `token` is shown this once. `not-found`: no such room. `request-invalid`: the end lies in the past. */
  issue(
    order: IssueOrder,
    actor: Actor,
  ): Promise<Outcome<{ readonly enrolment: Enrolment; readonly token: string }, 'not-found' | 'request-invalid' | StoreFaultCode>>
  /** Newest first, at most 2,000. */
  list(): Promise<Outcome<Enrolment[], StoreFaultCode>>
  /** Cancelling twice is harmless. */
  cancel(enrolmentId: string, actor: Actor): Promise<Outcome<null, 'not-found' | StoreFaultCode>>
  /** Of several PCs at once, no more get in than the token has uses left. A new device each time, named by its hostname. */
  redeem(request: EnrolmentRequest, address: string): Promise<Outcome<Redeemed, RedeemCode>>
}
