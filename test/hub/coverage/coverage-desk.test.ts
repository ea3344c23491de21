import { beforeEach, describe, expect, it } from 'vitest'
import type { CoverageRow } from '#shared/model/coverage'
import { coverageRowSchema } from '#shared/model/coverage'
import { coverageReasons } from '#shared/model/coverage-reason'
import type { DeviceHealth } from '#shared/model/health'
import { protocolVersion } from '#shared/protocol/version'
import { type CoverageDesk, createCoverageDesk } from '../../../main/hub/coverage/coverage-desk'
import { isOlder } from '../../../main/hub/coverage/judge'
import { driftOf, watchRoundTrip } from '../../../main/hub/coverage/round-trip'
import { newDevice } from '../../../main/hub/presence/live-device'
import { createRoster, type Roster } from '../../../main/hub/presence/roster'
import { type HandClock, handClock } from '../../support/clock'

const roomId = 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0002'
const otherRoomId = 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0003'
const id = (number: number): string => `b8b0e0c4-6a52-4f5e-9a3c-${String(number).padStart(12, '0')}`
const calm: DeviceHealth = {
  factsWaiting: 0,
  picturesWaiting: 0,
  diskFreeMb: 20_000,
  capture: 'working',
  lastCaptureAt: 1,
  policyVersion: '1.2.0',
  browsers: [{ browser: 'chromium', state: 'ready' }],
}

let clock: HandClock
let roster: Roster
let desk: CoverageDesk
let policies: Map<string, boolean>

const add = (number: number, room = roomId): string => {
  roster.add(newDevice({ deviceId: id(number), roomId: room, name: `PC ${number}`, lastSeenAt: null, facts: null }))
  return id(number)
}
const connect = (deviceId: string, { agentVersion = '1.4.0', capabilities = ['health', 'lock'], driftMs = 0 } = {}): void => {
  const facts = { hostname: 'pc', operatingSystem: 'os', model: '', processor: '', memoryMb: 1, agentVersion, bootId: 'b', networks: [] }
  roster.apply(deviceId, { type: 'connected', at: clock.now(), facts, capabilities, address: '10.0.0.9' })
  roster.apply(deviceId, { type: 'display', display: { state: 'ready' } })
  desk.greeted(deviceId, protocolVersion, driftMs)
}
const row = (deviceId: string): CoverageRow => {
  const found = desk.rows().find((one) => one.deviceId === deviceId)
  if (found === undefined) throw new Error('The desk does not know this PC.')
  return coverageRowSchema.parse(found)
}

beforeEach(() => {
  clock = handClock()
  roster = createRoster()
  policies = new Map()
  desk = createCoverageDesk({ roster, clock, holdsPolicies: (deviceId) => policies.get(deviceId) ?? null, version: '1.4.0' })
})

describe('[CO2] a PC is', () => {
  it('silent until it is heard, then fine, then silent since it was last heard', () => {
    const pc = add(1)
    expect(row(pc)).toMatchObject({ state: 'silent', reasons: ['never-seen'], unmonitoredSince: null })
    connect(pc)
    desk.told(pc, calm, 0)
    expect(row(pc)).toMatchObject({ state: 'fine', reasons: [], unmonitoredSince: null })
    clock.turn(60_000)
    const at = clock.now()
    roster.apply(pc, { type: 'silent', at, why: 'link-lost' })
    clock.turn(60_000)
    expect(row(pc)).toMatchObject({ state: 'silent', reasons: ['link-lost'], unmonitoredSince: at })
  })

  it.each<[string, Partial<DeviceHealth>, string]>([
    ['capture-blocked', { capture: 'blocked' }, 'blind'],
    ['no-policy', { policyVersion: null }, 'blind'],
    ['extension-missing', { browsers: [{ browser: 'firefox', state: 'unset' }] }, 'blind'],
    ['extension-old', { browsers: [{ browser: 'firefox', state: 'old' }] }, 'look'],
    ['browsers-not-set-up', { browsers: null }, 'look'],
    ['browsers-unmanaged', { browsers: [{ browser: 'edge', state: 'unmanaged' }] }, 'look'],
    ['disk-low', { diskFreeMb: 499 }, 'look'],
    ['queue-long', { factsWaiting: 501 }, 'look'],
    ['queue-long', { picturesWaiting: 51 }, 'look'],
  ])('%s by its own word', (reason, change, state) => {
    const pc = add(1)
    connect(pc)
    desk.told(pc, calm, 0)
    clock.turn(5_000)
    const at = clock.now()
    desk.told(pc, { ...calm, ...change }, 0)
    clock.turn(5_000)
    expect(row(pc)).toMatchObject({ state, reasons: [reason], unmonitoredSince: state === 'blind' ? at : null })
    desk.told(pc, calm, 0)
    expect(row(pc).state).toBe('fine')
  })

  it.each([
    ['no-server', 'blind'],
    ['not-authorised', 'blind'],
    ['unsupported', 'blind'],
    ['no-session', 'fine'],
  ] as const)('%s by its display', (why, state) => {
    const pc = add(1)
    connect(pc)
    desk.told(pc, calm, 0)
    roster.apply(pc, { type: 'display', display: { state: 'waiting', why } })
    expect(row(pc)).toMatchObject({ state, reasons: [why] })
  })

  it('to be looked at when its clock is off, its policies are not the present ones, or its agent does not tell', () => {
    const [off, behind, old] = [add(1), add(2), add(3)]
    for (const pc of [off, behind]) {
      connect(pc)
      desk.told(pc, calm, 0)
    }
    desk.told(off, calm, -121_000)
    policies.set(behind, false)
    connect(old, { capabilities: ['lock'] })
    expect(row(off)).toMatchObject({ state: 'look', reasons: ['clock-off'], driftMs: -121_000 })
    expect(row(behind)).toMatchObject({ state: 'look', reasons: ['policy-behind'] })
    // [CO3] Not told is not fine.
    expect(row(old)).toMatchObject({ state: 'look', reasons: ['not-told'], health: null })
    desk.told(off, calm, 119_000)
    policies.set(behind, true)
    expect([row(off).state, row(behind).state]).toEqual(['fine', 'fine'])
  })

  it('[CO3] to be looked at when its agent can only watch, as on a Mac', () => {
    const mac = add(1)
    connect(mac, { capabilities: ['foreground', 'health'] })
    desk.told(mac, calm, 0)
    expect(row(mac)).toMatchObject({ state: 'look', reasons: ['only-watched'] })
  })

  it('named by its version when it cannot be spoken with, until it can', () => {
    const pc = add(1)
    desk.refused(pc, 'version-unsupported', { major: 2, minor: 0 })
    roster.apply(pc, { type: 'silent', at: clock.now(), why: 'refused' })
    expect(row(pc)).toMatchObject({ state: 'silent', reasons: ['version-unsupported'], protocol: { major: 2, minor: 0 } })
    connect(pc)
    expect(row(pc)).toMatchObject({ state: 'fine', reasons: [], protocol: protocolVersion })
  })

  it('the most urgent thing first, and an older agent is only a note', () => {
    const pc = add(1)
    connect(pc, { agentVersion: '1.3.9' })
    desk.told(pc, { ...calm, capture: 'blocked', diskFreeMb: 1 }, 900_000)
    expect(row(pc).reasons).toEqual(['capture-blocked', 'clock-off', 'disk-low', 'agent-behind'])
    desk.told(pc, calm, 0)
    expect(row(pc)).toMatchObject({ state: 'fine', reasons: ['agent-behind'] })
  })
})

describe('[CO7] a PC that the register expects', () => {
  const place = { deviceId: id(50), roomId, name: 'PC 50' }

  it('is silent with a reason of its own, in its room alone, and is told once', () => {
    add(1)
    desk.expect([place, { ...place, deviceId: id(51), roomId: otherRoomId }])
    expect(row(id(50))).toMatchObject({ state: 'silent', reasons: ['not-enrolled'], unmonitoredSince: null, presence: { since: null } })
    const { revision, rows } = desk.read(null, [roomId])
    expect(rows.map(({ deviceId }) => deviceId)).toEqual([id(1), id(50)])
    desk.expect([place, { ...place, deviceId: id(51), roomId: otherRoomId }])
    expect(desk.read(revision, null)).toMatchObject({ revision, rows: [] })
    desk.expect([{ ...place, name: 'Other name' }])
    expect(desk.read(revision, null)).toMatchObject({ rows: [{ name: 'Other name' }], removed: [id(51)] })
  })

  it('is gone once it is expected no more, and can be expected again', () => {
    desk.expect([place])
    const { revision } = desk.read(null, null)
    desk.expect([])
    expect(desk.rows()).toEqual([])
    expect(desk.read(revision, null)).toMatchObject({ rows: [], removed: [id(50)] })
    desk.expect([place])
    expect(row(id(50)).reasons).toEqual(['not-enrolled'])
  })
})

describe('[CO5] what changed since a revision', () => {
  it('is told alone, with what is gone', () => {
    const [one, two] = [add(1), add(2)]
    const first = desk.read(null, null)
    expect(first).toMatchObject({ partial: false, removed: [] })
    expect(first.rows).toHaveLength(2)
    expect(desk.read(first.revision, null)).toMatchObject({ partial: true, rows: [], removed: [], revision: first.revision })
    connect(one)
    const second = desk.read(first.revision, null)
    expect(second.rows.map(({ deviceId }) => deviceId)).toEqual([one])
    roster.remove(two)
    expect(desk.read(second.revision, null)).toMatchObject({ rows: [], removed: [two] })
  })

  it('is not moved by windows and idle times', () => {
    const pc = add(1)
    connect(pc)
    const { revision } = desk.read(null, null)
    for (let minute = 0; minute < 50; minute += 1) roster.apply(pc, { type: 'idle', idle: { idle: true, since: minute } })
    expect(desk.read(revision, null)).toMatchObject({ revision, rows: [] })
  })

  it('is everything for a revision of another run', () => {
    add(1)
    for (const foreign of [0, clock.now() - 1, clock.now() + 1_000_000]) {
      expect(desk.read(foreign, null)).toMatchObject({ partial: false, rows: [{ deviceId: id(1) }] })
    }
  })

  it('shows an account its own rooms', () => {
    const [mine] = [add(1), add(2, otherRoomId)]
    expect(desk.read(null, [roomId]).rows.map(({ deviceId }) => deviceId)).toEqual([mine])
  })
})

describe('[CO4] the clock', () => {
  it('is off by what it told, less half of the way there and back', () => {
    expect(driftOf(100_000, 100_040, 80)).toBe(0)
    expect(driftOf(100_000, 100_040, null)).toBe(-40)
    expect(driftOf(160_000, 100_000, 0)).toBe(60_000)
  })

  it('takes the way from the newest ping that was answered', () => {
    const listeners: [string, (packet: { readonly type: string }) => void][] = []
    let nowMs = 0
    const roundTripMs = watchRoundTrip({ on: (event, listener) => listeners.push([event, listener]) }, () => nowMs)
    const packet = (event: string, type: string): void => {
      for (const [heard, listener] of listeners) if (heard === event) listener({ type })
    }
    expect(roundTripMs()).toBeNull()
    packet('packet', 'pong')
    expect(roundTripMs()).toBeNull()
    packet('packetCreate', 'ping')
    nowMs = 30
    packet('packet', 'message')
    packet('packet', 'pong')
    expect(roundTripMs()).toBe(30)
  })
})

it('versions are compared by their numbers, and builds without one by nothing', () => {
  expect(isOlder('1.9.0', '1.10.0')).toBe(true)
  expect([isOlder('1.10.0', '1.9.0'), isOlder('1.4.0', '1.4.0'), isOlder('development', '1.0.0'), isOlder('1.0.0', 'development')]).toEqual(
    [...[false, false, false, false]],
  )
})

it('no reason is named twice', () => {
  expect(new Set(coverageReasons).size).toBe(coverageReasons.length)
})
