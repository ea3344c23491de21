import type { PolicyMatch, Sighting } from '#shared/policy/match'
import { Observable } from '../platform/observable'
import type { Observed } from '../platform/platform'

/** The policies of this PC, ready to be asked. */
export interface HeldPolicy {
  /** Says which packs and which revision of the school's own settings these are. */
  readonly version: string
  /** Of the school's own settings; 0 are the packs as they ship. */
  readonly revision: number
  /** [BC6] Whether what is typed is looked at. */
  readonly readsTyped: boolean
  /** What is flagged for whoever is in front now, the most serious first. */
  match(sighting: Sighting): readonly PolicyMatch[]
}

/** Everything that evaluates asks here each time: policies are exchanged whole, between two texts. */
export class PolicyHolder {
  readonly #changes = new Observable(0)
  #current: HeldPolicy | null = null

  /** Null until the first ones are loaded. */
  get current(): HeldPolicy | null {
    return this.#current
  }

  /** Another value whenever other policies hold. */
  get changes(): Observed<number> {
    return this.#changes
  }

  set(held: HeldPolicy): void {
    this.#current = held
    this.#changes.set(this.#changes.value + 1)
  }
}
