import type { Lease } from '#shared/model/lease'
import type { Observed } from '../platform/platform'

/**
 * `asked`: what the newest rule does not allow has not all ended yet. `held`: nothing is left of it. `leaking`: something outlived force. `unable`:
 * this PC cannot tell.
 */
export type ApplicationState = 'asked' | 'held' | 'leaking' | 'unable'

/** Holds the programs of this PC to a rule. */
export interface ApplicationGate {
  readonly state: Observed<ApplicationState>
  /** From now on this lease decides, null for none; the same again changes nothing. */
  follow(lease: Lease | null): void
}
