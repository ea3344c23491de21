import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { protocolVersion } from '#shared/protocol/version'
import { agentClock } from '../../agent/clock'
import { loadIdentity } from '../../agent/identity/identity'
import { HubAddresses } from '../../agent/link/hub-addresses'
import { HubLink, type HubLinkParts } from '../../agent/link/hub-link'
import { leadTo, runAgentCommand, type TestAgent, untilLogged } from '../support/agent'
import { until } from '../support/desktop'
import { startTestHub } from '../support/hub'
import { oldLock, startOldHub } from '../support/old-hub'
import { magentaPixels, openMagentaWindow, type Pupil, startPupil } from '../support/pupil'

const closing: (() => unknown)[] = []
let pupil: Pupil

const start = async (withDesktop = false): Promise<Pupil> => {
  pupil = await startPupil({}, withDesktop)
  return pupil
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await pupil.stop()
})

const troubleOf = async (agent: TestAgent): Promise<string> => {
  const { link } = await agent.status()
  return link.state === 'waiting' ? link.trouble.code : link.state
}

test('a restarted hub has its PC back, with its state', async () => {
  const { hub, agent } = await start(true)
  await hub.restart()
  await until('a new link', () => agent.logLines.filter((line) => line.startsWith('Linked')).length === 2)
  const teacher = await hub.signIn('teacher')
  const room = await teacher.watch(hub.room.roomId)
  await until('the PC', () => room.devices.get(agent.deviceId)?.display.state === 'ready')
})

test('an agent told to stop while the hub has yet to answer its hello leaves', async () => {
  const { agent } = await start()
  await agent.end()
  const identity = await loadIdentity(agent.dataFolder)
  if (!identity.ok) throw new Error(identity.detail)
  const stop = new AbortController()
  const device = { hostname: 'pc', operatingSystem: '', model: '', processor: '', memoryMb: 1, agentVersion: '', bootId: randomUUID() }
  const own = { identity: identity.value, clock: agentClock, log: () => undefined, random: Math.random }
  const link = new HubLink({
    ...own,
    addresses: new HubAddresses({ ...own, dataFolder: agent.dataFolder, findHub: ['false'] }),
    hello: () => {
      stop.abort()
      return { protocol: protocolVersion, capabilities: [], device, leaseRevision: 0 }
    },
    // None is carried out by an agent that leaves.
    orders: z.custom<HubLinkParts['orders']>().parse({}),
    goodbye: () => 'stopped',
  })
  await link.run(async (session) => {
    await once(session.ended, 'abort')
  }, stop.signal)
  expect(link.state.value.state).toBe('live')
})

test('[LK4] a hub of another authority is refused, and the agent says so', async () => {
  const { agent } = await start()
  const stranger = await startTestHub()
  closing.push(() => stranger.stop())
  await leadTo(agent, stranger.hub.agentPort)
  await untilLogged(agent, 'hub-untrusted')
  expect(await troubleOf(agent)).toBe('hub-untrusted')
})

test('[LK4] another PC of the same school cannot pose as the hub', async () => {
  const { agent, hub } = await start()
  const { keyPem, certificatePem, authorityPem } = await hub.enrol('impostor')
  const heard: Buffer[] = []
  const server = createServer({ key: keyPem, cert: `${certificatePem}\n${authorityPem}` }, (socket: TLSSocket) => {
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.on('error', () => socket.destroy())
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port.')
  await leadTo(agent, bound.port)
  await untilLogged(agent, 'hub-untrusted')
  expect(heard).toEqual([])
})

test('[A6] a hub of protocol 1.0 is told nothing it does not know, and its orders are carried out', async () => {
  const { agent, hub, desktop } = await start(true)
  const old = await startOldHub(hub)
  closing.push(() => old.stop())
  await leadTo(agent, old.port)
  await until('the screen', () => old.told.includes('screen:thumbnail'))
  await openMagentaWindow(desktop)
  await until('the window', () => JSON.stringify(old.newest('window:foreground') ?? null).includes('xterm'))
  const answer = await old.order('lease:set', oldLock(1))
  expect(answer).toMatchObject({ ok: true, value: { revision: 1, states: [{ state: 'applied', failure: null }] } })
  expect(await magentaPixels(desktop)).toBe(0)
  expect(await old.order('lease:set', { ...oldLock(2), leases: [] })).toMatchObject({ ok: true, value: { revision: 2 } })
  await until('the desktop', async () => (await magentaPixels(desktop)) > 0)
  expect(await agent.end()).toBe(0)
  expect(old.newest('agent:stopping')).toEqual({ why: 'stopped' })
  expect(old.unknown).toEqual([])
})

test('[LK5] a revoked PC is cut off at once, and says why', async () => {
  const { agent, hub } = await start()
  const technician = await hub.signIn('technician')
  await technician.must('device:revoke', { deviceId: agent.deviceId })
  await untilLogged(agent, 'certificate-revoked')
  expect(await troubleOf(agent)).toBe('certificate-revoked')
})

test('without an X server the agent stays up and says what it waits for', async () => {
  const { agent } = await start()
  const waiting = { state: 'waiting', why: 'no-server' }
  await until('the reason', () => JSON.stringify(pupil.view().display) === JSON.stringify(waiting))
  expect(await agent.status()).toMatchObject({ display: waiting, link: { state: 'live' } })
})

test('an orderly stop is told to the hub, a crash is not', async () => {
  const { agent } = await start()
  expect(await agent.end()).toBe(0)
  await until('the stop', () => pupil.view().presence.state === 'silent')
  expect(pupil.view().presence).toMatchObject({ state: 'silent', why: 'agent-stopped' })
  agent.start()
  await until('the PC to be live', () => pupil.view().presence.state === 'live')
  await agent.kill()
  await until('the crash', () => pupil.view().presence.state === 'silent')
  expect(pupil.view().presence).toMatchObject({ state: 'silent', why: 'link-lost' })
})

test('the doctor finds nothing wrong with a healthy PC, and names what is wrong with a sick one', async () => {
  const { agent, hub, desktop } = await start(true)
  const technician = await hub.signIn('technician')
  // [CO1] The agent has told how it does, and the hub finds as little wrong as the doctor does.
  await vi.waitFor(
    async () => {
      const { rows } = await technician.must('coverage:read', { since: null })
      expect(rows).toMatchObject([{ deviceId: agent.deviceId, reasons: ['browsers-not-set-up'], health: { capture: 'working' } }])
      expect(rows[0]?.health?.policyVersion).not.toBeNull()
    },
    { timeout: 40_000, interval: 250 },
  )
  technician.close()
  const doctor = () => runAgentCommand(['doctor', '--data', agent.dataFolder, '--display', desktop.display])
  const healthy = await doctor()
  expect(healthy.stdout).not.toContain('BAD')
  expect(healthy).toMatchObject({ code: 0, stderr: '' })
  await agent.end()
  await hub.hub.stop()
  const sick = await doctor()
  expect(sick.code).toBe(8)
  const bad = sick.stdout.split('\n').filter((line) => line.startsWith('BAD'))
  expect(bad.map((line) => line.split(':')[0])).toEqual(['BAD  port 127.0.0.1', 'BAD  agent'])
})
