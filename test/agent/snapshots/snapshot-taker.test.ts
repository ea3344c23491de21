import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { beforeEach, expect, test } from 'vitest'
import { fail, ok } from '#shared/outcome'
import type { FrameRing } from '../../../agent/platform/platform'
import { SnapshotTaker } from '../../../agent/snapshots/snapshot-taker'
import { handAgentClock, type HandAgentClock } from '../../support/agent-clock'

let clock: HandAgentClock
let queued: string[]
let taker: SnapshotTaker
let hidden: boolean[]
let pastKept: boolean
const stop = new AbortController()
setMaxListeners(100, stop.signal)

beforeEach(() => {
  clock = handAgentClock()
  queued = []
  hidden = []
  pastKept = true
  const frames: FrameRing = {
    capture: { at: null, blocked: false },
    hide: (on) => hidden.push(on),
    take: (which) => {
      if (which === 'before' && !pastKept) return Promise.resolve(fail('no-frame', ''))
      const takenAt = clock.now() - (which === 'before' ? 1_500 : 0)
      return Promise.resolve(ok({ monitor: 0, takenAt, width: 1_280, height: 720, jpeg: new Uint8Array([1, 2, 3]) }))
    },
  }
  taker = new SnapshotTaker({
    platform: { frames },
    queue: { add: ({ part, takenAt, breachId }, grade) => queued.push(`${breachId.slice(0, 2)} ${part} ${takenAt - started} ${grade}`) },
    clock,
    hubNow: () => clock.now() + 60_000,
    log: () => undefined,
  })
  started = clock.now() + 60_000
})
let started = 0

const breach = (name: string, grade = 3) => ({ breachId: `${name}${randomUUID().slice(2)}`, grade })

test('[BC3] before, at and two seconds after the match, by the hub s time', async () => {
  void taker.around([breach('a1')], stop.signal)
  await clock.pass(300)
  expect(queued).toEqual(['a1 match 0 3', 'a1 before -1500 3'])
  await clock.pass(2_500)
  expect(queued).toEqual(['a1 match 0 3', 'a1 before -1500 3', 'a1 after 2000 3'])
})

test('breaches of one moment share their pictures', async () => {
  void taker.around([breach('a1'), breach('b2', 5)], stop.signal)
  await clock.pass(3_000)
  expect(queued).toHaveLength(6)
})

test('[BC5] one that is not kept is missing, and the others come', async () => {
  pastKept = false
  void taker.around([breach('a1')], stop.signal)
  await clock.pass(3_000)
  expect(queued.map((line) => line.split(' ')[1])).toEqual(['match', 'after'])
})

test('[BC4] a private page that comes to the front just after the match leaves no picture', async () => {
  void taker.around([breach('a1')], stop.signal)
  await clock.pass(100)
  taker.hide(true)
  taker.hide(false)
  await clock.pass(3_000)
  expect(queued).toEqual([])
  expect(hidden).toEqual([true, false])
})

test('[BC4] one that comes later takes away the last picture alone', async () => {
  void taker.around([breach('a1')], stop.signal)
  await clock.pass(2_100)
  taker.hide(true)
  await clock.pass(3_000)
  expect(queued).toHaveLength(2)
  expect(taker.promise(5)).toBe(0)
})

test('bounds the breaches of a minute that get pictures, grave ones less', async () => {
  for (let count = 0; count < 10; count += 1) {
    expect(taker.promise(2)).toBe(3)
    void taker.around([breach('a1')], stop.signal)
  }
  expect([taker.promise(2), taker.promise(4)]).toEqual([0, 3])
  await clock.pass(60_000)
  expect(taker.promise(2)).toBe(3)
})
