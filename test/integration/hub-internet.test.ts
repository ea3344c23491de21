import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { longestPupilLeaseDays } from '#shared/model/internet'
import type { Lease } from '#shared/model/lease'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { until as eventually } from '../support/desktop'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'
import { until } from '../support/until'

const minute = 60_000
const dayMinutes = 24 * 60

describe('internet rules', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let lee: ConsoleClient
  let officer: ConsoleClient
  let head: ConsoleClient
  let agents: SimulatedAgent[]
  let roomId: string

  const agent = (index: number): SimulatedAgent => {
    const found = agents[index]
    if (found === undefined) throw new Error(`no PC ${index}`)
    return found
  }
  const held = (index: number): Lease[] =>
    agent(index)
      .leaseSets.at(-1)
      ?.leases.filter((lease) => lease.until > clock.now()) ?? []
  const holds = (index: number, ...leaseIds: string[]): Promise<void> =>
    until(
      () =>
        held(index)
          .map(({ leaseId }) => leaseId)
          .sort()
          .join() === [...leaseIds].sort().join(),
      `PC ${index} to hold ${leaseIds.length}`,
    )
  const signIn = async (index: number, name: string | null, guest = false): Promise<void> => {
    const user = name === null ? null : { name, displayName: name, guest, sessionStartedAt: 0 }
    expect(await agent(index).say('session:user', user)).toMatchObject({ ok: true })
  }
  /** The PC's hello on its newest connection was answered. */
  const heard = (index: number): Promise<void> =>
    eventually(`PC ${index} to be heard again`, async () => (await agent(index).say('session:user', null)).ok)
  const order = (
    more: {
      orderId?: string
      pupil?: string
      roomId?: string | null
      internet?: { access: 'removed' | 'granted'; exceptions: string[] }
      reason?: string
      minutes?: number
    } = {},
  ) => ({
    orderId: randomUUID(),
    pupil: 'cai',
    roomId: null,
    internet: { access: 'removed' as const, exceptions: [] },
    reason: 'Proxy sites',
    minutes: 3 * dayMinutes,
    ...more,
  })
  const lesson = () => lee.must('lesson:start', { roomId, title: '9B', minutes: 40, takeOver: false })

  beforeAll(async () => {
    school = await startTestHub({ clock, bounds: { expireEveryMs: 20 } })
    roomId = school.room.roomId
    agents = [await school.simulateAgent({ reconnection: true }), await school.simulateAgent({ reconnection: true })]
  })
  afterAll(() => school.stop())

  beforeEach(async () => {
    lee = await school.signIn('teacher')
    officer = await school.signIn('officer')
    head = await school.signIn('head')
    for (const { lease } of await head.must('internet:list', {})) {
      await head.must('internet:lift', { orderId: randomUUID(), leaseId: lease.leaseId })
    }
    const { lesson: going } = await head.must('room:watch', { roomId })
    if (going !== null) await head.must('lesson:end', { roomId, lessonId: going.lessonId })
    await head.must(
      'restriction:lift',
      restrictionLift(
        roomId,
        agents.map(({ deviceId }) => deviceId),
        ['internet'],
      ),
    )
    await signIn(0, null)
    await signIn(1, null)
    await holds(0)
    await holds(1)
  })

  it('[LE12] a removal follows the pupil to each PC, whatever the case of the name, and reaches nobody else', async () => {
    await signIn(0, 'Cai')
    const lease = await officer.must('internet:order', order({ internet: { access: 'removed', exceptions: ['BBC.co.uk/Bitesize'] } }))
    expect(lease).toMatchObject({ pupil: 'cai', lessonId: null, until: clock.now() + 3 * dayMinutes * minute })
    await holds(0, lease.leaseId)
    expect(held(0)[0]?.internet).toEqual({ access: 'removed', exceptions: ['bbc.co.uk/Bitesize'] })
    await signIn(1, 'aisha')
    await signIn(1, 'CAI')
    await holds(1, lease.leaseId)

    // A PC keeps what it holds of a pupil who has gone; staff see it only while the pupil is there.
    const watching = await lee.watch(roomId)
    const shown = (index: number) => watching.devices.get(agent(index).deviceId)?.restrictions.map((one) => one.lease.leaseId)
    expect(shown(0)).toEqual([lease.leaseId])
    await signIn(0, 'aisha')
    await until(() => shown(0)?.length === 0, 'the next pupil to be shown without')
    await holds(0, lease.leaseId)
    const technician = await (await school.signIn('technician')).watch(roomId)
    expect(technician.devices.get(agent(1).deviceId)?.restrictions).toEqual([])
  })

  it('[LE12] an account that names nobody is followed by nothing', async () => {
    await officer.must('internet:order', order({ pupil: 'kiosk' }))
    await signIn(0, 'kiosk', true)
    await signIn(0, 'cai')
    await holds(0)
    await signIn(1, 'guest', true)
    expect(await officer.call('internet:order', order({ pupil: 'guest' }))).toMatchObject({ ok: false, code: 'not-found' })
  })

  it('[LE12] [LE4] what was ordered while a PC was away comes with its pupil, and ends by itself', async () => {
    agent(0).socket.io.engine.close()
    const lease = await officer.must('internet:order', order({ minutes: 10 }))
    await agent(0).until(() => agent(0).socket.connected)
    await heard(0)
    await signIn(0, 'cai')
    await holds(0, lease.leaseId)
    clock.turn(10 * minute)
    await holds(0)
    expect(await officer.must('internet:list', {})).toEqual([])
    await signIn(1, 'cai')
    await signIn(1, 'aisha')
    await holds(1)
  })

  it('[LE3] [LE12] a restarted hub gives it again to a pupil who signs in anew', async () => {
    await signIn(0, 'cai')
    const lease = await officer.must('internet:order', order())
    await holds(0, lease.leaseId)
    await school.restart()
    await agent(1).until(() => agent(1).socket.connected)
    await heard(1)
    await signIn(1, 'cai')
    await holds(1, lease.leaseId)
    officer = await school.signIn('officer')
    const [entry] = await officer.must('internet:list', {})
    expect(entry).toMatchObject({ lease, at: [{ deviceId: agent(1).deviceId, state: 'applied', failure: null }] })
  })

  it('[LE14] a teacher removes for a lesson, for a pupil who sits in the room, and it ends with the lesson', async () => {
    await signIn(0, 'cai')
    const teachers = order({ roomId, minutes: 600, internet: { access: 'granted', exceptions: [] } })
    expect(await lee.call('internet:order', teachers)).toMatchObject({ ok: false, code: 'lesson-needed' })
    expect(await lee.call('internet:order', { ...teachers, roomId: null })).toMatchObject({ ok: false, code: 'lesson-needed' })
    const { lessonId, endsAt } = await lesson()
    expect(await lee.call('internet:order', { ...teachers, pupil: 'dev' })).toMatchObject({ ok: false, code: 'not-found' })
    const lease = await lee.must('internet:order', teachers)
    expect(lease).toMatchObject({ lessonId, until: endsAt })
    await holds(0, lease.leaseId)
    const extended = await lee.must('lesson:extend', { roomId, lessonId, minutes: 5 })
    await until(() => held(0)[0]?.until === extended.endsAt, 'the end to move along')
    await lee.must('lesson:end', { roomId, lessonId })
    await holds(0)
    await signIn(1, 'cai')
    await signIn(1, 'aisha')
    await holds(1)
    expect(await head.must('internet:list', {})).toEqual([])
  })

  it('[LE14] of a pupil one rule of the officer and one of a lesson stand; a teacher ends only the own, the head any', async () => {
    await signIn(0, 'cai')
    await lesson()
    const first = await officer.must('internet:order', order())
    const second = await officer.must('internet:order', order({ reason: 'Longer', minutes: 5 * dayMinutes }))
    const own = await lee.must('internet:order', order({ roomId, minutes: 10 }))
    await holds(0, second.leaseId, own.leaseId)
    expect(first.leaseId).not.toBe(second.leaseId)
    const lift = (leaseId: string) => ({ orderId: randomUUID(), leaseId })
    expect(await lee.call('internet:lift', lift(second.leaseId))).toMatchObject({ ok: false, code: 'held-by-another' })
    await lee.must('internet:lift', lift(own.leaseId))
    await holds(0, second.leaseId)
    await head.must('internet:lift', lift(second.leaseId))
    await holds(0)
    expect(await head.call('internet:lift', lift(second.leaseId))).toMatchObject({ ok: false, code: 'not-found' })
  })

  it('[LE14] [ST4] other roles are refused, and teachers of other rooms see and order nothing', async () => {
    await signIn(0, 'cai')
    const technician = await school.signIn('technician')
    for (const client of [technician, head]) {
      expect(await client.call('internet:order', order())).toMatchObject({ ok: false, code: 'role-forbids' })
    }
    expect(await technician.call('internet:list', {})).toMatchObject({ ok: false, code: 'role-forbids' })
    const other = await technician.must('room:create', { name: `Room ${randomUUID().slice(0, 8)}` })
    const shaw = { signInName: `t${randomUUID().slice(0, 8)}`, password: 'a long word for tests 4' }
    await technician.must('staff:create', { ...shaw, displayName: 'Mr Shaw', role: 'teacher', roomIds: [other.roomId], expiresAt: null })
    const elsewhere = await school.connectConsole()
    await elsewhere.must('staff:sign-in', { ...shaw, totpCode: null })
    await officer.must('internet:order', order())
    expect(await elsewhere.must('internet:list', {})).toEqual([])
    expect(await lee.must('internet:list', {})).toHaveLength(1)
    expect(await elsewhere.call('internet:order', order({ roomId }))).toMatchObject({ ok: false, code: 'room-forbids' })
  })

  it('[LE17] [PR2] [PR10] wrong, endless, unclear and repeated orders have no effect', async () => {
    await signIn(0, 'cai')
    const tooLong = order({ minutes: longestPupilLeaseDays * dayMinutes + 1 })
    expect(await officer.call('internet:order', tooLong)).toMatchObject({ ok: false, code: 'malformed' })
    expect(await officer.call('internet:order', order({ reason: '' }))).toMatchObject({ ok: false, code: 'malformed' })
    expect(await officer.call('internet:order', order({ pupil: '' }))).toMatchObject({ ok: false, code: 'malformed' })
    const unclear = order({ internet: { access: 'removed', exceptions: ['bbc.co.uk', 'co.uk'] } })
    expect(await officer.call('internet:order', unclear)).toMatchObject({ ok: false, code: 'site-unclear' })
    const many = order({ internet: { access: 'removed', exceptions: Array.from({ length: 101 }, (_, at) => `s${at}.test`) } })
    expect(await officer.call('internet:order', many)).toMatchObject({ ok: false, code: 'malformed' })
    const once = order()
    const lease = await officer.must('internet:order', once)
    expect(await officer.call('internet:order', once)).toMatchObject({ ok: false, code: 'replayed' })
    await holds(0, lease.leaseId)
    const log = await head.must('audit:list', { beforeAuditId: null, limit: 20 })
    expect(log.find(({ action }) => action === 'internet:order')).toMatchObject({ staffName: 'Test officer', subject: 'cai' })
  })

  it('[LE7] [LE10] [LE11] a class rule: a later one takes its place, a colleague’s stands in the way, and no pupil’s rule ends with it', async () => {
    await signIn(0, 'cai')
    const sanction = await officer.must('internet:order', order())
    const ids = agents.map(({ deviceId }) => deviceId)
    const off = (exceptions: string[] = []) => ({
      ...restrictionOrder(roomId, ids, 'internet'),
      internet: { access: 'removed' as const, exceptions },
      minutes: 240,
    })
    const first = await lee.must('restriction:order', off())
    expect(first.until).toBe(clock.now() + 120 * minute)
    const second = await lee.must('restriction:order', off(['www.bbc.co.uk']))
    await holds(0, sanction.leaseId, second.leaseId)
    await holds(1, second.leaseId)
    expect(held(1)[0]?.internet).toEqual({ access: 'removed', exceptions: ['bbc.co.uk'] })

    const technician = await school.signIn('technician')
    const shaw = { signInName: `t${randomUUID().slice(0, 8)}`, password: 'a long word for tests 4' }
    await technician.must('staff:create', { ...shaw, displayName: 'Mr Shaw', role: 'teacher', roomIds: null, expiresAt: null })
    const colleague = await school.connectConsole()
    await colleague.must('staff:sign-in', { ...shaw, totpCode: null })
    expect(await colleague.call('restriction:order', off())).toMatchObject({ ok: false, code: 'held-by-another' })
    // A lock is another matter than the internet.
    await colleague.must('restriction:order', { ...restrictionOrder(roomId, ids, 'lock'), minutes: 1 })
    await colleague.must('restriction:lift', restrictionLift(roomId, ids, ['lock']))
    const taken = await colleague.must('restriction:order', { ...off(), takeOver: true })
    await holds(0, sanction.leaseId, taken.leaseId)
    await until(() => lee.handOvers.length === 1, 'the former owner to be told')
    const { lifted } = await lee.must('restriction:lift', restrictionLift(roomId, ids, ['internet']))
    expect(lifted).toBe(2)
    await holds(0, sanction.leaseId)
  })

  it('[LE16] an order that does not fit its kind is malformed, and a PC that cannot do it says so', async () => {
    const ids = agents.map(({ deviceId }) => deviceId)
    const bare = restrictionOrder(roomId, ids, 'internet')
    expect(await lee.call('restriction:order', bare)).toMatchObject({ ok: false, code: 'malformed' })
    const removed = { access: 'removed' as const, exceptions: [] }
    const lock = { ...restrictionOrder(roomId, ids, 'lock'), internet: removed }
    expect(await lee.call('restriction:order', lock)).toMatchObject({ ok: false, code: 'malformed' })
    const granted = { ...restrictionOrder(roomId, ids, 'internet'), internet: { access: 'granted' as const, exceptions: [] } }
    expect(await lee.call('restriction:order', granted)).toMatchObject({ ok: false, code: 'malformed' })

    const old = await school.simulateAgent({ capabilities: ['lock', 'blank', 'message'] })
    const watching = await lee.watch(roomId)
    await lee.must('restriction:order', { ...restrictionOrder(roomId, [old.deviceId], 'internet'), internet: removed })
    await until(() => watching.devices.get(old.deviceId)?.restrictions[0]?.failure === 'unsupported', 'the PC to be shown as unable')
    expect(old.leaseSets.every(({ leases }) => leases.length === 0)).toBe(true)
    await head.must('restriction:lift', restrictionLift(roomId, [old.deviceId], ['internet']))
    old.close()
  })

  it('[LE12] what a PC holds of pupils who have gone is bounded', async () => {
    const pupils = Array.from({ length: 20 }, (_, at) => `pupil-${at}`)
    for (const pupil of pupils) {
      await officer.must('internet:order', order({ pupil }))
      await signIn(0, pupil)
    }
    await until(() => held(0).some((lease) => lease.pupil === 'pupil-19'), 'the newest')
    expect(held(0).length).toBeLessThanOrEqual(13)
    await signIn(0, 'pupil-0')
    await until(() => held(0).some((lease) => lease.pupil === 'pupil-0'), 'the first one again')
  })
})
