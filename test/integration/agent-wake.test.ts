import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { magicPacket } from '#shared/model/wake'
import { startAgent, type TestAgent } from '../support/agent'
import { startTestHub, type TestHub } from '../support/hub'
import { laySubnet, type Subnet } from '../support/subnet'
import { until } from '../support/until'

/** A real hub, and a real agent on a network that the hub is not on. */
describe('a PC that wakes another', () => {
  let hub: TestHub
  let subnet: Subnet
  let agent: TestAgent
  beforeAll(async () => {
    hub = await startTestHub()
    subnet = await laySubnet(hub.hub.agentPort)
    agent = await startAgent({ hub, desktop: null, network: subnet.within })
  })
  afterAll(async () => {
    await agent.stop()
    await subnet.stop()
    await hub.stop()
  })

  it('[WL1][WL2][WL5] sends the magic packet that the sleeping card hears', async () => {
    const { room } = hub
    const sleeper = await hub.simulateAgent({ hostname: 'sleeper', networks: [subnet.card] })
    const teacher = await hub.signIn('teacher')
    const watching = await teacher.watch(room.roomId)
    const presence = (deviceId: string) => watching.devices.get(deviceId)?.presence.state
    await until(() => presence(agent.deviceId) === 'live', 'the agent is live')
    sleeper.close()
    await until(() => presence(sleeper.deviceId) === 'silent', 'the other is off')
    const { results } = await teacher.must('power:wake', { roomId: room.roomId, deviceIds: [sleeper.deviceId], orderId: randomUUID() })
    const by = watching.devices.get(agent.deviceId)?.name
    expect(results).toEqual([{ deviceId: sleeper.deviceId, state: 'sent', why: null, by }])
    const packet = Buffer.from(magicPacket(subnet.card.mac)).toString('hex')
    await until(() => subnet.heard.length > 0, 'the card heard something')
    expect(subnet.heard).toEqual([packet])
    await until(() => watching.devices.get(sleeper.deviceId)?.wake?.state === 'sent', 'it is shown')
  })
})
