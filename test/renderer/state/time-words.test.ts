import { describe, expect, it } from 'vitest'
import { timeLeft, timeWords } from '../../../renderer/state/time-words'

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
