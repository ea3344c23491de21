import { expect, test } from 'vitest'
import { type Box, pacingTimes, ThumbnailPacing } from '../../../agent/sensors/thumbnail-pacing'

const frame = (...parts: Box[]) => ({ keyframe: false, width: 320, height: 180, parts })
const clockFace = { x: 280, y: 4, width: 27, height: 27 }
const hand = { x: 290, y: 10, width: 10, height: 9 }
const window = { x: 20, y: 20, width: 160, height: 90 }

test('a change after quiet is asked for at once', () => {
  const pacing = new ThumbnailPacing()
  expect(pacing.waitMs(0)).toBe(0)
  pacing.sent(frame(window), 0)
  expect(pacing.waitMs(1_000)).toBe(0)
  expect(pacing.restless()).toBeNull()
})

test('a screen that keeps changing is asked for four times a second', () => {
  const pacing = new ThumbnailPacing()
  pacing.sent(frame(window), 1_000)
  expect(pacing.waitMs(1_000)).toBe(250)
  expect(pacing.waitMs(1_100)).toBe(150)
})

test('a clock that ticks each second is soon held back for two', () => {
  const pacing = new ThumbnailPacing()
  const held: (number | null)[] = []
  for (let second = 0; second < 8; second += 1) {
    pacing.sent(frame(second % 2 === 0 ? clockFace : hand), second * 1_000)
    const restless = pacing.restless()
    held.push(restless === null ? null : restless.untilMs - second * 1_000)
  }
  expect(held).toEqual([null, null, null, 500, 1_000, 2_000, 2_000, 2_000])
  expect(pacing.restless()).toMatchObject(clockFace)
})

test('a restless place holds back nothing else: the gap is all that other changes wait for', () => {
  const pacing = new ThumbnailPacing()
  for (let second = 0; second < 8; second += 1) pacing.sent(frame(clockFace), second * 1_000)
  expect(pacing.waitMs(7_000)).toBe(pacingTimes.gapMs)
})

test('a large change, a keyframe, or a rest ends the restlessness', () => {
  const restless = (): ThumbnailPacing => {
    const pacing = new ThumbnailPacing()
    for (let second = 0; second < 8; second += 1) pacing.sent(frame(clockFace), second * 1_000)
    return pacing
  }
  const large = restless()
  large.sent(frame(window), 8_000)
  expect(large.restless()).toBeNull()
  const anew = restless()
  anew.sent({ ...frame({ x: 0, y: 0, width: 320, height: 180 }), keyframe: true }, 8_000)
  expect(anew.restless()).toBeNull()
  const rested = restless()
  rested.sent(frame(clockFace), 8_000 + pacingTimes.calmAfterMs)
  expect(rested.restless()).toBeNull()
})

test('small changes that wander over the screen are not one restless place', () => {
  const pacing = new ThumbnailPacing()
  for (let second = 0; second < 8; second += 1) pacing.sent(frame({ ...hand, x: second * 35 }), second * 1_000)
  expect(pacing.restless()).toBeNull()
})
