import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restrictionLift, restrictionOrder, startTestHub, type TestHub } from '../support/hub'

describe('a classroom over real TLS', () => {
  let school: TestHub
  beforeAll(async () => {
    school = await startTestHub()
  })
  afterAll(() => school.stop())

  it('[RM1, LE2] a lock ordered by a teacher is shown as asked, then as applied by the word of the PC', async () => {
    const agent = await school.simulateAgent({ hostname: 'pc-01' })
    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    expect(room.devices.get(agent.deviceId)?.presence.state).toBe('live')

    const order = await teacher.must('restriction:order', restrictionOrder(room.roomId, [agent.deviceId], 'lock'))
    expect(order.silentDeviceIds).toEqual([])
    await teacher.until(() => room.devices.get(agent.deviceId)?.restrictions[0]?.state === 'applied')
    expect(agent.leaseSets.at(-1)?.leases[0]?.leaseId).toBe(order.leaseId)

    const lifted = await teacher.must('restriction:lift', restrictionLift(room.roomId, [agent.deviceId]))
    expect(lifted.lifted).toBe(1)
    await agent.until(() => agent.leaseSets.at(-1)?.leases.length === 0)
    await teacher.until(() => room.devices.get(agent.deviceId)?.restrictions.length === 0)
    expect(room.gaps).toBe(0)
  })
})
