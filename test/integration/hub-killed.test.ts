import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeviceView } from '#shared/model/device'
import type { Usage } from '#shared/model/outbox'
import { fetchAuthority, parseHubAddress } from '../../main/cli/authority'
import type { HubLink } from '../../main/cli/hub-link'
import { type RoomFeed, watchRoom } from '../../main/cli/room-feed'
import { startAgent, type TestAgent } from '../support/agent'
import { collectClosers } from '../support/classroom/closers'
import { type HubProgram, startHubProgram } from '../support/classroom/hub-program'
import { foundSchool, linkTo, must, type School } from '../support/classroom/school'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { magentaPixels, openMagentaWindow } from '../support/pupil'
import { enrolAgent, type SimulatedAgent, simulateAgent } from '../support/simulated-agent'

const simulatedPcs = 50
const realPcs = 2
const factsOfEach = 12
const minuteMs = 60_000

/** The built hub as a process that is killed, 50 PCs that speak the real protocol over TLS, and two real agents on real screens beside them. */
describe('a hub that is killed', () => {
  const closers = collectClosers()
  let hub: HubProgram
  let school: School
  let agents: readonly SimulatedAgent[]
  let places: readonly { readonly desktop: Desktop; readonly agent: TestAgent }[]

  const watch = async (): Promise<{ readonly teacher: HubLink; readonly feed: RoomFeed }> => {
    const teacher = closers.add(await linkTo(hub), (link) => link.close())
    must('signing in', await teacher.ask('staff:sign-in', { ...school.teacher, totpCode: null }))
    return { teacher, feed: must('watching', await watchRoom(teacher, school.room)) }
  }
  const all = (feed: RoomFeed, test: (device: DeviceView) => boolean): boolean =>
    feed.devices.size === simulatedPcs + realPcs && [...feed.devices.values()].every(test)
  const areCovered = async (): Promise<boolean> =>
    (await Promise.all(places.map(({ desktop }) => magentaPixels(desktop)))).every((pixels) => pixels === 0)
  const areOpen = async (): Promise<boolean> =>
    (await Promise.all(places.map(({ desktop }) => magentaPixels(desktop)))).every((pixels) => pixels > 0)

  beforeAll(async () => {
    hub = closers.add(await startHubProgram(), (one) => one.stop())
    school = await foundSchool(hub, 'Hall', simulatedPcs + realPcs)
    closers.add(school.technician, (link) => link.close())
    const address = must('the address', parseHubAddress(hub.address))
    const authorityPem = must('the authority', await fetchAuthority(address, hub.authorityFingerprint))
    const connect = async (index: number): Promise<SimulatedAgent> => {
      const [hostname, localAddress] = [`SIM-${index + 1}`, `127.2.0.${index + 1}`]
      const identity = await enrolAgent(school.bundle, authorityPem, hostname, localAddress)
      return closers.add(await simulateAgent(identity, { hostname, localAddress, reconnection: true }), (one) => one.close())
    }
    const simulated: SimulatedAgent[] = []
    for (let index = 0; index < simulatedPcs; index += 1) simulated.push(await connect(index))
    agents = simulated
    places = await Promise.all(
      Array.from({ length: realPcs }, async () => {
        const desktop = closers.add(await startDesktop({ width: 640, height: 480 }), (one) => one.stop())
        await openMagentaWindow(desktop)
        const agent = await startAgent({ hub: { issueBundle: () => Promise.resolve(school.bundle) }, desktop })
        return { desktop, agent: closers.add(agent, (one) => one.stop()) }
      }),
    )
  }, 120_000)
  afterAll(() => closers.closeAll(), 60_000)

  it('[LE3, OB2] under 50 locked PCs loses none, frees none, and takes each fact once', { timeout: 120_000 }, async () => {
    const { teacher, feed } = await watch()
    await until('every PC', () => all(feed, ({ presence }) => presence.state === 'live'), 30_000)
    const target = { roomId: school.room.roomId, deviceIds: [...feed.devices.keys()] }
    const lock = { ...target, orderId: randomUUID(), kind: 'lock' as const, reason: '', text: '', minutes: 60 }
    const { leaseId } = must('locking', await teacher.ask('restriction:order', lock))
    const isLocked = ({ presence, restrictions: [first, ...others] }: DeviceView): boolean =>
      presence.state === 'live' && first?.lease.leaseId === leaseId && first.state === 'applied' && others.length === 0
    await until('every PC to be locked', () => all(feed, isLocked), 30_000)
    await until('the screens to be covered', areCovered)

    // Each PC tells its facts one by one, and after a lost link goes on from what the hub says it holds.
    const from = Date.now() - 10 * minuteMs
    const usage = (number: number): Usage => {
      const at = from + number * 10_000
      return { kind: 'usage', user: 'aisha', application: 'Browser', title: `Page ${number}`, from: at, until: at + 5_000 }
    }
    let answered = 0
    const tellAll = async (agent: SimulatedAgent): Promise<void> => {
      let held = 0
      for (const started = Date.now(); held < factsOfEach;) {
        if (Date.now() - started > 100_000) throw new Error(`${agent.deviceId} told ${held} of ${factsOfEach} facts`)
        const told = await agent.say('outbox:deliver', { facts: [{ number: held + 1, fact: usage(held + 1) }] })
        if (told.ok) answered += 1
        const welcome = agent.greeting?.ok === true ? agent.greeting.value.factsHeld : 0
        held = told.ok ? told.value.factsHeld : Math.max(held, welcome)
        if (!told.ok) await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const telling = Promise.all(agents.map(tellAll))
    await until('a third of the facts', () => answered > (simulatedPcs * factsOfEach) / 3, 30_000)
    await hub.kill()
    expect(answered).toBeLessThan(simulatedPcs * factsOfEach)
    await until('the links to be lost', () => agents.every(({ socket }) => !socket.connected))
    expect(await areCovered()).toBe(true)
    await hub.start()

    const after = await watch()
    await until('every PC to be back, and locked', () => all(after.feed, isLocked), 45_000)
    expect(await areCovered()).toBe(true)
    await telling
    const now = Date.now()
    const asked = { roomId: school.room.roomId, deviceId: null, from: now - 30 * minuteMs, until: now + minuteMs }
    const timeline = must('the timeline', await after.teacher.ask('usage:timeline', asked))
    const expected = Array.from({ length: factsOfEach }, (_value, index) => `Page ${index + 1}`)
    for (const { deviceId } of agents) {
      const spans = timeline.devices.find((device) => device.deviceId === deviceId)?.spans ?? []
      expect(spans.map(({ title }) => title)).toEqual(expected)
    }
    for (const { leaseSets } of agents) {
      const revisions = leaseSets.map(({ revision }) => revision)
      expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
    }

    must('unlocking', await after.teacher.ask('restriction:lift', { ...target, orderId: randomUUID(), kinds: ['lock'] }))
    await until('every PC to be free', () => all(after.feed, ({ restrictions }) => restrictions.length === 0), 30_000)
    await until('the screens', areOpen)
  })
})
