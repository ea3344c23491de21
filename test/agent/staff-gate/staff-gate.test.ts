import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openGate, type StaffGateOrder } from '#shared/model/staff-gate'
import { Observable } from '../../../agent/platform/observable'
import { StaffGate } from '../../../agent/staff-gate/staff-gate'
import { handAgentClock } from '../../support/agent-clock'
import { FakeSeat } from '../../support/fake-platform'

const everything = { live: true, history: true, concerns: true, pictures: true }
const nothing = { live: false, history: false, concerns: false, pictures: false }

describe('the staff gate of a PC', () => {
  let stop = new AbortController()
  beforeEach(() => {
    stop = new AbortController()
  })
  afterEach(() => stop.abort())

  const open = (kept: StaffGateOrder | null = null, groups: Readonly<Record<string, readonly string[]>> = {}) => {
    const clock = handAgentClock()
    const seat = new FakeSeat()
    const saved: StaffGateOrder[] = []
    const platform = { user: seat.user, groupsOf: (user: string) => Promise.resolve(groups[user] ?? []) }
    const file = { load: () => kept, save: (order: StaffGateOrder) => void saved.push(order), settled: () => Promise.resolve() }
    const gate = new StaffGate({ platform, file, clock, hubNow: () => clock.now() })
    gate.resume()
    void gate.run(stop.signal)
    return { gate, seat, clock, saved }
  }
  const named = (more: Partial<StaffGateOrder> = {}): StaffGateOrder => ({ ...openGate, userNames: ['mjones'], ...more })
  const authorised = (scope: StaffGateOrder['authorisations'][number]['scope'], from: number, until: number): StaffGateOrder =>
    named({ authorisations: [{ authorisationId: randomUUID(), userName: 'mjones', scope, from, until }] })

  it('[SG3] of a pupil everything passes, of staff nothing, from the very moment they sign in', () => {
    const { gate, seat } = open(named())
    expect(gate.now).toEqual(everything)
    seat.signIn('aisha', 0)
    expect(gate.now).toEqual(everything)
    seat.signIn('mjones', 0)
    expect(gate.now).toEqual(nothing)
    seat.user.set(null)
    expect(gate.now).toEqual(everything)
  })

  it('[SG2] what the hub told is on the disk, and holds from the start', async () => {
    const { gate, seat, saved } = open()
    seat.signIn('mjones', 0)
    expect(gate.now).toEqual(everything)
    await gate.follow(named())
    expect(gate.now).toEqual(nothing)
    expect(saved).toEqual([named()])
    await gate.follow(named())
    expect(saved).toHaveLength(1)
  })

  it('[SG2] while the groups of an account are not known it counts as staff', async () => {
    const { gate, seat } = open({ ...openGate, groups: ['Staff'] }, { jw: ['users', 'staff'] })
    seat.signIn('aisha', 0)
    expect(gate.now).toEqual(nothing)
    await expect.poll(() => gate.now).toEqual(everything)
    seat.signIn('jw', 0)
    await expect.poll(() => gate.changes.value).toEqual(nothing)
    expect(gate.now).toEqual(nothing)
  })

  it('[SG4] what is authorised passes until its end, which needs nobody; never live', async () => {
    const { gate, seat, clock } = open()
    const at = clock.now()
    seat.signIn('mjones', 0)
    await gate.follow(authorised(['history', 'concerns'], at + 1_000, at + 5_000))
    expect(gate.now).toEqual(nothing)
    await clock.pass(1_000)
    expect(gate.changes.value).toEqual({ ...nothing, history: true, concerns: true })
    await clock.pass(4_001)
    expect(gate.changes.value).toEqual(nothing)
    await gate.follow(authorised(['pictures'], at, at + 60_000))
    // Pictures belong to concerns: without those there are none.
    expect(gate.now).toEqual(nothing)
  })

  it('[SG3] a sensor behind the gate tells what it may, and says at once that there is nothing', async () => {
    const { gate, seat } = open(named())
    const source = new Observable<string | null>('Essay')
    const passing = gate.passing(source, 'history', null)
    const told: (string | null)[] = []
    const reading = (async () => {
      for await (const value of passing.watch(stop.signal)) told.push(value)
    })()
    await expect.poll(() => told).toEqual(['Essay'])
    seat.signIn('mjones', 0)
    expect(passing.value).toBeNull()
    await expect.poll(() => told).toEqual(['Essay', null])
    source.set('Payslip')
    seat.signIn('aisha', 0)
    await expect.poll(() => told).toEqual(['Essay', null, 'Payslip'])
    stop.abort()
    await reading
  })
})
