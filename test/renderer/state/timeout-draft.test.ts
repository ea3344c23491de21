import { expect, test } from 'vitest'
import { noTimeouts, type TimeoutRule } from '#shared/model/timeout'
import { draftOf, drawnHours, ruleOf, timeOfDay } from '../../../renderer/state/timeout-draft'

const rule: TimeoutRule = {
  idleMinutes: 10,
  longestMinutes: 60,
  allowedHours: [
    { days: [1, 2, 3, 4, 5], from: 480, to: 1_020 },
    { days: [6], from: 540, to: 1_440 },
  ],
  action: 'log-off',
  warnMinutes: [5, 1],
}

test('a rule taken into a form and out again is the same', () => {
  expect(ruleOf(draftOf(rule))).toEqual({ rule })
  expect(ruleOf(draftOf(noTimeouts))).toEqual({ rule: noTimeouts })
})

test('a day that ends at midnight is written as 00:00 and meant as the end of the day', () => {
  expect(draftOf(rule).hours[1]).toEqual({ days: [6], from: '09:00', to: '00:00' })
  expect(timeOfDay(485)).toBe('08:05')
})

test.each([
  ['idle', { idle: { on: true, minutes: '' } }],
  ['idle', { idle: { on: true, minutes: 1 } }],
  ['longest', { longest: { on: true, minutes: 5_000 } }],
  ['hours', { hours: [{ days: [], from: '08:00', to: '17:00' }] }],
  ['hours', { hours: [{ days: [1], from: '17:00', to: '08:00' }] }],
  ['hours', { hours: [{ days: [1], from: '', to: '08:00' }] }],
  ['warn', { warnMinutes: [] }],
] as const)('a draft that is no rule names its part: %s', (fault, change) => {
  expect(ruleOf({ ...draftOf(rule), ...change })).toEqual({ fault })
})

test('what is off may hold anything', () => {
  const draft = { ...draftOf(noTimeouts), longest: { on: false, minutes: 'soon' }, hours: [] }
  expect(ruleOf(draft)).toEqual({ rule: noTimeouts })
})

test('hours half typed are not drawn, the others are', () => {
  const half = { days: [2], from: '09:00', to: '' }
  expect(drawnHours([{ days: [1], from: '08:00', to: '17:00' }, half])).toEqual([{ days: [1], from: 480, to: 1_020 }])
})
