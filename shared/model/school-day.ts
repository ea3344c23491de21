/** What clocks in a time zone (IANA name) show, as if it were UTC. */
export const wallTime = (at: number, timeZone: string): number => {
  const options = {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  } as const
  const parts = new Map<string, number>(
    new Intl.DateTimeFormat('en-GB', options).formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  )
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = ['year', 'month', 'day', 'hour', 'minute'].map((name) => parts.get(name))
  return Date.UTC(year, month - 1, day, hour, minute)
}

/** The moment at which clocks there show this, given as if it were UTC. */
export const momentOf = (wall: number, timeZone: string): number => wall - (wallTime(wall, timeZone) - wall)

/** The day that a moment falls on by the clocks of the school: `2026-11-22`. */
export const dayOf = (at: number, timeZone: string): string => new Date(wallTime(at, timeZone)).toISOString().slice(0, 10)

/** The day's first moment there. */
export const dayStart = (day: string, timeZone: string): number => momentOf(Date.parse(`${day}T00:00:00Z`), timeZone)
