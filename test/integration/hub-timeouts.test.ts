import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Lease } from '#shared/model/lease'
import { noTimeouts, type SchoolTimeouts, type TimeoutRule, timeoutOwner } from '#shared/model/timeout'
import { capabilities } from '#shared/protocol/version'
import type { ConsoleClient } from '../support/console-client'
import { restrictionLift, startTestHub, type TestHub } from '../support/hub'
import { simulateAgent, type SimulatedAgent } from '../support/simulated-agent'

const rule = (change: Partial<TimeoutRule>): TimeoutRule => ({ ...noTimeouts, ...change })
const school = (change: Partial<SchoolTimeouts> = {}): SchoolTimeouts => ({
  rule: rule({ longestMinutes: 60 }),
  timeZone: 'Europe/London',
  teachersMayChange: false,
  ...change,
})

describe('session times of a school', () => {
  let hub: TestHub
  let technician: ConsoleClient
  let teacher: ConsoleClient
  let roomId: string

  beforeAll(async () => {
    hub = await startTestHub({ bounds: { expireEveryMs: 50 } })
    roomId = hub.room.roomId
  })
  afterAll(() => hub.stop())
  beforeEach(async () => {
    technician = await hub.signIn('technician')
    teacher = await hub.signIn('teacher')
    await technician.must('timeout:write-room', { roomId, rule: null })
    await technician.must('timeout:write', school())
  })
  afterEach(() => {
    technician.close()
    teacher.close()
  })

  const policyOf = (agent: SimulatedAgent) =>
    agent.policies.at(-1) ?? (agent.greeting?.ok === true ? agent.greeting.value.timeouts?.policy : undefined)

  /** A PC that says it has locked itself. */
  const lockItself = async (agent: SimulatedAgent, lastsMs = 3_600_000): Promise<Lease> => {
    const from = Date.now()
    const lease: Lease = {
      leaseId: randomUUID(),
      kind: 'lock',
      owner: timeoutOwner,
      reason: 'idle for 10 min',
      text: '',
      lessonId: null,
      pupil: null,
      internet: null,
      application: null,
      from,
      until: from + lastsMs,
    }
    await agent.say('timeout:state', { ends: null, lock: { lease, state: 'applied', failure: null, stateAt: from } })
    return lease
  }

  it('[SE1] a PC learns its rule by the answer to its hello, and each change at once; rooms without their own follow the school', async () => {
    const agent = await hub.simulateAgent()
    await agent.until(() => agent.greeting !== null)
    expect(policyOf(agent)).toEqual({ rule: school().rule, timeZone: 'Europe/London', longestLeaseMinutes: 120 })
    await technician.must('timeout:write', school({ rule: rule({ idleMinutes: 10 }) }))
    await agent.until(() => policyOf(agent)?.rule.idleMinutes === 10)
    const own = rule({ longestMinutes: 30, action: 'log-off' })
    await technician.must('timeout:write-room', { roomId, rule: own })
    await agent.until(() => policyOf(agent)?.rule.action === 'log-off')
    const told = agent.policies.length
    await technician.must('timeout:write', school({ rule: rule({ idleMinutes: 20 }) }))
    await technician.must('timeout:write-room', { roomId, rule: null })
    await agent.until(() => policyOf(agent)?.rule.idleMinutes === 20)
    // The room had a rule of its own when the school's changed: that was nothing to tell this PC.
    expect(agent.policies).toHaveLength(told + 1)
    await technician.must('setting:write', { longestLeaseMinutes: 90 })
    await agent.until(() => policyOf(agent)?.longestLeaseMinutes === 90)
    await technician.must('setting:write', { longestLeaseMinutes: 120 })
  })

  it('[SE1][PR8] an agent that does not know session times is told nothing of them', async () => {
    const agent = await hub.simulateAgent({ capabilities: capabilities.filter((one) => one !== 'timeouts') })
    await agent.until(() => agent.greeting !== null)
    expect(agent.greeting).toMatchObject({ ok: true, value: { timeouts: null } })
    await technician.must('timeout:write', school({ rule: rule({ idleMinutes: 33 }) }))
    await technician.must('timeout:renew', { roomId, deviceIds: [agent.deviceId], orderId: randomUUID() })
    expect(agent.policies).toEqual([])
    expect(agent.renewals).toEqual([])
  })

  it('[SE1] a hub that restarts still knows every rule', async () => {
    await technician.must('timeout:write-room', { roomId, rule: rule({ longestMinutes: 45 }) })
    const agent = await hub.simulateAgent({ reconnection: true })
    await hub.restart()
    await agent.until(() => agent.greeting?.ok === true && agent.greeting.value.timeouts?.policy.rule.longestMinutes === 45)
    technician = await hub.signIn('technician')
    const { rooms } = await technician.must('timeout:read', {})
    expect(rooms).toEqual([{ roomId, name: 'Lab 1', rule: rule({ longestMinutes: 45 }) }])
  })

  it('[SE10] the school is for technicians and the head, a room for its teachers only where the school lets them; all of it is audited', async () => {
    const [head, officer] = [await hub.signIn('head'), await hub.signIn('officer')]
    expect(await teacher.call('timeout:write', school())).toMatchObject({ code: 'role-forbids' })
    expect(await officer.call('timeout:write-room', { roomId, rule: null })).toMatchObject({ code: 'role-forbids' })
    const own = { roomId, rule: rule({ idleMinutes: 5 }) }
    expect(await teacher.call('timeout:write-room', own)).toMatchObject({ code: 'role-forbids' })
    expect((await teacher.must('timeout:read', {})).rooms[0]?.rule).toBeNull()
    await head.must('timeout:write', school({ teachersMayChange: true }))
    await teacher.must('timeout:write-room', own)
    expect((await officer.must('timeout:read', {})).rooms[0]?.rule).toEqual(own.rule)
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 2 })
    expect(entries.map(({ action, staffName, subject }) => [action, staffName, subject])).toEqual([
      ['timeout:write', 'Test teacher', 'Lab 1'],
      ['timeout:write', 'Test head', 'school'],
    ])
    expect(entries[0]?.detail).toBe("idle 5 min; then lock; warned 5, 1 min before (before: the school's rule)")
  })

  it('[SE10] a teacher limited to rooms changes, renews and sees no other', async () => {
    await technician.must('timeout:write', school({ teachersMayChange: true }))
    const other = await technician.must('room:create', { name: `Lab ${randomUUID()}` })
    const names = { signInName: `t${randomUUID().slice(0, 8)}`, password: hub.accounts.teacher.password }
    await technician.must('staff:create', { ...names, displayName: 'Supply', role: 'teacher', roomIds: [other.roomId], expiresAt: null })
    const limited = await hub.connectConsole()
    await limited.must('staff:sign-in', { ...names, totpCode: null })
    expect(await limited.call('timeout:write-room', { roomId, rule: null })).toMatchObject({ code: 'room-forbids' })
    expect(await limited.call('timeout:renew', { roomId, deviceIds: [randomUUID()], orderId: randomUUID() })).toMatchObject({
      code: 'room-forbids',
    })
    expect((await limited.must('timeout:read', {})).rooms.map(({ roomId: id }) => id)).toEqual([other.roomId])
    await limited.must('timeout:write-room', { roomId: other.roomId, rule: rule({ longestMinutes: 20 }) })
  })

  it.each([
    ['no warning', { ...school(), rule: { ...school().rule, warnMinutes: [] } }],
    ['hours that end before they begin', { ...school(), rule: rule({ allowedHours: [{ days: [1], from: 900, to: 60 }] }) }],
    ['a time zone nobody knows', school({ timeZone: 'Mars/Olympus' })],
  ])('[PR2] %s is malformed and changes nothing', async (_what, wrong) => {
    expect(await technician.call('timeout:write', wrong)).toMatchObject({ code: 'malformed' })
    expect((await technician.must('timeout:read', {})).school).toEqual(school())
  })

  it('[SE8] consoles see when a session ends, and the lock a PC put on itself, until it ends', async () => {
    const agent = await hub.simulateAgent()
    const room = await teacher.watch(roomId)
    const at = Date.now() + 600_000
    await agent.say('timeout:state', { ends: { at, why: 'longest' }, lock: null })
    await teacher.until(() => room.devices.get(agent.deviceId)?.sessionEnds?.at === at)
    await lockItself(agent, 700)
    const locks = () => room.devices.get(agent.deviceId)?.restrictions.map(({ lease, state }) => [lease.owner.displayName, state])
    await teacher.until(() => locks()?.length === 1)
    expect(locks()).toEqual([['Session times', 'applied']])
    expect(room.devices.get(agent.deviceId)?.sessionEnds).toBeNull()
    agent.close()
    await teacher.until(() => locks()?.length === 0, 'the lock of a silent PC to end')
  })

  it('[SE9] a teacher’s unlock begins a new session on the PC, and on one that was silent by its next hello', async () => {
    const identity = await hub.enrol()
    const first = await simulateAgent(identity)
    const lease = await lockItself(first)
    const ids = [first.deviceId]
    expect(await teacher.must('restriction:lift', restrictionLift(roomId, ids, ['blank']))).toMatchObject({ lifted: 0 })
    expect(first.renewals).toEqual([])
    expect(await teacher.must('restriction:lift', restrictionLift(roomId, ids))).toMatchObject({ lifted: 1, silentDeviceIds: [] })
    await first.until(() => first.renewals.length === 1)
    expect(first.renewals).toEqual([lease.leaseId])
    const again = await lockItself(first)
    first.close()
    const room = await teacher.watch(roomId)
    await teacher.until(() => room.devices.get(first.deviceId)?.presence.state === 'silent')
    expect(await teacher.must('restriction:lift', restrictionLift(roomId, ids))).toMatchObject({ lifted: 1, silentDeviceIds: ids })
    const second = await simulateAgent(identity)
    await second.until(() => second.greeting !== null)
    expect(second.greeting).toMatchObject({ value: { timeouts: { lifted: again.leaseId } } })
    second.close()
  })

  it('[SE9][PR10] more time is ordered once, from PCs of the room, and audited', async () => {
    const agent = await hub.simulateAgent()
    const order = { roomId, deviceIds: [agent.deviceId], orderId: randomUUID() }
    await teacher.must('timeout:renew', order)
    expect(await teacher.call('timeout:renew', order)).toMatchObject({ code: 'replayed' })
    expect(await teacher.call('timeout:renew', { ...order, deviceIds: [randomUUID()], orderId: randomUUID() })).toMatchObject({
      code: 'not-found',
    })
    await agent.until(() => agent.renewals.length > 0)
    expect(agent.renewals).toEqual([null])
    const head = await hub.signIn('head')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 5 })
    expect(entries.filter(({ action }) => action === 'timeout:renew')).toHaveLength(1)
  })

  it('[PR2] a state outside the protocol is malformed and shown to nobody', async () => {
    const agent = await hub.simulateAgent()
    const body = { ends: { at: -1, why: 'whim' }, lock: null }
    expect(await agent.sayRaw('timeout:state', { sequence: 1_000, takenAt: Date.now(), body })).toMatchObject({ code: 'malformed' })
    const room = await teacher.watch(roomId)
    expect(room.devices.get(agent.deviceId)?.sessionEnds).toBeNull()
  })
})
