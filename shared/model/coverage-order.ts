import type { CoverageDay, CoverageRow } from './coverage'
import { byUrgency, type CoverageReason, coverageReasons, type CoverageState, reasonWeight } from './coverage-reason'

const noReason = coverageReasons.length

/** Where a PC stands by the first thing that wants doing; one with none stands last. */
const urgencyOf = ({ reasons }: CoverageRow): number => {
  const [first] = reasons.filter((reason) => reasonWeight[reason] !== 'note')
  return first === undefined ? noReason : coverageReasons.indexOf(first)
}

/** What to do first stands first; of the like, what has lasted longest, then by name. */
export const inUrgency = (rows: readonly CoverageRow[]): CoverageRow[] =>
  rows.toSorted(
    (left, right) =>
      urgencyOf(left) - urgencyOf(right) ||
      (left.unmonitoredSince ?? Number.MAX_SAFE_INTEGER) - (right.unmonitoredSince ?? Number.MAX_SAFE_INTEGER) ||
      left.name.localeCompare(right.name, 'en', { numeric: true }),
  )

export type StateCounts = Readonly<Record<CoverageState, number>>

/** How many PCs are in each state. */
export const countStates = (rows: readonly Pick<CoverageRow, 'state'>[]): StateCounts => {
  const counts = { silent: 0, blind: 0, look: 0, fine: 0 }
  for (const { state } of rows) counts[state] += 1
  return counts
}

/** How many PCs a reason holds of. */
export const countReason = (rows: readonly Pick<CoverageRow, 'reasons'>[], reason: CoverageReason): number =>
  rows.filter(({ reasons }) => reasons.includes(reason)).length

export type DayTotal = Omit<CoverageDay, 'roomId' | 'roomName'>

/** Days of several rooms taken together, in the order they come. */
export const sumByDay = (days: readonly CoverageDay[]): DayTotal[] => {
  const totals = new Map<string, DayTotal>()
  for (const { day, expected, reporting, linkedMinutes, watchedMinutes, worst } of days) {
    const before = totals.get(day)
    totals.set(day, {
      day,
      expected: expected + (before?.expected ?? 0),
      reporting: reporting + (before?.reporting ?? 0),
      linkedMinutes: linkedMinutes + (before?.linkedMinutes ?? 0),
      watchedMinutes: watchedMinutes + (before?.watchedMinutes ?? 0),
      worst: worseOf(before?.worst ?? null, worst),
    })
  }
  return [...totals.values()]
}

/** The more urgent of two reasons. */
export const worseOf = (left: CoverageReason | null, right: CoverageReason | null): CoverageReason | null =>
  left === null || right === null ? (left ?? right) : byUrgency(left, right) <= 0 ? left : right

/** In whole percent, rounded down, so that a hundred means all; null of nothing. */
export const percentOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.floor((part / whole) * 100))
