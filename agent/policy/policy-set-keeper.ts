import { samePupil } from '#shared/model/internet'
import { type PolicyOrder, type PolicySet, shippedPolicy } from '#shared/model/policy-set'
import type { PolicyPupil } from '#shared/model/pupil-record'
import type { Who } from '#shared/policy/policy-scope'
import { Observable } from '../platform/observable'
import type { Observed, Platform } from '../platform/platform'
import type { SealedFile } from '../storage/sealed-file'
import { type KeptPolicy, mostPupilsKept } from './kept-policy'

export interface PolicySetKeeperParts {
  readonly platform: Pick<Platform, 'user'>
  readonly file: SealedFile<KeptPolicy>
  readonly hubNow: () => number
}

/** `agoMs`: null where it is not known any more. */
export interface ToldPolicy {
  readonly revision: number
  readonly agoMs: number | null
}

/** [PO4] Holds what the school has made of the policies, with or without the hub; until it ever said so, the packs as they ship. */
export class PolicySetKeeper {
  readonly #parts: PolicySetKeeperParts
  readonly #set = new Observable<PolicySet>(shippedPolicy)
  #order: PolicyOrder | null = null
  #toldAt: number | null = null
  #pupils: readonly PolicyPupil[] = []

  constructor(parts: PolicySetKeeperParts) {
    this.#parts = parts
  }

  get set(): Observed<PolicySet> {
    return this.#set
  }

  /** The policies the hub told; null when it never did. */
  get policyId(): string | null {
    return this.#order?.set.policyId ?? null
  }

  /** What the hub told last, whether or not it can be used, and how long ago; null when it never told any. */
  get told(): ToldPolicy | null {
    if (this.#order === null) return null
    const { revision } = this.#order.set
    return { revision, agoMs: this.#toldAt === null ? null : Math.max(0, Math.round(this.#parts.hubNow() - this.#toldAt)) }
  }

  /** Whoever is in front now. Of a guest account nothing is known: it is anybody's. */
  get who(): Who {
    const user = this.#parts.platform.user.value
    const known = user === null || user.guest ? undefined : this.#pupils.find(({ userName }) => samePupil(userName, user.name))
    const timeZone = this.#order?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    return { yearGroup: known?.yearGroup ?? null, groups: known?.groups ?? [], at: this.#parts.hubNow(), timeZone }
  }

  /** Takes up what is on the disk. */
  resume(): void {
    const kept = this.#parts.file.load()
    if (kept === null) return
    this.#order = kept.order
    this.#toldAt = kept.toldAt
    this.#pupils = kept.pupils
    if (kept.order !== null) this.#set.set(kept.order.set)
  }

  /** Goes by these policies from now on; resolves when they are on the disk. */
  async follow(order: PolicyOrder): Promise<void> {
    this.#order = order
    this.#toldAt = Math.max(0, Math.round(this.#parts.hubNow()))
    this.#set.set(order.set)
    await this.#save()
  }

  /** What the school tells of one pupil; resolves when it is on the disk. */
  async learn(pupil: PolicyPupil): Promise<void> {
    const others = this.#pupils.filter(({ userName }) => !samePupil(userName, pupil.userName))
    this.#pupils = [...others, pupil].slice(-mostPupilsKept)
    await this.#save()
  }

  async #save(): Promise<void> {
    this.#parts.file.save({ order: this.#order, toldAt: this.#toldAt, pupils: [...this.#pupils] })
    await this.#parts.file.settled()
  }
}
