import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { magicPacket, type Network } from '#shared/model/wake'
import { startAgent, type TestAgent } from '../support/agent'
import { startTestHub, type TestHub } from '../support/hub'
import { laySubnet, type Subnet } from '../support/subnet'
import { until } from '../support/until'

const hubWaker = path.resolve(import.meta.dirname, '../../main/hub/power/hub-waker.ts')
const script = `import(process.argv[1]).then(({ wakeFromHub }) => wakeFromHub(JSON.parse(process.argv[2]))).then((sent) => console.log(sent))`

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

  it('[WL4] is not needed on the hub’s own network: there the hub sends itself, and nowhere else', async () => {
    const wakeThere = async (cards: readonly Network[]): Promise<string> => {
      const [program, ...args] = subnet.within([process.execPath, '--import', 'tsx', '-e', script, hubWaker, JSON.stringify(cards)])
      return (await promisify(execFile)(program, args)).stdout.trim()
    }
    const before = subnet.heard.length
    const other = { ...subnet.card, mac: '02:00:00:00:00:09' }
    expect(await wakeThere([subnet.card, other])).toBe('2')
    await until(() => subnet.heard.length === before + 2, 'both packets')
    expect(subnet.heard.at(-1)).toBe(Buffer.from(magicPacket(other.mac)).toString('hex'))
    expect(await wakeThere([{ ...subnet.card, address: '203.0.113.7' }])).toBe('null')
  })
})
