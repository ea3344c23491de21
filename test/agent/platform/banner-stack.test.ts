import { expect, it } from 'vitest'
import { BannerStack } from '../../../agent/platform/banner-stack'

it('one that comes takes the uppermost place that is free, and lies over none that is shown', () => {
  const stack = new BannerStack()
  const [first, second] = [stack.take(100), stack.take(50)]
  expect([first.top, second.top]).toEqual([0, 112])
  first.giveBack()
  expect(stack.take(101).top).toBe(174)
  expect(stack.take(100).top).toBe(0)
  second.giveBack()
  expect(stack.take(20).top).toBe(112)
  stack.clear()
  expect(stack.take(20).top).toBe(0)
})
