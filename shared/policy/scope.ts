import type { Scope } from './pack'

/** What an event tells beside its text; what it does not tell restricts nothing. */
export interface Circumstances {
  readonly application?: string | undefined
  /** Host of the page. */
  readonly domain?: string | undefined
  /** 0 is reception. */
  readonly yearGroup?: number | undefined
  /** The PC's local time: minutes since midnight, and 0 for Sunday. */
  readonly localTime?: { readonly day: number; readonly minutes: number } | undefined
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Whether a host is a domain or lies below it; one that is not known does not. */
export function isBelow(host: string | undefined, domain: string): boolean {
  const name = host?.toLowerCase()
  return name !== undefined && (name === domain || name.endsWith(`.${domain}`))
}

export function isInScope(scope: Scope, { application, domain, yearGroup, localTime }: Circumstances): boolean {
  const { applications, domains, yearGroups, times } = scope
  if (applications !== undefined && application !== undefined) {
    const name = application.toLowerCase()
    const isNamed = (names: readonly string[]): boolean => names.some((one) => name.includes(one.toLowerCase()))
    if (!isAllowed(applications, isNamed)) return false
  }
  if (domains !== undefined && domain !== undefined) {
    if (!isAllowed(domains, (names) => names.some((one) => isBelow(domain, one)))) return false
  }
  if (yearGroups !== undefined && yearGroup !== undefined && (yearGroup < yearGroups.from || yearGroup > yearGroups.to)) return false
  if (times === undefined || localTime === undefined) return true
  const from = minutesOf(times.from)
  const to = minutesOf(times.to)
  const { minutes } = localTime
  // Past midnight, the evening before is the day that counts.
  const isAfterMidnight = from > to && minutes <= to
  const day = days[isAfterMidnight ? (localTime.day + 6) % 7 : localTime.day]
  if (times.days !== undefined && (day === undefined || !times.days.includes(day))) return false
  return from <= to ? minutes >= from && minutes <= to : minutes >= from || minutes <= to
}

function isAllowed(
  { only, not }: { readonly only?: readonly string[] | undefined; readonly not?: readonly string[] | undefined },
  holds: (names: readonly string[]) => boolean,
): boolean {
  return (only === undefined || holds(only)) && (not === undefined || !holds(not))
}
