import { isDeepStrictEqual } from 'node:util'
import type { InternetNow } from '#shared/model/internet-now'
import type { Outcome } from '#shared/outcome'
import type { WebPolicy } from '#shared/web/web-policy'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { GateState, InternetGate } from './internet-gate'
import { webPolicyOf } from './web-policy-of'

/** The part of ours in the browsers of this PC. */
export interface PolicyTaker {
  /** Resolves once every browser that is linked follows the policy, or has not said so in time; one linked later gets it by itself. */
  apply(policy: WebPolicy): Promise<Outcome<unknown>>
}

/** [LE6] A browser that did not answer is asked again after this long. */
const tryAgainMs = 5_000

/** [LE16] Holds the browsers to the newest rule. Without a part of ours in them it is absent, and says so. */
export class BrowserGate implements InternetGate {
  readonly #clock: AgentClock
  readonly #log: Log
  readonly #state = new Observable<GateState>('absent')
  #taker: PolicyTaker | null = null
  #wish = webPolicyOf({ decidedBy: null, outranked: [] })
  #held = this.#wish
  #applying = false

  constructor(clock: AgentClock, log: Log) {
    this.#clock = clock
    this.#log = log
  }

  get state(): Pick<Observable<GateState>, 'value' | 'watch'> {
    return this.#state
  }

  /** From now on the browsers can be held: what was asked meanwhile is applied at once. They begin with everything open. */
  attach(taker: PolicyTaker): void {
    this.#taker = taker
    void this.#apply()
  }

  follow(now: InternetNow): void {
    const wish = webPolicyOf(now)
    if (isDeepStrictEqual(wish, this.#wish)) return
    this.#wish = wish
    void this.#apply()
  }

  /** One policy is on its way at a time; what changes meanwhile is one newer policy. */
  async #apply(): Promise<void> {
    const taker = this.#taker
    if (taker === null || this.#applying) return
    this.#applying = true
    while (this.#held !== this.#wish) {
      this.#tell('asked')
      const wish = this.#wish
      const applied = await taker.apply(wish)
      if (applied.ok) this.#held = wish
      else {
        this.#log(`The browsers do not follow the internet rule yet: ${applied.detail}`)
        await this.#clock.sleep(tryAgainMs, new AbortController().signal)
      }
    }
    this.#applying = false
    this.#tell('held')
  }

  #tell(state: GateState): void {
    if (this.#state.value !== state) this.#state.set(state)
  }
}
