import { hoursAt } from '../model/allowed-hours'
import type { PolicyScope } from '../model/policy-set'

/** Who is in front of a PC, and when, as far as it is known. */
export interface Who {
  /** 0 is reception; null when the school has not said. */
  readonly yearGroup: number | null
  readonly groups: readonly string[]
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly at: number
  /** The school's, an IANA name. */
  readonly timeZone: string
}

/** Whether a scope means this person at this moment. Of whom nothing is known everything holds: nobody escapes by not being on a list. */
export const isMeant = ({ yearGroups, groups, hours }: PolicyScope, who: Who): boolean =>
  isAmong({ yearGroups, groups }, who) && (hours.length === 0 || hoursAt(hours, who.timeZone, who.at).open)

/** The same for what is done to somebody: nothing is done to a pupil of whom nothing is known because of a year or group. */
export const isSurelyMeant = (scope: PolicyScope, who: Who): boolean =>
  isMeant(scope, who) && (isForEverybody(scope) || who.yearGroup !== null || who.groups.length > 0)

interface People {
  readonly yearGroups: readonly number[]
  readonly groups: readonly string[]
}

const isForEverybody = ({ yearGroups, groups }: People): boolean => yearGroups.length === 0 && groups.length === 0

const isAmong = (people: People, { yearGroup, groups: own }: Who): boolean => {
  if (isForEverybody(people)) return true
  if (yearGroup === null && own.length === 0) return true
  if (yearGroup !== null && people.yearGroups.includes(yearGroup)) return true
  const names = new Set(own.map((name) => name.toLowerCase()))
  return people.groups.some((name) => names.has(name.toLowerCase()))
}
