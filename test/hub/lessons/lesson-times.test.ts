import { describe, expect, it } from 'vitest'
import { extendedEnd, leaseEnd } from '../../../main/hub/lessons/lesson-times'

const minute = 60_000
const from = Date.UTC(2027, 0, 11, 9)

describe('the end of a lease', () => {
  it('is what was asked for, when nothing bounds it', () => {
    expect(leaseEnd(from, 60, 120, null)).toBe(from + 60 * minute)
  })
  it('[LE9] is no later than its lesson', () => {
    expect(leaseEnd(from, 60, 120, { endsAt: from + 40 * minute })).toBe(from + 40 * minute)
    expect(leaseEnd(from, 2, 120, { endsAt: from + 40 * minute })).toBe(from + 2 * minute)
  })
  it("[LE11] is within the school's longest lease", () => {
    expect(leaseEnd(from, 60, 30, null)).toBe(from + 30 * minute)
    expect(leaseEnd(from, 60, 30, { endsAt: from + 40 * minute })).toBe(from + 30 * minute)
  })
})

describe('the end of a lesson', () => {
  it('moves by what was asked for, and never beyond the longest lesson', () => {
    const lesson = { startedAt: from, endsAt: from + 200 * minute }
    expect(extendedEnd(lesson, 5)).toBe(from + 205 * minute)
    expect(extendedEnd(lesson, 60)).toBe(from + 240 * minute)
  })
})
