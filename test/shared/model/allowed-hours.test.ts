import { expect, test } from 'vitest'
import { hoursAt } from '#shared/model/allowed-hours'
import { allowedHoursSchema, timeoutPolicySchema, timeoutRuleSchema } from '#shared/model/timeout'

const london = 'Europe/London'
const schoolDays = [{ days: [1, 2, 3, 4, 5], from: 8 * 60, to: 17 * 60 }]
const at = (text: string): number => Date.parse(text)

test.each([
  ['a Monday before the hours', '2027-01-11T07:30:00Z', false, '2027-01-11T08:00:00Z'],
  ['their first moment', '2027-01-11T08:00:00Z', true, '2027-01-11T17:00:00Z'],
  ['their last moment', '2027-01-11T16:59:59.999Z', true, '2027-01-11T17:00:00Z'],
  ['their end', '2027-01-11T17:00:00Z', false, '2027-01-12T08:00:00Z'],
  ['a Friday evening', '2027-01-15T20:00:00Z', false, '2027-01-18T08:00:00Z'],
  ['a summer morning, one hour ahead of UTC', '2027-07-05T07:30:00Z', true, '2027-07-05T16:00:00Z'],
  ['the weekend the clocks go forward', '2027-03-26T18:00:00Z', false, '2027-03-29T07:00:00Z'],
  ['the weekend the clocks go back', '2027-10-29T18:00:00Z', false, '2027-11-01T08:00:00Z'],
])('[SE3] %s', (_what, moment, open, changesAt) => {
  expect(hoursAt(schoolDays, london, at(moment))).toEqual({ open, changesAt: at(changesAt) })
})

test('[SE3] the time zone is the one named, whatever this machine has', () => {
  expect(hoursAt(schoolDays, 'Asia/Tokyo', at('2027-01-11T00:00:00Z')).open).toBe(true)
  expect(hoursAt(schoolDays, 'America/New_York', at('2027-01-11T00:00:00Z')).open).toBe(false)
})

test('[SE3] hours that touch are one, over midnight and over the week too', () => {
  const sundayNight = [
    { days: [7], from: 22 * 60, to: 24 * 60 },
    { days: [1], from: 0, to: 60 },
    { days: [1], from: 60, to: 120 },
  ]
  expect(hoursAt(sundayNight, london, at('2027-01-10T23:00:00Z'))).toEqual({ open: true, changesAt: at('2027-01-11T02:00:00Z') })
})

test('[SE3] hours that fill the week never close', () => {
  const always = [{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 24 * 60 }]
  expect(hoursAt(always, london, at('2027-01-10T23:00:00Z'))).toEqual({ open: true, changesAt: null })
})

const rule = { idleMinutes: 10, longestMinutes: 60, allowedHours: schoolDays, action: 'lock', warnMinutes: [5, 1] }

test('[SE1] a rule as schools write it is one', () => {
  expect(timeoutRuleSchema.safeParse(rule).success).toBe(true)
  expect(timeoutRuleSchema.safeParse({ ...rule, idleMinutes: null, longestMinutes: null, allowedHours: null }).success).toBe(true)
})

test.each([
  ['no warning', { warnMinutes: [] }],
  ['a warning of no time', { warnMinutes: [0] }],
  ['more warnings than a pupil reads', { warnMinutes: [5, 4, 3, 2, 1] }],
  ['warnings that all come before the idle time begins', { idleMinutes: 1, warnMinutes: [5, 1] }],
  ['an endless idle time', { idleMinutes: Infinity }],
  ['an idle time before now', { idleMinutes: -1 }],
  ['a session longer than a day', { longestMinutes: 1_441 }],
  ['hours that never open', { allowedHours: [] }],
  ['a word for hours', { allowedHours: 'always' }],
  ['an action of no name', { action: 'shut-down' }],
])('[SE1] %s is refused', (_what, wrong) => {
  expect(timeoutRuleSchema.safeParse({ ...rule, ...wrong }).success).toBe(false)
})

test.each([
  ['an eighth day', { days: [8] }],
  ['no day', { days: [] }],
  ['an end before the beginning', { from: 600, to: 600 }],
  ['an end past midnight', { to: 1_441 }],
])('[SE1] hours with %s are refused', (_what, wrong) => {
  expect(allowedHoursSchema.safeParse({ days: [1], from: 480, to: 1_020, ...wrong }).success).toBe(false)
})

test('[SE3] a time zone that is not known is refused', () => {
  const policy = { rule, timeZone: london, longestLeaseMinutes: 120 }
  expect(timeoutPolicySchema.safeParse(policy).success).toBe(true)
  expect(timeoutPolicySchema.safeParse({ ...policy, timeZone: 'Europe/Atlantis' }).success).toBe(false)
})
