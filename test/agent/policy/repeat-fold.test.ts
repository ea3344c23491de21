import { expect, test } from 'vitest'
import { keptRepeats } from '../../../agent/policy/kept-repeats'
import { foldTimes, RepeatFold } from '../../../agent/policy/repeat-fold'

const key = { rule: 'drugs/buying', user: 'aisha', application: 'Chromium', site: 'search.test', phrase: 'buy weed' }
const window = { ...key, site: null }
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
  expect(fold.isFirst({ ...key, site: 'other.test' }, 'four', 0, 0)).toBe(true)
  expect(fold.isFirst({ ...key, site: 'Search.Test', phrase: 'get weed' }, 'five', 0, 0)).toBe(false)
  expect(fold.isFirst({ ...window, application: 'Writer' }, 'six', 0, 0)).toBe(true)
  expect(fold.isFirst({ ...window, application: 'writer', phrase: 'get weed' }, 'seven', 0, 0)).toBe(false)
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
  for (let place = 0; place < 600; place += 1) fold.isFirst({ ...key, site: String(place) }, String(place), place, place)
  fold.due(600)
  expect(fold.isFirst({ ...key, site: '599' }, 'x', 601, 0)).toBe(false)
  expect(fold.isFirst({ ...key, site: '0' }, 'x', 601, 0)).toBe(true)
})

test('[BC2] a search in a browser that is not linked yet is one breach, seen once, when its page comes to be known', () => {
  const fold = new RepeatFold()
  expect(fold.isFirst(window, 'one', 0, 0)).toBe(true)
  expect(fold.isFirst({ ...key, phrase: 'Buy  weed' }, 'two', 2_000, 2)).toBe(false)
  expect(fold.due(3_000, true)).toEqual([])
  // A second search on that site is a repeat; the same on another site is another breach.
  expect(fold.isFirst({ ...key, phrase: 'get weed' }, 'three', 4_000, 4)).toBe(false)
  expect(fold.due(5_000, true)).toMatchObject([{ breachId: 'one', count: 2 }])
  expect(fold.isFirst({ ...key, site: 'other.test' }, 'four', 6_000, 6)).toBe(true)
})

test('[BC2] a page whose browser is seen as a window alone is no new breach; other words, and another program, are', () => {
  const fold = new RepeatFold()
  expect(fold.isFirst(key, 'one', 0, 0)).toBe(true)
  expect(fold.isFirst(window, 'two', 1_000, 1)).toBe(false)
  expect(fold.due(2_000, true)).toEqual([])
  expect(fold.isFirst(window, 'three', foldTimes.sameSightMs + 1_000, 2)).toBe(false)
  expect(fold.isFirst(key, 'four', foldTimes.sameSightMs + 2_000, 3)).toBe(false)
  expect(fold.due(foldTimes.sameSightMs + 2_000, true)).toMatchObject([{ count: 2 }])
  expect(fold.isFirst({ ...window, phrase: 'get weed' }, 'five', 100_000, 4)).toBe(true)
  expect(fold.isFirst({ ...window, application: 'Writer' }, 'six', 100_000, 5)).toBe(true)
})

/** What another run, whose uptime counts from anew, takes up of `fold`. */
function restarted(fold: RepeatFold, hubNow: number): RepeatFold {
  const next = new RepeatFold()
  next.resume(keptRepeats.schema.parse(JSON.parse(JSON.stringify(fold.unkept()))), 500, hubNow)
  return next
}
const breachId = '5f0e7a0e-6a10-4a7c-9d3f-2f6f3a1b9c01'

test('[BC2] the counting goes on after a restart of the agent and of the PC, by the hub s time', () => {
  const before = new RepeatFold()
  before.isFirst(key, breachId, 9_000_000, 1_000_000)
  before.isFirst(key, 'two', 9_001_000, 1_001_000)
  const soon = restarted(before, 1_001_000 + foldTimes.windowMs - 1)
  expect(soon.isFirst(key, 'three', 500, 1_600_000)).toBe(false)
  expect(soon.due(501, true)).toEqual([{ kind: 'breach-repeat', breachId, count: 3, until: 1_600_000 }])
})

test.each([
  ['long after', 1_000_000 + foldTimes.windowMs],
  ['under a clock that was set far back', 1_000_000 - foldTimes.windowMs],
])('[BC2] %s, the same is a new breach, and the last count of the old one is told', (_when, hubNow) => {
  const before = new RepeatFold()
  before.isFirst(key, breachId, 0, 1_000_000)
  before.isFirst(key, 'two', 0, 1_000_000)
  const after = restarted(before, hubNow)
  expect(after.isFirst(key, 'three', 500, hubNow)).toBe(true)
  expect(after.due(500)).toEqual([{ kind: 'breach-repeat', breachId, count: 2, until: 1_000_000 }])
})

test('is kept only when something changed, and the newest of too many', () => {
  const fold = new RepeatFold()
  expect(fold.unkept()).toBeNull()
  for (let place = 0; place < 600; place += 1) fold.isFirst({ ...key, site: String(place) }, breachId, place, place)
  const kept = fold.unkept() ?? []
  expect([kept.length, kept[0]?.site, kept.at(-1)?.site]).toEqual([500, '599', '100'])
  expect(fold.unkept()).toBeNull()
  fold.due(600)
  expect(fold.unkept()).toHaveLength(500)
})
