import type { InternetNow } from '#shared/model/internet-now'
import type { Observed } from '../platform/platform'

/**
 * `absent`: nothing here can hold a browser to a rule. `asked`: the browsers do not yet follow the newest rule. `held`: they do. `lacking`: they
 * keep everything closed for want of a list the rule names.
 */
export type GateState = 'absent' | 'asked' | 'held' | 'lacking'

/** Holds the browsers of this PC to what the leases allow the user in front. */
export interface InternetGate {
  readonly state: Observed<GateState>
  /** From now on this decides; the same again changes nothing. */
  follow(now: InternetNow): void
}
