import { isDeepStrictEqual } from 'node:util'
import type { InternetNow } from '#shared/model/internet-now'
import type { Outcome } from '#shared/outcome'
import type { WebPolicy } from '#shared/web/web-policy'
import type { AgentClock } from '../clock'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { GateState, InternetGate } from './internet-gate'
import type { SiteListShelf } from './site-list-shelf'
import { listsNamed, webPolicyOf } from './web-policy-of'

/** The part of ours in the browsers of this PC. */
export interface PolicyTaker {
  /** Resolves once every browser that is linked follows the policy, or has not said so in time; one linked later gets it by itself. */
  apply(policy: WebPolicy, listOf: (hash: string) => Buffer | null): Promise<Outcome<unknown>>
}

export interface BrowserGateParts {
  readonly shelf: Pick<SiteListShelf, 'changes' | 'list' | 'want'>
  readonly clock: AgentClock
  readonly log: Log
}

/** [LE6] A browser that did not answer is asked again after this long. */
const tryAgainMs = 5_000
/** [LE18] A list that was never here is usually fetched within this; closing everything meanwhile would sweep pages that stay open anyway. */
const listComesWithinMs = 2_000

const nothing = { decidedBy: null, besides: [] }

/** [LE16] Holds the browsers to the newest rule. Without a part of ours in them it is absent, and says so. */
export class BrowserGate implements InternetGate {
  readonly #parts: BrowserGateParts
  readonly #state = new Observable<GateState>('absent')
  #taker: PolicyTaker | null = null
  #now: Pick<InternetNow, 'decidedBy' | 'besides'> = nothing
  #wish = webPolicyOf(nothing, () => true)
  #held = this.#wish
  #applying = false
  /** Ends the patience with a list on its way. */
  #patience = new AbortController()

  constructor(parts: BrowserGateParts) {
    this.#parts = parts
  }

  get state(): Pick<Observable<GateState>, 'value' | 'watch'> {
    return this.#state
  }

  /** From now on the browsers can be held: what was asked meanwhile is applied at once. They begin with everything open. */
  attach(taker: PolicyTaker): void {
    this.#taker = taker
    void this.#apply()
  }

  /** Follows the lists that come, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    for await (const _change of this.#parts.shelf.changes.watch(signal)) this.#reckon()
    this.#patience.abort()
  }

  follow(now: InternetNow): void {
    if (isDeepStrictEqual([now.decidedBy, now.besides], [this.#now.decidedBy, this.#now.besides])) return
    this.#now = now
    this.#parts.shelf.want(listsNamed(now))
    this.#reckon()
  }

  #reckon(): void {
    this.#patience.abort()
    const wish = webPolicyOf(this.#now, (hash) => this.#parts.shelf.list(hash) !== null)
    if (lacksList(wish) && this.#taker !== null) void this.#waitForList(wish)
    else this.#ask(wish)
  }

  /** What held before holds a moment longer; then everything is closed until the list is here. */
  async #waitForList(wish: WebPolicy): Promise<void> {
    this.#tell('asked')
    const patience = new AbortController()
    this.#patience = patience
    await this.#parts.clock.sleep(listComesWithinMs, patience.signal)
    if (!patience.signal.aborted) this.#ask(wish)
  }

  #ask(wish: WebPolicy): void {
    if (isDeepStrictEqual(wish, this.#wish)) {
      if (this.#taker !== null && !this.#applying) this.#tellHeld()
      return
    }
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
      const applied = await taker.apply(wish, (hash) => this.#parts.shelf.list(hash))
      if (applied.ok) this.#held = wish
      else {
        this.#parts.log(`The browsers do not follow the internet rule yet: ${applied.detail}`)
        await this.#parts.clock.sleep(tryAgainMs, new AbortController().signal)
      }
    }
    this.#applying = false
    this.#tellHeld()
  }

  #tellHeld(): void {
    this.#tell(lacksList(this.#held) ? 'lacking' : 'held')
  }

  #tell(state: GateState): void {
    if (this.#state.value !== state) this.#state.set(state)
  }
}

const lacksList = ({ lists }: WebPolicy): boolean => lists.some(({ waits }) => waits)
