import type { InternetNow } from '#shared/model/internet-now'
import { Observable } from '../platform/observable'
import type { Observed } from '../platform/platform'

/** `absent`: nothing here can hold a browser to a rule. `asked`: the browsers do not yet follow the newest rule. `held`: they do. */
export type GateState = 'absent' | 'asked' | 'held'

/** Holds the browsers of this PC to what the leases allow the user in front. */
export interface InternetGate {
  readonly state: Observed<GateState>
  /** From now on this decides; the same again changes nothing. */
  follow(now: InternetNow): void
}

/** A PC on which no part of ours sits in the browsers. */
export const noBrowserPart: InternetGate = { state: new Observable<GateState>('absent'), follow: () => undefined }
