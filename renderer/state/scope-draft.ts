import { type PolicyScope, policyScopeSchema } from '#shared/model/policy-set'
import { drawnHours, type HoursDraft, schoolDay, timeOfDay } from './timeout-draft'

/** Whom and when something is for, as a form holds it. */
export interface ScopeDraft {
  readonly yearGroups: readonly number[]
  readonly groups: readonly string[]
  readonly hoursOn: boolean
  readonly hours: readonly HoursDraft[]
}

export const scopeDraftOf = ({ yearGroups, groups, hours }: PolicyScope): ScopeDraft => ({
  yearGroups,
  groups,
  hoursOn: hours.length > 0,
  hours: hours.length === 0 ? [schoolDay] : hours.map(({ days, from, to }) => ({ days, from: timeOfDay(from), to: timeOfDay(to) })),
})

/** The scope a draft stands for; null while its hours are not yet some. */
export const scopeOf = ({ yearGroups, groups, hoursOn, hours }: ScopeDraft): PolicyScope | null => {
  const drawn = drawnHours(hours)
  if (hoursOn && (drawn.length < hours.length || drawn.some(({ days }) => days.length === 0))) return null
  const scope = policyScopeSchema.safeParse({
    yearGroups: [...yearGroups].sort((a, b) => a - b),
    groups,
    hours: hoursOn ? drawn : [],
  })
  return scope.success ? scope.data : null
}
