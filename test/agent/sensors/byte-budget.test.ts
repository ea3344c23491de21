import { expect, test } from 'vitest'
import { ByteBudget } from '../../../agent/sensors/byte-budget'

test('[TH4] a burst of one second’s worth passes at once, then it waits until the debt is earned', () => {
  const budget = new ByteBudget(36_000, 0)
  budget.spend(36_000, 0)
  expect(budget.waitMs(0)).toBe(0)
  budget.spend(9_000, 0)
  expect(budget.waitMs(0)).toBe(250)
  expect(budget.waitMs(250)).toBe(0)
})

test('[TH4] over the long run it keeps to its rate', () => {
  const budget = new ByteBudget(36_000, 0)
  let nowMs = 0
  let sent = 0
  while (nowMs < 60_000) {
    nowMs += budget.waitMs(nowMs)
    budget.spend(10_700, nowMs)
    sent += 10_700
  }
  const burst = 36_000
  const lastInDebt = 2 * 10_700
  expect(sent).toBeLessThanOrEqual(60 * 36_000 + burst + lastInDebt)
})

test('[TH4] quiet time earns no more than one burst', () => {
  const budget = new ByteBudget(1_000, 0)
  budget.spend(2_000, 60_000)
  expect(budget.waitMs(60_000)).toBe(1_000)
})

test('[TH4] a lower rate holds from the moment it is set', () => {
  const budget = new ByteBudget(100_000, 0)
  budget.setRate(1_000, 0)
  budget.spend(3_000, 0)
  expect(budget.waitMs(0)).toBe(2_000)
})
