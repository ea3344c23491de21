import type { AppliedPolicy, PackEntry } from '#shared/model/policy-view'
import type { PolicyChangeRecord } from '#shared/model/policy-change'
import type { PolicySet } from '#shared/model/policy-set'
import type { PupilRecord } from '#shared/model/pupil-record'
import { isMeant, isSurelyMeant, type Who } from '#shared/policy/policy-scope'

export interface AppliedParts {
  readonly userName: string
  /** Null for a pupil of whom the school has told nothing. */
  readonly record: PupilRecord | null
  readonly set: PolicySet
  readonly packs: readonly PackEntry[]
  /** The change that set each limit, by what it is on. */
  readonly limitsSetBy: ReadonlyMap<string, PolicyChangeRecord>
  readonly at: number
  readonly timeZone: string
  readonly leases: AppliedPolicy['leases']
  readonly places: AppliedPolicy['places']
}

/** [PO5] What holds for one pupil at one moment, and why. */
export const appliedPolicy = ({ userName, record, set, packs, limitsSetBy, at, timeZone, leases, places }: AppliedParts): AppliedPolicy => {
  const pupil = { userName, yearGroup: record?.yearGroup ?? null, groups: record?.groups ?? [] }
  const who: Who = { yearGroup: pupil.yearGroup, groups: pupil.groups, at, timeZone }
  const limits = new Map(set.limits.map((limit) => [limit.target, limit.on]))

  const standing = (target: string, title: string, locked: boolean): AppliedPolicy['packs'][number] => {
    const limit = limits.get(target)
    if (locked) return { target, title, on: true, why: 'locked', limit: [], setBy: null }
    if (limit === undefined) return { target, title, on: true, why: 'everybody', limit: [], setBy: null }
    const made = limitsSetBy.get(target)
    const setBy =
      made === undefined ? null : { displayName: made.proposedBy.displayName, reason: made.reason, at: made.decidedAt ?? made.proposedAt }
    return { target, title, on: limit.some((scope) => isMeant(scope, who)), why: 'limit', limit, setBy }
  }

  return {
    pupil,
    displayName: record?.displayName ?? '',
    onRoster: record !== null,
    at,
    revision: set.revision,
    packs: packs.flatMap(({ pack, title, locked, rules }) => [
      standing(pack, title, locked),
      ...rules.filter(({ id }) => limits.has(id)).map(({ id, why }) => standing(id, why.slice(0, 80), locked)),
    ]),
    terms: set.terms.filter(({ scope }) => isMeant(scope, who)),
    exceptions: set.exceptions,
    acts: set.acts.filter(({ scope }) => isSurelyMeant(scope, who)),
    typedText: set.typedText,
    leases: [...leases],
    places: [...places],
  }
}
