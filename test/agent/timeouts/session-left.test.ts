import { expect, test } from 'vitest'
import { noTimeouts, type TimeoutPolicy, type TimeoutRule } from '#shared/model/timeout'
import { dueWarning, lockUntil, sessionLeft, type SessionStanding, untilNextTurn } from '../../../agent/timeouts/session-left'

const minute = 60_000
const policy = (rule: Partial<TimeoutRule>): TimeoutPolicy => ({
  rule: { ...noTimeouts, ...rule },
  timeZone: 'Europe/London',
  longestLeaseMinutes: 120,
})
const schoolDays = [{ days: [1, 2, 3, 4, 5], from: 8 * 60, to: 17 * 60 }]
/** A Monday at noon. */
const standing = (more: Partial<SessionStanding> = {}): SessionStanding => ({
  hubNow: Date.UTC(2027, 0, 11, 12),
  usedMs: 0,
  idleMs: null,
  owedMs: 0,
  grantedMs: 0,
  ...more,
})
const evening = Date.UTC(2027, 0, 11, 20)

test('without a rule nothing ends a session', () => {
  expect(sessionLeft(policy({}), standing({ usedMs: 1e9, idleMs: 1e9 }))).toBeNull()
})

test('the end that comes first counts', () => {
  const all = policy({ idleMinutes: 10, longestMinutes: 60, allowedHours: schoolDays })
  expect(sessionLeft(all, standing({ usedMs: 20 * minute }))).toEqual({ leftMs: 40 * minute, why: 'longest' })
  expect(sessionLeft(all, standing({ usedMs: 20 * minute, idleMs: 4 * minute }))).toEqual({ leftMs: 6 * minute, why: 'idle' })
  expect(sessionLeft(all, standing({ hubNow: Date.UTC(2027, 0, 11, 16, 50) }))).toEqual({ leftMs: 10 * minute, why: 'hours' })
})

test('[SE2] an end in the past is now, not before', () => {
  expect(sessionLeft(policy({ longestMinutes: 60 }), standing({ usedMs: 61 * minute }))).toEqual({ leftMs: 0, why: 'longest' })
})

test('[SE4] what a session is owed comes before any end', () => {
  const owed = standing({ usedMs: 90 * minute, owedMs: 5 * minute })
  expect(sessionLeft(policy({ longestMinutes: 60 }), owed)).toEqual({ leftMs: 5 * minute, why: 'longest' })
})

test('[SE9] hours do not end what staff granted, and a grant does not outlast the day', () => {
  const hours = policy({ allowedHours: schoolDays })
  expect(sessionLeft(hours, standing({ hubNow: evening }))).toEqual({ leftMs: 0, why: 'hours' })
  expect(sessionLeft(hours, standing({ hubNow: evening, grantedMs: 90 * minute }))).toEqual({ leftMs: 90 * minute, why: 'hours' })
  const early = standing({ hubNow: Date.UTC(2027, 0, 11, 7), grantedMs: 120 * minute })
  expect(sessionLeft(hours, early)).toEqual({ leftMs: 600 * minute, why: 'hours' })
  const late = standing({ hubNow: Date.UTC(2027, 0, 11, 16, 50), grantedMs: 120 * minute })
  expect(sessionLeft(hours, late)).toEqual({ leftMs: 120 * minute, why: 'hours' })
  expect(sessionLeft(hours, standing({ grantedMs: 5 * minute }))).toEqual({ leftMs: 300 * minute, why: 'hours' })
})

test('[SE4] each warning is due once, and of several that were missed only the last', () => {
  const warns = [5 * minute, minute]
  expect(dueWarning(warns, 6 * minute, null)).toBeNull()
  expect(dueWarning(warns, 5 * minute, null)).toBe(5 * minute)
  expect(dueWarning(warns, 4 * minute, 5 * minute)).toBeNull()
  expect(dueWarning(warns, minute, 5 * minute)).toBe(minute)
  expect(dueWarning(warns, 30_000, null)).toBe(minute)
  expect(dueWarning(warns, 0, minute)).toBeNull()
})

test('the next turn is the next warning, then the end', () => {
  const warns = [5 * minute, minute]
  expect(untilNextTurn(warns, 12 * minute)).toBe(7 * minute)
  expect(untilNextTurn(warns, 5 * minute)).toBe(4 * minute)
  expect(untilNextTurn(warns, minute)).toBe(minute)
})

test('[SE6] the lock lasts until the hours begin, and never longer than the longest lease', () => {
  const hours = policy({ allowedHours: schoolDays })
  expect(lockUntil(hours, 'hours', Date.UTC(2027, 0, 11, 7, 30))).toBe(Date.UTC(2027, 0, 11, 8))
  expect(lockUntil(hours, 'hours', evening)).toBe(evening + 120 * minute)
  expect(lockUntil(hours, 'longest', Date.UTC(2027, 0, 11, 7, 30))).toBe(Date.UTC(2027, 0, 11, 9, 30))
})
