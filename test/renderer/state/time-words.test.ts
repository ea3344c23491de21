import { describe, expect, it } from 'vitest'
import { durationParts, momentTime, timeLeft, timeWords } from '../../../renderer/state/time-words'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

describe('times as people say them', () => {
  it.each([
    [-3 * second, { unit: 'now' }],
    [4 * second, { unit: 'now' }],
    [14 * second, { unit: 'seconds', count: 10 }],
    [59 * second, { unit: 'seconds', count: 55 }],
    [119 * second, { unit: 'minutes', count: 1 }],
    [59 * minute, { unit: 'minutes', count: 59 }],
    [23 * hour, { unit: 'hours', count: 23 }],
    [50 * hour, { unit: 'days', count: 2 }],
  ])('%i ms ago', (span, words) => {
    expect(timeWords(span)).toEqual(words)
  })

  it.each([
    [0, { unit: 'now' }],
    [1, { unit: 'seconds', count: 1 }],
    [minute + 5 * second, { unit: 'minutes', count: 2 }],
    [60 * minute + second, { unit: 'minutes', count: 60 }],
    [60 * minute, { unit: 'minutes', count: 60 }],
    [3 * hour, { unit: 'hours', count: 3 }],
  ])('%i ms left, rounded so that it is never a lie', (span, words) => {
    expect(timeLeft(span)).toEqual(words)
  })
})

describe('a length of time', () => {
  const words = (spanMs: number): string =>
    durationParts(spanMs)
      .map(({ unit, count }) => `${count} ${unit}`)
      .join(' ')
  it.each([
    [0, '0 seconds'],
    [5_400, '5 seconds'],
    [60_000, '1 minutes'],
    [426_000, '7 minutes 6 seconds'],
    [3_600_000, '1 hours'],
    [3_839_000, '1 hours 3 minutes'],
  ])('of %i ms is %s', (spanMs, said) => {
    expect(words(spanMs)).toBe(said)
  })
})

describe('a moment', () => {
  it('has its day written when it is not today', () => {
    const noon = new Date('2026-11-22T12:00').getTime()
    expect(momentTime(noon, noon + 3_600_000)).toBe('12:00')
    expect(momentTime(noon - 86_400_000, noon)).toBe('21 Nov, 12:00')
  })
})
