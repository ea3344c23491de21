import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LeaseSet } from '#shared/model/lease'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { type SimulatedAgent, simulateAgent } from '../support/simulated-agent'
import { until } from '../support/until'

const minute = 60_000

describe('lessons', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let lee: ConsoleClient
  let shaw: ConsoleClient
  let agents: SimulatedAgent[]
  let ids: string[]
  let roomId: string

  const second = { signInName: 'shaw', password: 'a long word for tests 4' }
  const asShaw = async (): Promise<ConsoleClient> => {
    const client = await school.connectConsole()
    await client.must('staff:sign-in', { ...second, totpCode: null })
    return client
  }
  /** What a PC makes true now: a lease past its end needs no order. */
  const newest = (agent: SimulatedAgent): Pick<LeaseSet, 'leases'> => ({
    leases: agent.leaseSets.at(-1)?.leases.filter((lease) => lease.until > clock.now()) ?? [],
  })
  const everywhere = (test: (set: Pick<LeaseSet, 'leases'>) => boolean): Promise<void> =>
    until(() => agents.every((agent) => test(newest(agent))), `every set meets ${test.toString()}`)
  const everyone = (lessonEndsAt: number | null): Promise<void> =>
    until(() => agents.every(({ lessonEnds }) => lessonEnds.at(-1) === lessonEndsAt), `every PC knows of ${lessonEndsAt}`)
  const order = (kind: 'lock' | 'blank' | 'message', more: { minutes?: number; takeOver?: boolean } = {}) => ({
    ...restrictionOrder(roomId, ids, kind),
    ...more,
  })
  const start = (minutes: number, takeOver = false) => ({ roomId, title: '9B Computing', minutes, takeOver })

  beforeAll(async () => {
    school = await startTestHub({ clock, bounds: { expireEveryMs: 20 } })
    roomId = school.room.roomId
    const technician = await school.signIn('technician')
    await technician.must('staff:create', { ...second, displayName: 'Mr Shaw', role: 'teacher', roomIds: null, expiresAt: null })
    agents = [await school.simulateAgent({ reconnection: true }), await school.simulateAgent({ reconnection: true })]
    ids = agents.map(({ deviceId }) => deviceId)
  })
  afterAll(() => school.stop())

  beforeEach(async () => {
    const head = await school.signIn('head')
    await head.must('restriction:lift', restrictionLift(roomId, ids))
    const { lesson } = await head.must('room:watch', { roomId })
    if (lesson !== null) await head.must('lesson:end', { roomId, lessonId: lesson.lessonId })
    lee = await school.signIn('teacher')
    shaw = await asShaw()
    await everywhere(({ leases }) => leases.length === 0)
  })

  it('[LS1] is in the snapshot and in the patches of everybody who watches the room', async () => {
    const watching = await (await school.signIn('technician')).watch(roomId)
    const lesson = await lee.must('lesson:start', start(40))
    expect(lesson).toMatchObject({
      roomId,
      title: '9B Computing',
      teacher: { displayName: 'Test teacher' },
      endsAt: clock.now() + 40 * minute,
    })
    await lee.until(() => watching.lesson?.lessonId === lesson.lessonId)
    expect((await lee.watch(roomId)).lesson).toEqual(lesson)
    await lee.must('lesson:end', { roomId, lessonId: lesson.lessonId })
    await lee.until(() => watching.lesson === null)
    expect(watching.gaps).toBe(0)
  })

  it('[LS2] is told to the PCs of its room that can show it: when it ends, whenever that changes, and after a gap', async () => {
    const old = await school.simulateAgent({ capabilities: ['lock'] })
    const lesson = await lee.must('lesson:start', start(40))
    const { endsAt } = lesson
    await everyone(endsAt)
    await lee.must('lesson:extend', { roomId, lessonId: lesson.lessonId, minutes: 5 })
    await everyone(endsAt + 5 * minute)
    const late = await school.simulateAgent()
    expect(late.greeting).toMatchObject({ value: { lessonEndsAt: endsAt + 5 * minute } })
    await lee.must('lesson:end', { roomId, lessonId: lesson.lessonId })
    await everyone(null)
    await late.until(() => late.lessonEnds.at(-1) === null)
    expect(old.lessonEnds).toEqual([])
    const short = await lee.must('lesson:start', start(1))
    await everyone(short.endsAt)
    clock.turn(minute + 1)
    await everyone(null)
    for (const agent of [old, late]) agent.close()
  })

  it('[LE9] a lease of a lesson ends no later than the lesson, and moves with its end', async () => {
    const lesson = await lee.must('lesson:start', start(30))
    const { until: end } = await lee.must('restriction:order', order('lock'))
    await lee.must('restriction:order', order('message', { minutes: 2 }))
    expect(end).toBe(lesson.endsAt)
    const longer = await lee.must('lesson:extend', { roomId, lessonId: lesson.lessonId, minutes: 5 })
    expect(longer.endsAt).toBe(lesson.endsAt + 5 * minute)
    await everywhere(({ leases }) => leases.some((lease) => lease.kind === 'lock' && lease.until === longer.endsAt))
    for (const agent of agents) {
      expect(newest(agent).leases.map(({ lessonId }) => lessonId)).toEqual([lesson.lessonId, lesson.lessonId])
      expect(newest(agent).leases.find(({ kind }) => kind === 'message')?.until).toBe(clock.now() + 2 * minute)
    }
    const room = await lee.watch(roomId)
    const locks = ids.map((id) => room.devices.get(id)?.restrictions.find(({ lease }) => lease.kind === 'lock'))
    expect(locks.map((lock) => lock?.lease.until)).toEqual([longer.endsAt, longer.endsAt])
  })

  it('[LS1] ended early it ends on every PC with one set each, and on one that was away by its next hello', async () => {
    const identity = await school.enrol()
    const away = await simulateAgent(identity)
    const all = [...ids, identity.deviceId]
    const lesson = await lee.must('lesson:start', start(30))
    await lee.must('restriction:order', { ...order('lock'), deviceIds: all })
    await lee.must('restriction:order', { ...order('message'), deviceIds: all })
    await lee.until(() => newest(away).leases.length === 2)
    away.close()
    await everywhere(({ leases }) => leases.length === 2)
    const before = agents.map(({ leaseSets }) => leaseSets.length)
    await lee.must('lesson:end', { roomId, lessonId: lesson.lessonId })
    await everywhere(({ leases }) => leases.length === 0)
    expect(agents.map(({ leaseSets }) => leaseSets.length)).toEqual(before.map((count) => count + 1))
    const back = await simulateAgent(identity)
    expect(newest(back).leases).toEqual([])
    back.close()
  })

  it("[LS1] ends at its time by the hub's clock, and what was ordered in it with it", async () => {
    const watching = await lee.watch(roomId)
    await lee.must('lesson:start', start(5))
    await lee.must('restriction:order', order('blank'))
    await lee.until(() => watching.lesson !== null && watching.devices.get(ids[0] ?? '')?.restrictions.length === 1)
    clock.turn(5 * minute)
    await lee.until(() => watching.lesson === null && ids.every((id) => watching.devices.get(id)?.restrictions.length === 0))
  })

  it('[LS1] is known to a hub that restarts within it, and one that comes back after it holds nothing of it', async () => {
    const lesson = await lee.must('lesson:start', start(5))
    await lee.must('restriction:order', order('lock'))
    await school.restart()
    const during = await school.signIn('teacher')
    expect((await during.watch(roomId)).lesson).toEqual(lesson)
    await school.restart(() => Promise.resolve(clock.turn(6 * minute)))
    const after = await school.signIn('teacher')
    const room = await after.watch(roomId)
    expect(room.lesson).toBeNull()
    await after.until(() => ids.every((id) => room.devices.get(id)?.presence.state === 'live'))
    await everywhere(({ leases }) => leases.length === 0)
    await after.must('lesson:start', start(5))
  })

  it("[LE10] another teacher's order is held until it takes over; then the lesson ends and its owner is told", async () => {
    const watching = await lee.watch(roomId)
    await lee.must('lesson:start', start(30))
    await lee.must('restriction:order', order('lock'))
    const held = await shaw.call('restriction:order', order('blank'))
    expect(held).toMatchObject({ ok: false, code: 'held-by-another' })
    expect(held.ok ? '' : held.detail).toMatch(/^Test teacher has a lesson here until \d\d:\d\d\.$/u)
    expect(await shaw.call('restriction:order', order('message'))).toMatchObject({ code: 'held-by-another' })
    expect(await shaw.call('lesson:start', start(20))).toMatchObject({ code: 'held-by-another' })

    await shaw.must('restriction:order', order('blank', { takeOver: true }))
    await everywhere(({ leases }) => leases.length === 1 && leases[0]?.owner.displayName === 'Mr Shaw')
    await lee.until(() => lee.handOvers.length === 1 && watching.lesson === null)
    expect(lee.handOvers[0]).toMatchObject({ roomId, roomName: 'Lab 1', byName: 'Mr Shaw', what: 'lesson' })
    expect(shaw.handOvers).toEqual([])
    const head = await school.signIn('head')
    const [entry] = (await head.must('audit:list', { beforeAuditId: null, limit: 20 })).filter(
      ({ action }) => action === 'restriction:take-over',
    )
    expect(entry).toMatchObject({ staffName: 'Mr Shaw', subject: 'Lab 1' })
    expect(entry?.detail).toContain('Test teacher')
  })

  it('[LE10] locks without a lesson are held too; a message stands beside them', async () => {
    await lee.must('restriction:order', order('lock'))
    expect(await shaw.call('restriction:order', order('blank'))).toMatchObject({ code: 'held-by-another' })
    await shaw.must('restriction:order', order('message'))
    const lesson = await shaw.must('lesson:start', start(20, true))
    await lee.until(() => lee.handOvers.length === 1)
    expect(lee.handOvers[0]?.what).toBe('restrictions')
    // The message was the new teacher's own: it is part of the lesson now.
    await everywhere(({ leases }) => leases.length === 1 && leases[0]?.lessonId === lesson.lessonId && leases[0].until === lesson.endsAt)
  })

  it('[LE10] of two teachers who order opposite things at once exactly one is heard', async () => {
    const answers = await Promise.all([lee.call('restriction:order', order('lock')), shaw.call('restriction:order', order('blank'))])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ code: 'held-by-another' })
    await everywhere(({ leases }) => leases.length === 1)
  })

  it('[ST4] is changed by its teacher alone, ended by the head too, and held to the rooms of the account', async () => {
    const lesson = await lee.must('lesson:start', start(30))
    const call = { roomId, lessonId: lesson.lessonId }
    expect(await shaw.call('lesson:extend', { ...call, minutes: 5 })).toMatchObject({ code: 'held-by-another' })
    expect(await shaw.call('lesson:end', call)).toMatchObject({ code: 'held-by-another' })
    const technician = await school.signIn('technician')
    expect(await technician.call('lesson:end', call)).toMatchObject({ code: 'role-forbids' })
    const head = await school.signIn('head')
    expect(await head.call('lesson:start', start(5))).toMatchObject({ code: 'role-forbids' })
    await head.must('lesson:end', call)
    await lee.until(() => lee.handOvers.length === 1)
    expect(await lee.call('lesson:end', call)).toMatchObject({ code: 'not-found' })

    const other = await technician.must('room:create', { name: 'Lab 9' })
    const names = { signInName: 'limited', password: second.password }
    await technician.must('staff:create', { ...names, displayName: 'Supply', role: 'teacher', roomIds: [other.roomId], expiresAt: null })
    const limited = await school.connectConsole()
    await limited.must('staff:sign-in', { ...names, totpCode: null })
    expect(await limited.call('lesson:start', start(5))).toMatchObject({ code: 'room-forbids' })
  })

  it("[LE11] no lease outlasts the school's longest lease, which only a technician sets", async () => {
    const technician = await school.signIn('technician')
    expect(await lee.call('setting:write', { longestLeaseMinutes: 240 })).toMatchObject({ code: 'role-forbids' })
    await technician.must('setting:write', { longestLeaseMinutes: 10 })
    expect(await lee.must('setting:read', {})).toMatchObject({ longestLeaseMinutes: 10 })
    const lesson = await lee.must('lesson:start', start(30))
    const { until: end } = await lee.must('restriction:order', order('lock'))
    expect(end).toBe(clock.now() + 10 * minute)
    await lee.must('lesson:extend', { roomId, lessonId: lesson.lessonId, minutes: 30 })
    expect((await lee.watch(roomId)).devices.get(ids[0] ?? '')?.restrictions[0]?.lease.until).toBe(end)
    await technician.must('setting:write', { longestLeaseMinutes: 120 })
  })
})
