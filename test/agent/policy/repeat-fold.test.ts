import { expect, test } from 'vitest'
import { foldTimes, RepeatFold } from '../../../agent/policy/repeat-fold'

const key = { rule: 'drugs/buying', user: 'aisha', place: 'search.test' }
const minuteMs = 60_000

test('[BC2] a hundred repeats are one breach with a count of a hundred', () => {
  const fold = new RepeatFold()
  let firsts = 0
  const told: number[] = []
  for (let count = 0; count < 100; count += 1) {
    if (fold.isFirst(key, 'one', count * 1_000, count)) firsts += 1
    told.push(...fold.due(count * 1_000).map((repeat) => repeat.count))
  }
  expect(firsts).toBe(1)
  // Told every 30 s: at 30, 60 and 90 s.
  expect(told).toEqual([31, 61, 91])
  expect(fold.due(99_000 + foldTimes.windowMs)).toEqual([{ kind: 'breach-repeat', breachId: 'one', count: 100, until: 99 }])
  expect(fold.due(99_000 + 2 * foldTimes.windowMs)).toEqual([])
})

test('[BC2] another rule, user or place is another breach; another spelling of the place is not', () => {
  const fold = new RepeatFold()
  expect(fold.isFirst(key, 'one', 0, 0)).toBe(true)
  expect(fold.isFirst({ ...key, rule: 'drugs/dealing' }, 'two', 0, 0)).toBe(true)
  expect(fold.isFirst({ ...key, user: null }, 'three', 0, 0)).toBe(true)
  expect(fold.isFirst({ ...key, place: 'other.test' }, 'four', 0, 0)).toBe(true)
  expect(fold.isFirst({ ...key, place: 'Search.Test' }, 'five', 0, 0)).toBe(false)
})

test('[BC2] the ten minutes run from the last repeat, and afterwards a new breach begins', () => {
  const fold = new RepeatFold()
  fold.isFirst(key, 'one', 0, 0)
  expect(fold.isFirst(key, 'two', 9 * minuteMs, 1)).toBe(false)
  expect(fold.isFirst(key, 'three', 18 * minuteMs, 2)).toBe(false)
  expect(fold.isFirst(key, 'four', 29 * minuteMs, 3)).toBe(true)
})

test('an end tells what was counted and not yet told', () => {
  const fold = new RepeatFold()
  fold.isFirst(key, 'one', 0, 0)
  fold.isFirst(key, 'two', 1_000, 1)
  expect(fold.due(2_000)).toEqual([])
  expect(fold.due(2_000, true)).toMatchObject([{ breachId: 'one', count: 2 }])
  expect(fold.due(3_000, true)).toEqual([])
})

test('is bounded: those that rest longest are closed', () => {
  const fold = new RepeatFold()
  for (let place = 0; place < 600; place += 1) fold.isFirst({ ...key, place: String(place) }, String(place), place, place)
  fold.due(600)
  expect(fold.isFirst({ ...key, place: '599' }, 'x', 601, 0)).toBe(false)
  expect(fold.isFirst({ ...key, place: '0' }, 'x', 601, 0)).toBe(true)
})
