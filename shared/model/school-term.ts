import { z } from 'zod'
import { momentOf, wallTime } from './school-day'

const seasons = ['autumn', 'spring', 'summer'] as const
type Season = (typeof seasons)[number]

/** `autumn-2026`: the season and the calendar year it begins in. */
export const termSchema = z.string().regex(/^(autumn|spring|summer)-20\d\d$/u, 'a term such as autumn-2026')
export type Term = z.infer<typeof termSchema>

/** Terms as the Department for Education counts them: from September, January and April. Months from 0. */
const firstMonth: Readonly<Record<Season, number>> = { autumn: 8, spring: 0, summer: 3 }
const capitalised: Readonly<Record<Season, string>> = { autumn: 'Autumn', spring: 'Spring', summer: 'Summer' }

const partsOf = (term: Term): { readonly season: Season; readonly year: number } => {
  const season = seasons.find((one) => term.startsWith(one)) ?? 'autumn'
  return { season, year: Number(term.slice(-4)) }
}

const termOf = (season: Season, year: number): Term => `${season}-${year}`

const neighbour = (term: Term, step: 1 | -1): Term => {
  const { season, year } = partsOf(term)
  const order: readonly Season[] = ['spring', 'summer', 'autumn']
  const at = order.indexOf(season) + step
  if (at < 0) return termOf('autumn', year - 1)
  return at > 2 ? termOf('spring', year + 1) : termOf(order[at] ?? 'autumn', year)
}

export const termBefore = (term: Term): Term => neighbour(term, -1)

/** When the first of a month begins there. */
const monthStart = (year: number, month: number, timeZone: string): number => momentOf(Date.UTC(year, month, 1), timeZone)

/** From its first moment to the next term's, by the clocks of the school. */
export const termSpan = (term: Term, timeZone: string): { readonly from: number; readonly until: number } => {
  const start = (one: Term): number => {
    const { season, year } = partsOf(one)
    return monthStart(year, firstMonth[season], timeZone)
  }
  return { from: start(term), until: start(neighbour(term, 1)) }
}

/** The term that a moment falls in. */
export const termAt = (at: number, timeZone: string): Term => {
  const wall = new Date(wallTime(at, timeZone))
  const month = wall.getUTCMonth()
  if (month >= firstMonth.autumn) return termOf('autumn', wall.getUTCFullYear())
  return termOf(month >= firstMonth.summer ? 'summer' : 'spring', wall.getUTCFullYear())
}

/** `Autumn term 2026`. */
export const termWords = (term: Term): string => {
  const { season, year } = partsOf(term)
  return `${capitalised[season]} term ${year}`
}
