import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Lease, type LeaseState, type RestrictionKind, leaseSetSchema } from '#shared/model/lease'
import { ok } from '#shared/outcome'
import { type DeviceRestrictions, clockToleranceMs, leaseSetOf } from '../../main/store/reduce'
import type { Records, Store } from '../../main/store/store'
import { must } from '../support/outcome'
import { addDevices, temporaryStore } from '../support/store'

const minute = 60_000
const start = Date.UTC(2027, 0, 11, 9)
const teachers = { ada: randomUUID(), bob: randomUUID() }

const leaseOf = (kind: RestrictionKind, teacher: keyof typeof teachers, from = start, minutes = 60): Lease => ({
  leaseId: randomUUID(),
  kind,
  owner: { staffId: teachers[teacher], displayName: teacher },
  reason: '',
  text: 'Look up, please',
  lessonId: null,
  pupil: null,
  internet: null,
  application: null,
  from,
  until: from + minutes * minute,
})

const run = async <T>(store: Store, work: (leases: Records['leases']) => Promise<T>): Promise<T> =>
  must(await store.transact(async ({ leases }) => ok(await work(leases))))

const idsOf = (device: DeviceRestrictions | undefined): string[] => (device?.restrictions ?? []).map(({ lease }) => lease.leaseId)
const said = (lease: Lease, state: LeaseState['state'], failure: LeaseState['failure'] = null): LeaseState => ({
  leaseId: lease.leaseId,
  state,
  failure,
  at: start,
})

describe('a restriction order', () => {
  it('[LE1] puts the lease on every device and grows each revision by one', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 200, start)
    const lease = leaseOf('lock', 'ada')
    const ordered = await run(temporary.store, (leases) => leases.order(lease, deviceIds, start))
    expect(ordered.map(({ deviceId }) => deviceId).sort()).toEqual([...deviceIds].sort())
    expect(new Set(ordered.map(({ revision }) => revision))).toEqual(new Set([1]))
    expect(ordered[0]?.restrictions).toEqual([{ lease, state: 'asked', failure: null, stateAt: start }])
    expect(await run(temporary.store, (leases) => leases.live(start, null))).toEqual(ordered)
  })

  it('leaves out devices that are unknown or revoked', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 2, start)
    const [revoked = '', other = ''] = deviceIds
    must(await temporary.store.transact(async ({ devices }) => ok(await devices.revoke(revoked, start))))
    const ordered = await run(temporary.store, (leases) =>
      leases.order(leaseOf('lock', 'ada'), [...deviceIds, randomUUID(), "'); drop table leases; --"], start),
    )
    expect(ordered.map(({ deviceId }) => deviceId)).toEqual([other])
  })

  it('[LE7] takes the place of the earlier one of its kind, whoever ordered it, and of nothing else', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 1, start)
    const [first, blank, colleagues, second] = [
      leaseOf('lock', 'ada'),
      leaseOf('blank', 'ada', start + 1),
      leaseOf('lock', 'bob', start + 2),
      leaseOf('lock', 'ada', start + 3),
    ]
    const after = await run(temporary.store, async (leases) => {
      for (const lease of [first, blank, colleagues]) await leases.order(lease, deviceIds, start)
      return leases.order(second, deviceIds, start + 3)
    })
    expect(idsOf(after[0])).toEqual([blank, second].map(({ leaseId }) => leaseId))
    expect(after[0]?.revision).toBe(4)
  })

  it('that meets a full disk or a bug leaves no half of it behind', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 3, start)
    const work = temporary.store.transact(async ({ leases }) => {
      await leases.order(leaseOf('lock', 'ada'), deviceIds, start)
      throw new Error('a bug')
    })
    await expect(work).rejects.toThrow('a bug')
    const live = await run(temporary.store, (leases) => leases.live(start, null))
    expect(live.map(({ revision, restrictions }) => [revision, restrictions.length])).toEqual(deviceIds.map(() => [0, 0]))
  })

  it('[LE7] keeps four messages beside each other; one more ends the oldest', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 2, start)
    const [first = ''] = deviceIds
    const messages = Array.from({ length: 6 }, (_, number) => leaseOf('message', number % 2 === 0 ? 'ada' : 'bob', start + number))
    const live = await run(temporary.store, async (leases) => {
      await leases.order(leaseOf('lock', 'ada'), deviceIds, start)
      for (const message of messages) await leases.order(message, [first], start + 10)
      return leases.live(start + 10, deviceIds)
    })
    const device = live.find(({ deviceId }) => deviceId === first)
    const shown = device?.restrictions.filter(({ lease }) => lease.kind === 'message').map(({ lease }) => lease.leaseId)
    expect(shown).toEqual(messages.slice(2).map(({ leaseId }) => leaseId))
    expect(live.map(({ restrictions }) => restrictions.length).sort()).toEqual([1, 5])
    expect(leaseSetSchema.parse(leaseSetOf(device ?? { deviceId: '', revision: 0, restrictions: [] }, start)).leases).toHaveLength(5)
  })
})

describe('lifting', () => {
  it('ends live leases of the kinds named, whoever ordered them, on the devices named', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 3, start)
    const [one = '', two = '', three = ''] = deviceIds
    const message = leaseOf('message', 'ada')
    const { lifted, devices } = await run(temporary.store, async (leases) => {
      await leases.order(leaseOf('lock', 'ada'), [one, two], start)
      await leases.order(leaseOf('lock', 'bob'), [one, three], start)
      await leases.order(message, [one], start)
      return leases.lift([one, two], ['lock', 'blank'], start + 1)
    })
    expect(lifted).toBe(2)
    expect(new Map(devices.map((device) => [device.deviceId, idsOf(device)]))).toEqual(
      new Map([
        [one, [message.leaseId]],
        [two, []],
      ]),
    )
    const left = await run(temporary.store, (leases) => leases.live(start + 1, [three]))
    expect(idsOf(left[0])).toHaveLength(1)
  })

  it('of nothing changes no revision', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 1, start)
    expect(await run(temporary.store, (leases) => leases.lift(deviceIds, ['lock'], start))).toEqual({ lifted: 0, devices: [] })
    expect((await run(temporary.store, (leases) => leases.live(start, null)))[0]?.revision).toBe(0)
  })
})

describe('the end of a lease', () => {
  it('[LE4] comes by itself, and is marked once', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 2, start)
    const [short, long] = [leaseOf('message', 'ada', start, 5), leaseOf('lock', 'ada', start, 60)]
    await run(temporary.store, async (leases) => {
      await leases.order(short, deviceIds, start)
      await leases.order(long, deviceIds, start)
    })
    expect(await run(temporary.store, (leases) => leases.nextEnd())).toBe(short.until)
    const live = await run(temporary.store, (leases) => leases.live(short.until, null))
    expect(live.map(idsOf)).toEqual(deviceIds.map(() => [long.leaseId]))
    const expired = await run(temporary.store, (leases) => leases.expire(short.until))
    expect(expired.map(idsOf)).toEqual(deviceIds.map(() => [long.leaseId]))
    expect(await run(temporary.store, (leases) => leases.expire(short.until))).toEqual([])
    expect(await run(temporary.store, (leases) => leases.nextEnd())).toBe(long.until)
    await run(temporary.store, (leases) => leases.expire(long.until))
    expect(await run(temporary.store, (leases) => leases.nextEnd())).toBeNull()
  })
})

describe('a report of the PC', () => {
  const reported = async (kind: RestrictionKind, ...reports: (readonly [LeaseState['state'], LeaseState['failure'], number])[]) => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 1, start)
    const [deviceId = ''] = deviceIds
    const lease = leaseOf(kind, 'ada')
    await run(temporary.store, (leases) => leases.order(lease, deviceIds, start))
    const answers = []
    for (const [state, failure, at] of reports) {
      const [answer = null] = await run(temporary.store, (leases) =>
        leases.report([{ deviceId, states: [said(lease, state, failure)], at }]),
      )
      answers.push(answer)
    }
    const [kept] = await run(temporary.store, (leases) => leases.live(reports.at(-1)?.[2] ?? start, deviceIds))
    return { answers, kept }
  }

  it('[LE2] is kept as the state of the restriction, with the hub’s time', async () => {
    const { answers, kept } = await reported('lock', ['failed', 'no-display', start + 1], ['applied', null, start + 2])
    expect(answers.map((answer) => answer?.restrictions.map(({ state, failure, stateAt }) => [state, failure, stateAt]))).toEqual([
      [['failed', 'no-display', start + 1]],
      [['applied', null, start + 2]],
    ])
    expect(kept).toEqual(answers[1])
    expect(kept?.revision).toBe(1)
  })

  it('that says the same again changes nothing', async () => {
    const { answers } = await reported('lock', ['applied', null, start + 1], ['applied', null, start + 2])
    expect(answers[1]).toBeNull()
  })

  it('of an early end does not end the lease: it merely is not in force', async () => {
    const { kept } = await reported('lock', ['applied', null, start], ['ended', null, start + 30 * minute])
    expect(kept?.restrictions.map(({ state }) => state)).toEqual(['asked'])
  })

  it('of an end near its time ends it, though the PC’s clock runs ahead', async () => {
    const { answers, kept } = await reported('lock', ['ended', null, start + 60 * minute - clockToleranceMs])
    expect(answers[0]?.restrictions).toEqual([])
    expect(kept?.restrictions).toEqual([])
  })

  it('of a message the pupil closed takes it out of the set, and it stays closed', async () => {
    const { kept } = await reported('message', ['applied', null, start], ['seen', null, start + 1], ['applied', null, start + 2])
    expect(kept?.restrictions.map(({ state }) => state)).toEqual(['seen'])
    expect(leaseSetOf(kept ?? { deviceId: '', revision: 0, restrictions: [] }, start + 2).leases).toEqual([])
  })

  it('on leases or devices nobody knows is passed over', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 1, start)
    const stranger = said(leaseOf('lock', 'ada'), 'applied')
    const reports = [deviceIds[0] ?? '', randomUUID()].map((deviceId) => ({ deviceId, states: [stranger], at: start }))
    expect(await run(temporary.store, (leases) => leases.report(reports))).toEqual([])
  })

  it('of many PCs is kept as if each came alone: of two words on one lease the later one', async () => {
    await using temporary = await temporaryStore()
    const { deviceIds } = await addDevices(temporary.store, 3, start)
    const [first = '', second = '', third = ''] = deviceIds
    const [lock, message] = [leaseOf('lock', 'ada'), leaseOf('message', 'ada')]
    await run(temporary.store, async (leases) => {
      await leases.order(lock, deviceIds, start)
      await leases.order(message, [first], start)
    })
    const changed = await run(temporary.store, (leases) =>
      leases.report([
        { deviceId: first, states: [said(lock, 'failed', 'no-display'), said(message, 'applied')], at: start + 1 },
        { deviceId: second, states: [said(lock, 'applied')], at: start + 2 },
        { deviceId: first, states: [said(lock, 'applied'), said(message, 'seen')], at: start + 3 },
      ]),
    )
    expect(new Set(changed.map(({ deviceId }) => deviceId))).toEqual(new Set([first, second]))
    const kept = await run(temporary.store, (leases) => leases.live(start + 4, deviceIds))
    const words = kept.map(({ deviceId, restrictions }) => [
      deviceId,
      ...restrictions.map(({ lease, state, failure, stateAt }) => `${lease.kind} ${state} ${failure} ${stateAt - start}`).sort(),
    ])
    expect(new Set(words.map((word) => word.join(', ')))).toEqual(
      new Set([`${first}, lock applied null 3, message seen null 3`, `${second}, lock applied null 2`, `${third}, lock asked null 0`]),
    )
  })
})
