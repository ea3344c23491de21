import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { beforeEach, expect, test } from 'vitest'
import { fail, ok } from '#shared/outcome'
import type { FrameRing } from '../../../agent/platform/platform'
import { checkPicture, type PictureCheck } from '../../../agent/snapshots/picture-check'
import { SnapshotTaker } from '../../../agent/snapshots/snapshot-taker'
import { handAgentClock, type HandAgentClock } from '../../support/agent-clock'

let clock: HandAgentClock
let queued: string[]
let taker: SnapshotTaker
let hidden: boolean[]
let pastKept: boolean
let check: PictureCheck
let logged: string[]
const stop = new AbortController()
setMaxListeners(100, stop.signal)

beforeEach(() => {
  clock = handAgentClock()
  queued = []
  hidden = []
  pastKept = true
  check = checkPicture
  logged = []
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
    check: (frame) => check(frame),
    clock,
    hubNow: () => clock.now() + 60_000,
    log: (line) => logged.push(line),
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

test('[BC3] every picture passes the check before it is kept, and what it withholds is never queued', async () => {
  const checked: string[] = []
  check = (frame) => {
    checked.push(`${frame.width}x${frame.height}, ${queued.length} kept before`)
    return Promise.resolve(checked.length === 1 ? 'withhold' : 'keep')
  }
  void taker.around([breach('a1')], stop.signal)
  await clock.pass(3_000)
  expect(checked).toEqual(['1280x720, 0 kept before', '1280x720, 0 kept before', '1280x720, 1 kept before'])
  expect(queued).toEqual(['a1 before -1500 3', 'a1 after 2000 3'])
})

test('[BC3] a check that fails loses no picture, and is told in the log', async () => {
  check = () => Promise.reject(new Error('the list is damaged'))
  void taker.around([breach('a1')], stop.signal)
  await clock.pass(3_000)
  expect(queued).toEqual(['a1 match 0 3', 'a1 before -1500 3', 'a1 after 2000 3'])
  expect(logged).toHaveLength(3)
  expect(logged[0]).toContain('the list is damaged')
})

test('[BC4] a private page that comes to the front while a picture is checked takes it away', async () => {
  check = () => {
    taker.hide(true)
    return Promise.resolve('keep')
  }
  void taker.around([breach('a1')], stop.signal)
  await clock.pass(3_000)
  expect(queued).toEqual([])
})

test('as the product ships, nothing is recognised in a picture', async () => {
  const frame = { monitor: 0, takenAt: 0, width: 1, height: 1, jpeg: new Uint8Array([1]) }
  expect(await checkPicture(frame)).toBe('keep')
})
