import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { createServer, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadIdentity } from '../../agent/identity/identity'
import { launchAgent, startAgent, type TestAgent } from '../support/agent'
import { until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { layCable, leadFile, type Places } from '../support/places'

const ports = { console: 7443, agent: 7444, impostor: 7445 } as const

/** A real hub at another address than its PCs know, between liars, and real agents on the network where it announces itself. */
describe('a hub whose address changed', () => {
  let hub: TestHub
  let places: Places
  let agent: TestAgent
  let folder: string
  const heardByImpostor: Buffer[] = []
  const ending: (() => unknown)[] = []

  /** A command of the agent where the network is the PC's. */
  const run = async (args: readonly string[], input = ''): Promise<{ readonly code: number | null; readonly out: string }> => {
    const child = launchAgent(args, { stdin: 'pipe', within: (command) => places.near.within(command) })
    child.stdin?.end(input)
    const said = [child.stdout, child.stderr].map((stream) => (stream === null ? Promise.resolve('') : text(stream)))
    const [out] = await Promise.all([Promise.all(said), once(child, 'close')])
    return { code: child.exitCode, out: out.join('') }
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-announced-'))
    hub = await startTestHub()
    places = await layCable()
    // Another PC of the school, with a certificate of the same authority.
    const { keyPem, certificatePem, authorityPem } = await hub.enrol('impostor')
    const impostor = createServer({ key: keyPem, cert: `${certificatePem}\n${authorityPem}` }, (socket: TLSSocket) => {
      socket.on('data', (chunk: Buffer) => heardByImpostor.push(chunk))
      socket.on('error', () => socket.destroy())
    })
    impostor.on('tlsClientError', () => undefined)
    const files = { console: path.join(folder, 'console'), agent: path.join(folder, 'agent'), impostor: path.join(folder, 'impostor') }
    impostor.listen(files.impostor)
    ending.push(() => impostor.close())
    ending.push(await leadFile(files.console, hub.hub.consolePort), await leadFile(files.agent, hub.hub.agentPort))
    const own = { authorityFingerprint: hub.hub.authorityFingerprint, site: 'Hill School' }
    const announcements = [
      { ...own, consolePort: ports.impostor, agentPort: ports.impostor },
      { consolePort: ports.console, agentPort: ports.agent, authorityFingerprint: '0'.repeat(64), site: 'Hill School' },
      { ...own, consolePort: ports.console, agentPort: ports.agent },
    ]
    const ways = { [ports.console]: files.console, [ports.agent]: files.agent, [ports.impostor]: files.impostor }
    const order = JSON.stringify({ announcements, ways, bindAddress: places.far.address })
    const script = path.resolve(import.meta.dirname, '../support/moved-hub.ts')
    await places.far.start([process.execPath, '--import', 'tsx', script, order])
    agent = await startAgent({
      hub,
      desktop: null,
      network: (command) => places.near.within(command),
      // A PC that has not found it yet.
      prepare: (dataFolder) => cp(dataFolder, path.join(folder, 'lost'), { recursive: true }),
    })
  })
  afterAll(async () => {
    await agent.stop()
    await places.stop()
    for (const end of ending) await end()
    await hub.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const newAddress = (): string => `${places.far.address}:${ports.agent}`

  it('[AN4] is found again by the fingerprint its PCs have pinned; who only claims to be it is sent nothing', async () => {
    // It searches some seconds after it was lost, and listens for some: more than other waits are given on a slow machine.
    await until('the agent to be linked again', () => agent.logLines.some((line) => line.startsWith('Linked to the hub')), 50_000)
    expect((await agent.status()).link).toMatchObject({ state: 'live', address: newAddress() })
    const kept = async (): Promise<readonly string[]> => {
      const identity = await loadIdentity(agent.dataFolder)
      return identity.ok ? identity.value.agentAddresses : []
    }
    await until('the address is kept', async () => (await kept())[0] === newAddress())
    expect(await kept()).toHaveLength(2)
    const line = agent.logLines.find((one) => one.includes('heard on the network')) ?? ''
    expect(line).toContain('1 of another school, left alone; 1 that claimed to be ours and did not prove it, left alone')
    expect(heardByImpostor).toEqual([])
  })

  it('[AN5] is shown to a person with its fingerprint, named by the doctor of a PC that does not reach it, and takes a PC that has a bundle', async () => {
    const bundle = { ...(await hub.issueBundle()), hubAddresses: ['127.0.0.1:1'] }
    const [shown, examined, enrolled, bare] = await Promise.all([
      run(['enrol', '--find', '--data', folder]),
      run(['doctor', '--data', path.join(folder, 'lost'), '--display', ':9999']),
      run(['enrol', '-', '--data', path.join(folder, 'another')], JSON.stringify(bundle)),
      run(['enrol', '--data', folder]),
    ])
    expect(shown.out).toContain(`${places.far.address}:${ports.console}  ${hub.hub.authorityFingerprint}  Hill School\n`)
    expect(examined.out).toContain(`ok   hub on this network: it announces itself at ${newAddress()}`)
    expect(enrolled.out).toContain('Enrolled in Lab 1')
    expect(bare.code).toBe(2)
  })
})
