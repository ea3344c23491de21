import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isPending, type PowerOrder, type PowerState, type PowerWish } from '#shared/model/power'
import type { Network } from '#shared/model/wake'
import { handClock } from '../support/clock'
import type { ConsoleClient } from '../support/console-client'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'
import { until } from '../support/until'

const minute = 60_000
const day = 24 * 60 * minute
const wish: PowerWish = { action: 'shut-down', warnSeconds: 300, spareInUse: true, putOffMinutes: 0 }

describe('orders about power', () => {
  const clock = handClock(Date.now())
  let school: TestHub
  let teacher: ConsoleClient
  let technician: ConsoleClient
  let pc: SimulatedAgent
  let roomId: string
  let watching: Awaited<ReturnType<ConsoleClient['watch']>>

  const order = (changes: Partial<PowerWish> = {}, deviceIds = [pc.deviceId]) => ({
    roomId,
    deviceIds,
    orderId: randomUUID(),
    ...wish,
    ...changes,
  })
  const target = (deviceIds = [pc.deviceId]) => ({ roomId, deviceIds, orderId: randomUUID() })
  const shown = (): PowerState | null => watching.devices.get(pc.deviceId)?.power ?? null
  const pending = (): boolean => {
    const state = shown()
    return state !== null && isPending(state)
  }
  const untilShown = (state: PowerState['state'], why: PowerState['why'] = null): Promise<void> =>
    until(() => shown()?.state === state && shown()?.why === why, `the console shows ${state} ${why ?? ''}`)
  const newest = (): PowerOrder => {
    const given = pc.powerOrders.at(-1)
    if (given === undefined) throw new Error('The PC has no order.')
    return given
  }
  const audited = async (): Promise<string[]> => {
    const head = await school.signIn('head')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 5 })
    return entries.map(({ action, detail }) => `${action} ${detail}`)
  }

  beforeAll(async () => {
    school = await startTestHub({ clock, bounds: { expireEveryMs: 20 }, sessionLimits: { lengthMs: 30 * day, idleLimitMs: 30 * day } })
    roomId = school.room.roomId
    teacher = await school.signIn('teacher')
    technician = await school.signIn('technician')
    const settings = await technician.must('timeout:read', {})
    await technician.must('timeout:write', { ...settings.school, timeZone: 'UTC' })
    pc = await school.simulateAgent({ reconnection: true })
    watching = await technician.watch(roomId)
  })
  afterAll(() => school.stop())
  beforeEach(async () => {
    await technician.must('power:cancel', target())
    await until(() => !pending(), 'nothing is pending')
  })

  it('[PW1] reach the PC once, are shown as it says, and are audited', async () => {
    const given = order()
    const { powerId } = await teacher.must('power:order', given)
    await untilShown('warned')
    expect(newest()).toMatchObject({ powerId, action: 'shut-down', scheduled: false, owner: { displayName: 'Test teacher' } })
    expect(shown()?.actsAt).toBe(clock.now() + 5 * minute)
    expect(await teacher.call('power:order', given)).toMatchObject({ ok: false, code: 'replayed' })
    expect(pc.powerOrders.filter((one) => one.powerId === powerId)).toHaveLength(1)
    expect(await audited()).toContainEqual(expect.stringContaining('power:order shut-down, warned 300 s before'))
    await pc.say('power:state', { order: newest(), state: 'done', why: null, actsAt: clock.now(), at: clock.now() })
    await untilShown('done')
    clock.turn(6 * minute)
    await until(() => shown() === null, 'what became of it is taken down')
  })

  it('[PW8] are stopped from any console that may', async () => {
    await teacher.must('power:order', order())
    await untilShown('warned')
    const head = await school.signIn('head')
    expect(await head.must('power:cancel', target())).toEqual({ cancelled: 1, silentDeviceIds: [] })
    await untilShown('cancelled', 'staff')
    expect(pc.powerCancels.at(-1)).toEqual({ powerId: newest().powerId, why: 'staff' })
  })

  it('[PW8] are refused from the wrong role, another’s room or lesson, and with nonsense', async () => {
    const before = pc.powerOrders.length
    for (const role of ['head', 'officer'] as const) {
      expect(await (await school.signIn(role)).call('power:order', order())).toMatchObject({ ok: false, code: 'role-forbids' })
    }
    expect(await teacher.call('power:schedule', { ...wish, roomIds: [roomId], days: [1], time: '16:30' })).toMatchObject({
      code: 'role-forbids',
    })
    expect(await teacher.call('power:order', { ...order(), warnSeconds: 1e9 })).toMatchObject({ code: 'malformed' })
    expect(await teacher.call('power:order', order({}, [randomUUID()]))).toMatchObject({ code: 'not-found' })

    const other = { signInName: 'shaw', password: 'a long word for tests 4' }
    await technician.must('staff:create', { ...other, displayName: 'Mr Shaw', role: 'teacher', roomIds: null, expiresAt: null })
    const shaw = await school.connectConsole()
    await shaw.must('staff:sign-in', { ...other, totpCode: null })
    const lesson = await shaw.must('lesson:start', { roomId, title: '9B', minutes: 40, takeOver: false })
    expect(await teacher.call('power:order', order())).toMatchObject({ ok: false, code: 'held-by-another' })
    expect(pc.powerOrders).toHaveLength(before)
    await shaw.must('lesson:end', { roomId, lessonId: lesson.lessonId })
  })

  it('[PW3] are not kept for a PC that is silent; [PW8] a stop given meanwhile reaches it when it is back', async () => {
    const before = pc.powerOrders.length
    await teacher.must('power:order', order())
    await untilShown('warned')
    const ordered = newest()
    pc.socket.io.opts.reconnection = false
    pc.socket.io.engine.close()
    await until(() => watching.devices.get(pc.deviceId)?.presence.state === 'silent', 'the PC is silent')
    expect(await teacher.must('power:order', order({ action: 'restart' }))).toMatchObject({ silentDeviceIds: [pc.deviceId] })
    expect(await teacher.must('power:cancel', target())).toEqual({ cancelled: 1, silentDeviceIds: [pc.deviceId] })
    pc.socket.io.opts.reconnection = true
    pc.socket.connect()
    await until(() => pc.powerCancels.at(-1)?.powerId === ordered.powerId, 'the PC heard of the stop')
    await untilShown('cancelled', 'staff')
    expect(pc.powerOrders).toHaveLength(before + 1)
  })

  it('[PR8] fail on a PC that cannot', async () => {
    const old = await school.simulateAgent({ capabilities: ['lock'] })
    await teacher.must('power:order', order({}, [old.deviceId]))
    await until(() => watching.devices.get(old.deviceId)?.power?.why === 'unsupported', 'unsupported is shown')
    expect(old.powerOrders).toEqual([])
    old.close()
  })

  describe('that wake PCs', () => {
    const card = (host: number, net = 0): Network => ({ mac: `02:00:00:00:0${net}:0${host}`, address: `10.9.${net}.${host}`, prefix: 24 })
    const wakeOf = (deviceId: string) => watching.devices.get(deviceId)?.wake ?? null
    const isSilent = (deviceId: string) => watching.devices.get(deviceId)?.presence.state === 'silent'
    const wake = (deviceIds: readonly string[]) => teacher.must('power:wake', { roomId, deviceIds: [...deviceIds], orderId: randomUUID() })
    const switchOff = async (agent: SimulatedAgent): Promise<void> => {
      agent.socket.disconnect()
      await until(() => isSilent(agent.deviceId), 'it is silent')
    }
    let peer: SimulatedAgent
    let sleeper: SimulatedAgent

    beforeAll(async () => {
      peer = await school.simulateAgent({ hostname: 'awake', networks: [card(1)], reconnection: true })
      sleeper = await school.simulateAgent({ hostname: 'asleep', networks: [card(2)], reconnection: true })
      await until(() => watching.devices.get(sleeper.deviceId)?.presence.state === 'live', 'both are there')
    })
    afterAll(() => {
      peer.close()
      sleeper.close()
    })

    it('[WL3][WL5] say of each PC who sent the packet or why nobody did, and whether it came up', async () => {
      const elsewhere = await school.simulateAgent({ hostname: 'elsewhere', networks: [card(3, 1)] })
      const untold = await school.simulateAgent({ hostname: 'untold' })
      await until(() => watching.devices.has(untold.deviceId) && watching.devices.has(elsewhere.deviceId), 'the others are there')
      for (const one of [sleeper, elsewhere, untold]) await switchOff(one)
      const ids = [peer, sleeper, elsewhere, untold].map(({ deviceId }) => deviceId)
      expect((await wake(ids)).results).toEqual([
        { deviceId: peer.deviceId, state: 'awake', why: null, by: null },
        { deviceId: sleeper.deviceId, state: 'sent', why: null, by: 'awake' },
        { deviceId: elsewhere.deviceId, state: 'failed', why: 'no-peer', by: null },
        { deviceId: untold.deviceId, state: 'failed', why: 'no-address', by: null },
      ])
      expect(peer.wakeOrders).toEqual([{ cards: [card(2)] }])
      expect(pc.wakeOrders).toEqual([])
      await until(() => wakeOf(sleeper.deviceId)?.state === 'sent' && wakeOf(untold.deviceId)?.why === 'no-address', 'it is shown')
      expect(await audited()).toContainEqual('power:wake 4: awake, asleep, elsewhere, untold')
      sleeper.socket.connect()
      await until(() => wakeOf(sleeper.deviceId)?.state === 'up', 'it came up')
      expect(wakeOf(sleeper.deviceId)).toMatchObject({ by: 'awake', owner: { displayName: 'Test teacher' } })
      clock.turn(11 * minute)
      await until(() => wakeOf(sleeper.deviceId) === null, 'it is taken down')
    })

    it('[WL4] are not sent again at once, [WL5] and a PC that is not heard from is said not to have come up', async () => {
      await switchOff(sleeper)
      const before = peer.wakeOrders.length
      await wake([sleeper.deviceId])
      expect((await wake([sleeper.deviceId])).results).toMatchObject([{ state: 'sent', by: 'awake' }])
      expect(peer.wakeOrders).toHaveLength(before + 1)
      clock.turn(3 * minute)
      await until(() => wakeOf(sleeper.deviceId)?.state === 'not-up', 'it did not come up')
      await wake([sleeper.deviceId])
      expect(peer.wakeOrders).toHaveLength(before + 2)
    })

    it('[WL4][WL5] are asked of another where one sends nothing, and are said not to be sent where all do', async () => {
      const mute = await school.simulateAgent({ hostname: 'mute', networks: [card(5, 2)], sendWake: () => 0 })
      const far = await school.simulateAgent({ hostname: 'far', networks: [card(6, 2), card(7, 3)] })
      await until(() => watching.devices.get(far.deviceId)?.presence.state === 'live', 'both are there')
      await switchOff(far)
      expect((await wake([far.deviceId])).results).toMatchObject([{ state: 'failed', why: 'not-sent', by: null }])
      const second = await school.simulateAgent({ hostname: 'second', networks: [card(8, 2)] })
      const old = await school.simulateAgent({ hostname: 'old', networks: [card(9, 3)], capabilities: ['lock'] })
      expect((await wake([far.deviceId])).results).toMatchObject([{ state: 'sent', why: null, by: 'second' }])
      expect(mute.wakeOrders).toEqual([{ cards: [card(6, 2)] }, { cards: [card(6, 2)] }])
      expect(second.wakeOrders).toEqual([{ cards: [card(6, 2)] }])
      expect(old.wakeOrders).toEqual([])
      for (const one of [mute, second, old]) one.close()
    })

    it('[WL3] are refused into a colleague’s lesson, for a PC of another room, and twice', async () => {
      const before = peer.wakeOrders.length
      expect(await teacher.call('power:wake', target([randomUUID()]))).toMatchObject({ code: 'not-found' })
      const given = target([peer.deviceId])
      await teacher.must('power:wake', given)
      expect(await teacher.call('power:wake', given)).toMatchObject({ code: 'replayed' })
      const other = { signInName: 'reed', password: 'a long word for tests 4' }
      await technician.must('staff:create', { ...other, displayName: 'Ms Reed', role: 'teacher', roomIds: null, expiresAt: null })
      const reed = await school.connectConsole()
      await reed.must('staff:sign-in', { ...other, totpCode: null })
      const lesson = await reed.must('lesson:start', { roomId, title: '9B', minutes: 40, takeOver: false })
      expect(await teacher.call('power:wake', target([sleeper.deviceId]))).toMatchObject({ code: 'held-by-another' })
      await reed.must('lesson:end', { roomId, lessonId: lesson.lessonId })
      expect(peer.wakeOrders).toHaveLength(before)
    })

    it('[WL6] are given by the clock too', async () => {
      const at = Math.ceil(clock.now() / minute) * minute + minute
      const time = new Date(at).toISOString().slice(11, 16)
      const days = [1, 2, 3, 4, 5, 6, 7]
      const { scheduleId } = await technician.must('power:schedule', { ...wish, action: 'wake', roomIds: [roomId], days, time })
      const before = peer.wakeOrders.length
      clock.turn(at - clock.now())
      await until(() => peer.wakeOrders.length === before + 1, 'the packet of the clock')
      expect(peer.wakeOrders.at(-1)).toEqual({ cards: [card(2)] })
      await technician.must('power:unschedule', { scheduleId })
    })
  })

  describe('by the clock', () => {
    /** The first run; then one each day. */
    const firstRun = Math.ceil(clock.now() / minute) * minute + 90 * minute
    const runOn = (days: number): number => firstRun + days * day
    const plan = () => ({ ...wish, roomIds: [roomId], days: [1, 2, 3, 4, 5, 6, 7], time: new Date(firstRun).toISOString().slice(11, 16) })
    const turnTo = (at: number): void => {
      clock.turn(at - clock.now())
    }

    it('[PW7] are given at their time, once, and survive a restart of the hub that they do not fall into', async () => {
      const { scheduleId } = await technician.must('power:schedule', plan())
      expect(await teacher.must('power:schedules', {})).toMatchObject([
        { scheduleId, nextRunAt: runOn(0), owner: { displayName: 'Test technician' } },
      ])
      const before = pc.powerOrders.length
      turnTo(runOn(0))
      await until(() => pc.powerOrders.length === before + 1, 'the order of the clock')
      expect(newest()).toMatchObject({ scheduled: true, spareInUse: true, warnSeconds: 300 })
      await untilShown('warned')
      expect((await audited()).some((line) => line.startsWith(`power:run shut-down by schedule ${scheduleId}`))).toBe(true)

      await school.restart(async () => {
        // The second day's falls into the time when the hub is off.
        turnTo(runOn(1) + 30 * minute)
        return Promise.resolve()
      })
      teacher = await school.signIn('teacher')
      technician = await school.signIn('technician')
      watching = await technician.watch(roomId)
      await until(() => watching.devices.get(pc.deviceId)?.presence.state === 'live', 'the PC is back')
      expect(await technician.must('power:schedules', {})).toMatchObject([{ nextRunAt: runOn(2) }])
      expect(pc.powerOrders).toHaveLength(before + 1)
      turnTo(runOn(2))
      await until(() => pc.powerOrders.length === before + 2, "the third day's order")
    })

    it('[PW4] leave a room with a lesson alone, and give way to one that begins', async () => {
      const lesson = (minutes: number) => ({ roomId, title: '9B', minutes, takeOver: false })
      turnTo(runOn(3) - 30 * minute)
      const first = await teacher.must('lesson:start', lesson(60))
      const before = pc.powerOrders.length
      turnTo(runOn(3))
      await untilShown('spared', 'lesson')
      expect(pc.powerOrders).toHaveLength(before)
      await teacher.must('lesson:end', { roomId, lessonId: first.lessonId })

      turnTo(runOn(4))
      await untilShown('warned')
      const second = await teacher.must('lesson:start', lesson(60))
      await untilShown('spared', 'lesson')
      expect(pc.powerCancels.at(-1)).toEqual({ powerId: newest().powerId, why: 'lesson' })

      // What a PC carried over a lost link stops as soon as it says so.
      await pc.say('power:state', { order: newest(), state: 'warned', why: null, actsAt: clock.now() + minute, at: clock.now() })
      await until(() => pc.powerCancels.length >= 2, 'a stop')
      await untilShown('spared', 'lesson')
      await teacher.must('lesson:end', { roomId, lessonId: second.lessonId })
    })

    it('[PW7] run as they were changed, and no more as they were; only a technician changes them', async () => {
      const [schedule] = await technician.must('power:schedules', {})
      if (schedule === undefined) throw new Error('There is no schedule.')
      const { scheduleId } = schedule
      const later = new Date(firstRun + 10 * minute).toISOString().slice(11, 16)
      const changed = { ...plan(), scheduleId, time: later, action: 'restart' as const, spareInUse: false }
      for (const role of ['teacher', 'head', 'officer'] as const) {
        expect(await (await school.signIn(role)).call('power:reschedule', changed)).toMatchObject({ code: 'role-forbids' })
      }
      expect(await technician.call('power:reschedule', { ...changed, scheduleId: randomUUID() })).toMatchObject({ code: 'not-found' })
      expect(await technician.call('power:reschedule', { ...changed, roomIds: [randomUUID()] })).toMatchObject({ code: 'not-found' })
      expect(await technician.call('power:reschedule', { ...changed, time: '24:00' })).toMatchObject({ code: 'malformed' })
      await technician.must('power:reschedule', changed)
      expect(await audited()).toContainEqual(expect.stringMatching(/^power:reschedule restart, warned 300 s before; days .* at /u))
      const next = Math.ceil((clock.now() - firstRun) / day)
      expect(await technician.must('power:schedules', {})).toMatchObject([
        { scheduleId, action: 'restart', spareInUse: false, time: later, nextRunAt: runOn(next) + 10 * minute },
      ])
      const before = pc.powerOrders.length
      turnTo(runOn(next) + minute)
      await technician.must('power:schedules', {})
      expect(pc.powerOrders).toHaveLength(before)
      turnTo(runOn(next) + 10 * minute)
      await until(() => pc.powerOrders.length === before + 1, 'the order at the new time')
      expect(newest()).toMatchObject({ scheduled: true, action: 'restart', spareInUse: false })
    })

    it('[PW7] end when they are removed; an unknown one is told', async () => {
      for (const { scheduleId } of await technician.must('power:schedules', {})) await technician.must('power:unschedule', { scheduleId })
      expect(await technician.must('power:schedules', {})).toEqual([])
      expect(await technician.call('power:unschedule', { scheduleId: randomUUID() })).toMatchObject({ code: 'not-found' })
      for (const nonsense of [{ time: '25:00' }, { days: [8] }, { days: [] }, { roomIds: [] }]) {
        expect(await technician.call('power:schedule', { ...plan(), ...nonsense })).toMatchObject({ code: 'malformed' })
      }
      const before = pc.powerOrders.length
      turnTo(clock.now() + 2 * day)
      await technician.must('power:schedules', {})
      expect(pc.powerOrders).toHaveLength(before)
    })
  })
})
