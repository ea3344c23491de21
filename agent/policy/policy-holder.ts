import type { PolicyMatch, Sighting } from '#shared/policy/match'

/** The policies of this PC, ready to be asked. */
export interface HeldPolicy {
  /** Says which packs and which revision of the school's own settings these are. */
  readonly version: string
  /** [BC6] Whether what is typed is looked at. */
  readonly readsTyped: boolean
  /** What is flagged for whoever is in front now, the most serious first. */
  match(sighting: Sighting): readonly PolicyMatch[]
}

/** Everything that evaluates asks here each time: policies are exchanged whole, between two texts. */
export class PolicyHolder {
  #current: HeldPolicy | null = null

  /** Null until the first ones are loaded. */
  get current(): HeldPolicy | null {
    return this.#current
  }

  set(held: HeldPolicy): void {
    this.#current = held
  }
}
