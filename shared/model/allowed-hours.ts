import type { AllowedHours } from './timeout'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const weekMs = 7 * dayMs

const days: Readonly<Record<string, number>> = { Mon: 0, Tue: 1, Wed: 2, Thu: 3, Fri: 4, Sat: 5, Sun: 6 }

let formats: { readonly timeZone: string; readonly format: Intl.DateTimeFormat } | null = null

/** The moment's place in the week of this time zone: milliseconds since Monday's midnight as clocks there read. */
const placeInWeek = (timeZone: string, at: number): number => {
  // Making a format costs a hundred times as much as using it.
  if (formats?.timeZone !== timeZone) {
    const options = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    formats = { timeZone, format: new Intl.DateTimeFormat('en-GB', options) }
  }
  const parts = new Map(formats.format.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = days[parts.get('weekday') ?? ''] ?? 0
  return day * dayMs + (Number(parts.get('hour')) * 60 + Number(parts.get('minute'))) * minuteMs + (at % minuteMs)
}

export interface HoursState {
  readonly open: boolean
  /** When it opens or closes next, in milliseconds since 1970-01-01T00:00Z; null for never. */
  readonly changesAt: number | null
}

/** Whether these hours allow the moment `at`, and until when that stays so. Hours that touch or overlap are one. */
export function hoursAt(hours: readonly AllowedHours[], timeZone: string, at: number): HoursState {
  const spans = hours.flatMap(({ days: ofWeek, from, to }) =>
    ofWeek.map((day) => ({ from: (day - 1) * dayMs + from * minuteMs, to: (day - 1) * dayMs + to * minuteMs })),
  )
  const isOpen = (place: number): boolean => spans.some(({ from, to }) => from <= place && place < to)
  const place = placeInWeek(timeZone, at)
  const open = isOpen(place)
  const turns = spans
    .flatMap(({ from, to }) => [from, to])
    .map((turn) => (turn - place + weekMs) % weekMs)
    .filter((ahead) => ahead > 0)
    .sort((a, b) => a - b)
  const ahead = turns.find((turn) => isOpen((place + turn) % weekMs) !== open)
  if (ahead === undefined) return { open, changesAt: null }
  // Clocks that are put forward or back in between make the way there an hour shorter or longer.
  const missed = (place + ahead - placeInWeek(timeZone, at + ahead) + weekMs) % weekMs
  return { open, changesAt: at + ahead + (missed > weekMs / 2 ? missed - weekMs : missed) }
}
