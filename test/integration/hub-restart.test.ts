import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'
import { leaseWith } from '../support/leases'
import { simulateAgent } from '../support/simulated-agent'

describe('leases through gaps', () => {
  let school: TestHub
  beforeAll(async () => {
    school = await startTestHub({ bounds: { expireEveryMs: 50 } })
  })
  afterAll(() => school.stop())

  it('[LE3] a silent PC gets what was ordered meanwhile in the answer to its hello', async () => {
    const identity = await school.enrol()
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    const order = await teacher.must('restriction:order', restrictionOrder(room.roomId, [identity.deviceId], 'blank'))
    expect(order.silentDeviceIds).toEqual([identity.deviceId])
    expect(room.devices.get(identity.deviceId)?.restrictions[0]?.state ?? 'asked').toBe('asked')
    const agent = await simulateAgent(identity)
    expect(agent.leaseSets[0]?.leases.map(({ leaseId }) => leaseId)).toEqual([order.leaseId])
    await teacher.until(() => room.devices.get(identity.deviceId)?.restrictions[0]?.state === 'applied')
    agent.close()
  })

  it('[LE3] a restarted hub knows the leases; agents come back and say what is in force', async () => {
    const agents = [await school.simulateAgent({ reconnection: true }), await school.simulateAgent({ reconnection: true })]
    const ids = agents.map(({ deviceId }) => deviceId)
    const before = await school.signIn('teacher')
    const order = await before.must('restriction:order', restrictionOrder(school.room.roomId, ids, 'lock'))
    await school.restart()
    await before.until(() => !before.socket.connected)
    expect(before.sessionEnds).toEqual(['hub-stopping'])

    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    await teacher.until(() => ids.every((id) => room.devices.get(id)?.presence.state === 'live'))
    await teacher.until(() => ids.every((id) => room.devices.get(id)?.restrictions[0]?.state === 'applied'))
    expect(agents.map((agent) => agent.leaseSets.at(-1)?.leases[0]?.leaseId)).toEqual([order.leaseId, order.leaseId])

    await teacher.must('restriction:lift', restrictionLift(school.room.roomId, ids))
    await teacher.until(() => agents.every((agent) => agent.leaseSets.at(-1)?.leases.length === 0))
    // Revisions go on where they were: an agent that remembers the last one takes the next.
    for (const { leaseSets } of agents) {
      const revisions = leaseSets.map(({ revision }) => revision)
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
    }
  })

  it('[PW8, SE9] what a silent PC has yet to hear outlives the hub', async () => {
    const identity = await school.enrol()
    const ids = [identity.deviceId]
    const { roomId } = school.room
    const pc = await simulateAgent(identity)
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(roomId)
    const view = () => room.devices.get(identity.deviceId)
    const wish = { action: 'restart', warnSeconds: 300, spareInUse: false, putOffMinutes: 0 } as const
    const { powerId } = await teacher.must('power:order', { roomId, deviceIds: ids, orderId: randomUUID(), ...wish })
    const now = Date.now()
    const lease = leaseWith({ from: now, until: now + 600_000 })
    await pc.say('timeout:state', { ends: null, lock: { lease, state: 'applied', failure: null, stateAt: now } })
    await teacher.until(() => view()?.power?.state === 'warned' && (view()?.restrictions.length ?? 0) > 0)
    pc.close()
    await teacher.until(() => view()?.presence.state === 'silent')
    await teacher.must('power:cancel', { roomId, deviceIds: ids, orderId: randomUUID() })
    await teacher.must('restriction:lift', restrictionLift(roomId, ids))
    await school.restart()

    const back = await simulateAgent(identity)
    expect(back.greeting).toMatchObject({ value: { timeouts: { lifted: lease.leaseId } } })
    await back.until(() => back.powerCancels.length > 0)
    expect(back.powerCancels).toEqual([{ powerId, why: 'staff' }])
    back.close()
  })

  it('[LE4] a lease past its end leaves the view even when its PC is silent', async () => {
    const { deviceId } = await school.enrol()
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    await teacher.must('restriction:order', { ...restrictionOrder(room.roomId, [deviceId], 'lock'), minutes: 0.01 })
    await teacher.until(() => room.devices.get(deviceId)?.restrictions.length === 1)
    await teacher.until(() => room.devices.get(deviceId)?.restrictions.length === 0)
  })

  it('[PR8] a restriction the PC cannot do fails as unsupported and is not ordered from it', async () => {
    const agent = await school.simulateAgent({ capabilities: ['lock'] })
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    await teacher.must('restriction:order', restrictionOrder(room.roomId, [agent.deviceId], 'message'))
    await teacher.until(() => room.devices.get(agent.deviceId)?.restrictions[0]?.failure === 'unsupported')
    expect(agent.leaseSets.flatMap(({ leases }) => leases)).toEqual([])
  })

  it('[LE6] a PC that cannot apply is shown as failed with its reason, and as applied when it says so later', async () => {
    const agent = await school.simulateAgent({
      applyLeases: ({ revision, hubNow, leases }) => ({
        revision,
        states: leases.map(({ leaseId }) => ({ leaseId, state: 'failed', failure: 'no-display', at: hubNow })),
      }),
    })
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    const { leaseId } = await teacher.must('restriction:order', restrictionOrder(room.roomId, [agent.deviceId], 'lock'))
    const restriction = () => room.devices.get(agent.deviceId)?.restrictions[0]
    await teacher.until(() => restriction()?.failure === 'no-display')
    await agent.say('lease:report', { revision: 1, states: [{ leaseId, state: 'applied', failure: null, at: Date.now() }] })
    await teacher.until(() => restriction()?.state === 'applied' && restriction()?.failure === null)
  })

  it('shows a message the pupil closed as seen, and does not send it again', async () => {
    const identity = await school.enrol()
    const agent = await simulateAgent(identity)
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    const { leaseId } = await teacher.must('restriction:order', restrictionOrder(room.roomId, [agent.deviceId], 'message'))
    await agent.say('lease:report', { revision: 1, states: [{ leaseId, state: 'seen', failure: null, at: Date.now() }] })
    await teacher.until(() => room.devices.get(agent.deviceId)?.restrictions[0]?.state === 'seen')
    agent.close()
    const again = await simulateAgent(identity)
    expect(again.leaseSets[0]?.leases).toEqual([])
    again.close()
  })

  it('an orderly end is told from a lost link', async () => {
    const agent = await school.simulateAgent()
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    await agent.say('agent:stopping', { why: 'shutdown' })
    agent.close()
    await teacher.until(() => room.devices.get(agent.deviceId)?.presence.state === 'silent')
    expect(room.devices.get(agent.deviceId)?.presence).toMatchObject({ why: 'agent-stopped' })
  })
})
