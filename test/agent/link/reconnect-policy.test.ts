import { expect, test } from 'vitest'
import { reconnectTimes, retryDelayMs } from '../../../agent/link/reconnect-policy'

const delays = (rounds: number, random: number): number[] =>
  Array.from({ length: rounds }, (_, failed) => retryDelayMs({ failed, addresses: 1, trouble: 'lost' }, random))

test('the first try is at once', () => {
  expect(retryDelayMs({ failed: 0, addresses: 1, trouble: null }, 1)).toBe(0)
})

test('after a lost link it tries soon, then half as often each time, up to the cap', () => {
  expect(delays(9, 1)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test('chance spreads the PCs of a school over half of the time', () => {
  expect(delays(9, 0)).toEqual(delays(9, 1).map((delayMs) => delayMs / 2))
})

test('one round goes through all addresses without pause', () => {
  const delay = (failed: number): number => retryDelayMs({ failed, addresses: 3, trouble: 'nobody-listens' }, 1)
  expect([1, 2, 3, 4, 5, 6].map(delay)).toEqual([0, 0, 500, 0, 0, 1_000])
})

test('[LK4, LK5] what somebody has to mend first is tried slowly from the start', () => {
  for (const trouble of ['hub-untrusted', 'certificate-unknown', 'certificate-revoked', 'version-unsupported'] as const) {
    expect(retryDelayMs({ failed: 1, addresses: 3, trouble }, 1)).toBe(reconnectTimes.hopelessMs)
  }
})
