import { describe, expect, it } from 'vitest'
import { dueRuns, nextRun } from '../../../main/hub/power/schedule-times'

const minute = 60_000
const schoolDays = [1, 2, 3, 4, 5]
const at = (text: string): number => Date.parse(text)
const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

describe('[PW7] the next run', () => {
  it('is on the next of its days, at its time in the school’s zone', () => {
    const plan = { days: schoolDays, time: '16:30' }
    // A Friday.
    expect(iso(nextRun(plan, 'Europe/London', at('2027-01-15T12:00Z')))).toBe('2027-01-15T16:30:00.000Z')
    expect(iso(nextRun(plan, 'Europe/London', at('2027-01-15T16:30Z')))).toBe('2027-01-18T16:30:00.000Z')
    expect(iso(nextRun(plan, 'America/New_York', at('2027-01-15T12:00Z')))).toBe('2027-01-15T21:30:00.000Z')
    expect(iso(nextRun({ days: [7], time: '08:05' }, 'Europe/London', at('2027-01-15T12:00Z')))).toBe('2027-01-17T08:05:00.000Z')
  })

  it('keeps its time of day when the clocks change', () => {
    const plan = { days: schoolDays, time: '16:30' }
    // Summer time begins in the night to Sunday, 28 March 2027.
    expect(iso(nextRun(plan, 'Europe/London', at('2027-03-26T17:00Z')))).toBe('2027-03-29T15:30:00.000Z')
    // 01:30 does not exist in that night, and comes once all the same.
    const night = { days: [7], time: '01:30' }
    const first = nextRun(night, 'Europe/London', at('2027-03-28T00:00Z')) ?? 0
    expect(iso(nextRun(night, 'Europe/London', first))?.slice(0, 10)).toBe('2027-04-04')
  })
})

describe('[PW7] what has come due', () => {
  const plan = { days: schoolDays, time: '16:30' }
  const due = at('2027-01-15T16:30Z')

  it('runs once, at the first look after its moment', () => {
    expect(dueRuns([plan], 'Europe/London', due - 1_000, due - 1)).toEqual({ run: [], missed: [] })
    expect(dueRuns([plan], 'Europe/London', due - 1_000, due)).toEqual({ run: [plan], missed: [] })
    expect(dueRuns([plan], 'Europe/London', due, due + 1_000)).toEqual({ run: [], missed: [] })
  })

  it('is not made up when nobody looked for a while', () => {
    expect(dueRuns([plan], 'Europe/London', due - minute, due + 3 * minute)).toEqual({ run: [], missed: [plan] })
    // Three days of sleep end just after a run: that one counts, the ones before do not.
    expect(dueRuns([plan], 'Europe/London', due - 80 * 60 * minute, due + 1_000)).toEqual({ run: [plan], missed: [] })
  })
})
