import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Restriction } from '#shared/model/device'
import { createRoomFeed, type RoomFeed } from '../../../main/hub/feeds/room-feed'
import { createLessonBoard } from '../../../main/hub/lessons/lesson-board'
import { newDevice } from '../../../main/hub/presence/live-device'
import { createRoster, type Roster } from '../../../main/hub/presence/roster'
import { leaseWith } from '../../support/leases'

const roomId = randomUUID()
const facts = {
  hostname: 'pc',
  operatingSystem: 'os',
  model: '',
  processor: '',
  memoryMb: 1,
  agentVersion: '1.0',
  bootId: 'b',
  networks: [],
}
const patchEveryMs = 12
let roster: Roster
let feed: RoomFeed
/** How many PCs each patch told of. */
let patches: number[]
let deviceIds: readonly string[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  roster = createRoster()
  deviceIds = [randomUUID(), randomUUID(), randomUUID()]
  for (const deviceId of deviceIds) {
    roster.add(newDevice({ deviceId, roomId, name: deviceId, lastSeenAt: null, facts: null }))
    roster.apply(deviceId, { type: 'connected', at: 0, facts, capabilities: ['lock'], address: '' })
  }
  feed = createRoomFeed(roster, createLessonBoard([]), patchEveryMs)
  patches = []
  feed.watch({ screens: true, sendPatch: ({ devices }) => void patches.push(devices.length) }, roomId)
})
afterEach(() => {
  feed.stop()
  vi.useRealTimers()
})

const order = (...ids: readonly string[]): string => {
  const lease = leaseWith()
  const asked: Restriction = { lease, state: 'asked', failure: null, stateAt: 0 }
  for (const id of ids) roster.apply(id, { type: 'restrictions', revision: 1, restrictions: [asked] })
  return lease.leaseId
}
const answer = (deviceId: string, leaseId: string): void =>
  roster.apply(deviceId, { type: 'report', at: 1, states: [{ leaseId, state: 'applied', failure: null, at: 1 }] })

test('an order and the answers of all PCs are one patch', () => {
  const leaseId = order(...deviceIds)
  for (const deviceId of deviceIds) {
    vi.advanceTimersByTime(20)
    answer(deviceId, leaseId)
  }
  vi.advanceTimersByTime(patchEveryMs)
  expect(patches).toEqual([3])
})

test('a PC that does not answer holds the others back for a tenth of a second', () => {
  const [first = '', second = ''] = deviceIds
  const leaseId = order(...deviceIds)
  answer(first, leaseId)
  vi.advanceTimersByTime(99)
  expect(patches).toEqual([])
  vi.advanceTimersByTime(1)
  expect(patches).toEqual([3])
  answer(second, leaseId)
  vi.advanceTimersByTime(patchEveryMs)
  expect(patches).toEqual([3, 1])
})

test('any other news goes out at once, with what is known of the order', () => {
  const [first = ''] = deviceIds
  order(...deviceIds)
  roster.apply(first, { type: 'renamed', name: 'PC-1' })
  vi.advanceTimersByTime(patchEveryMs)
  expect(patches).toEqual([3])
})

test('a silent PC, whose answer nobody awaits, is told of at once', () => {
  const [first = ''] = deviceIds
  roster.apply(first, { type: 'silent', at: 5, why: 'link-lost' })
  vi.advanceTimersByTime(patchEveryMs)
  order(first)
  vi.advanceTimersByTime(patchEveryMs)
  expect(patches).toEqual([1, 1])
})
