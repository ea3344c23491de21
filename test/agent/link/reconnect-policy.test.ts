import { expect, test } from 'vitest'
import { reconnectTimes, retryDelayMs, searchPauseMs, wantsSearch } from '../../../agent/link/reconnect-policy'

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

test('[AN4] the network is searched when every address has failed a few times, at once where a stranger answers, and never for what the hub itself says', () => {
  const wants = (failed: number, trouble: Parameters<typeof wantsSearch>[0]['trouble']): boolean =>
    wantsSearch({ failed, addresses: 2, trouble })
  expect([7, 8].map((failed) => wants(failed, 'nobody-listens'))).toEqual([false, true])
  expect([1, 2].map((failed) => wants(failed, 'hub-untrusted'))).toEqual([false, true])
  expect(wants(99, 'certificate-revoked')).toBe(false)
  expect(wants(99, 'lost')).toBe(false)
  expect(wants(0, null)).toBe(false)
})

test('[AN4] a hub that stays away is searched for ever more seldom', () => {
  expect([0, 1, 4, 20].map((searches) => searchPauseMs(searches, 1))).toEqual([60_000, 120_000, 900_000, 900_000])
  expect(searchPauseMs(0, 0)).toBe(30_000)
})
