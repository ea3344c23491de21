/** How long something lasted, as people say it: a word and its number. */
export type TimeWords = { readonly unit: 'now' } | { readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'; readonly count: number }

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Words for a span of time; anything under five seconds, and clocks that disagree, is "now". */
export const timeWords = (spanMs: number): TimeWords => {
  if (spanMs < 5 * second) return { unit: 'now' }
  if (spanMs < minute) return { unit: 'seconds', count: Math.floor(spanMs / second / 5) * 5 }
  if (spanMs < hour) return { unit: 'minutes', count: Math.floor(spanMs / minute) }
  if (spanMs < day) return { unit: 'hours', count: Math.floor(spanMs / hour) }
  return { unit: 'days', count: Math.floor(spanMs / day) }
}

/** The hub's clock is known here to about this much; an hour just begun shall not read "61 min left". */
const clockSlackMs = 3_000

/** What is left until an end: minutes are rounded up, so that "1 min left" is never a lie. */
export const timeLeft = (leftMs: number): TimeWords => {
  if (leftMs <= 0) return { unit: 'now' }
  if (leftMs < minute) return { unit: 'seconds', count: Math.ceil(leftMs / second) }
  if (leftMs <= 90 * minute) return { unit: 'minutes', count: Math.ceil((leftMs - clockSlackMs) / minute) }
  if (leftMs < 2 * day) return { unit: 'hours', count: Math.round(leftMs / hour) }
  return { unit: 'days', count: Math.round(leftMs / day) }
}

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const dayAndClock = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })

/** "21 Nov 2026, 14:05:09", for hover and tables. */
export const exactTime = (at: number): string => exact.format(at)
/** "14:05". */
export const clockTime = (at: number): string => clock.format(at)
/** "21 Nov 2026". */
export const calendarDate = (at: number): string => date.format(at)
/** "14:05" today, "20 Nov, 14:05" on any other day. */
export const momentTime = (at: number, now: number): string =>
  date.format(at) === date.format(now) ? clock.format(at) : dayAndClock.format(at)

const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
/** "14:05:09". */
export const secondsTime = (at: number): string => clockWithSeconds.format(at)

/** A length of time in its one or two greatest units; below an hour exact to the second. */
export const durationParts = (spanMs: number): readonly { readonly unit: 'seconds' | 'minutes' | 'hours'; readonly count: number }[] => {
  const seconds = Math.round(spanMs / second)
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  const parts =
    hours > 0
      ? [
          { unit: 'hours' as const, count: hours },
          { unit: 'minutes' as const, count: minutes },
        ]
      : [
          { unit: 'minutes' as const, count: minutes },
          { unit: 'seconds' as const, count: seconds % 60 },
        ]
  const said = parts.filter(({ count }) => count > 0)
  return said.length > 0 ? said : [{ unit: 'seconds', count: 0 }]
}
