import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Clock, systemClock } from '#shared/clock'
import type { Room } from '#shared/model/device'
import type { RestrictionKind } from '#shared/model/lease'
import type { Role } from '#shared/model/staff'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import type { HubBounds } from '../../main/hub/bounds'
import { type RunningHub, startHub } from '../../main/hub/hub'
import type { SessionLimits } from '../../main/hub/identity/sessions'
import { createLog } from '../../main/hub/log'
import { type ConsoleClient, type ConsoleClientOptions, connectConsole } from './console-client'
import { type AgentIdentity, enrolAgent, type SimulatedAgent, type SimulatedAgentOptions, simulateAgent } from './simulated-agent'

export interface TestHubOptions {
  readonly bounds?: Partial<HubBounds>
  readonly sessionLimits?: SessionLimits
  readonly clock?: Clock
  /** As every new hub: officers and heads see nothing before they have a second factor. Most tests are about something else. */
  readonly secondFactorRequired?: boolean
  /** Built pages to serve. */
  readonly rendererFolder?: string
}

export interface Credentials {
  readonly signInName: string
  readonly password: string
}

/** A real hub in this process on free loopback ports, with an account of each role and a room. */
export interface TestHub {
  readonly hub: RunningHub
  readonly dataFolder: string
  /** Opens its database while the hub is down. */
  readonly key: Uint8Array
  readonly room: Room
  readonly accounts: Readonly<Record<Role, Credentials>>
  /** What the hub logged, one JSON object each. */
  readonly logLines: readonly string[]
  connectConsole(options?: Partial<ConsoleClientOptions>): Promise<ConsoleClient>
  /** A console with the account of that role signed in. */
  signIn(role: Role, options?: Partial<ConsoleClientOptions>): Promise<ConsoleClient>
  /** What a technician hands to a PC of the room. */
  issueBundle(uses?: number): Promise<EnrolmentBundle>
  /** Enrols a PC the real way, by a bundle of its own unless one is given. */
  enrol(hostname?: string, bundle?: EnrolmentBundle): Promise<AgentIdentity>
  /** Enrols and connects a PC. */
  simulateAgent(options?: SimulatedAgentOptions): Promise<SimulatedAgent>
  /** Ends the hub and starts it again on the same folder and ports, with this done in between. */
  restart(whileDown?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

const password = 'a long word for tests 4'

export const startTestHub = async (options: TestHubOptions = {}): Promise<TestHub> => {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'classwarden-hub-'))
  const key = new Uint8Array(randomBytes(32))
  const logLines: string[] = []
  const clock = options.clock ?? systemClock
  const begin = async (consolePort: number, agentPort: number): Promise<RunningHub> => {
    const started = await startHub({
      dataFolder,
      key,
      consolePort,
      agentPort,
      bindAddress: '127.0.0.1',
      hubAddresses: [],
      rendererFolder: options.rendererFolder ?? null,
      policiesFile: path.resolve(import.meta.dirname, '../../out/hub/policies.bin'),
      clock,
      log: createLog((line) => logLines.push(line)),
      ...(options.bounds === undefined ? {} : { bounds: options.bounds }),
      ...(options.sessionLimits === undefined ? {} : { sessionLimits: options.sessionLimits }),
    })
    if (!started.ok) throw new Error(`${started.code}: ${started.detail}`)
    return started.value
  }
  let hub = await begin(0, 0)
  const open: (ConsoleClient | SimulatedAgent)[] = []

  const toConsole = async (more: Partial<ConsoleClientOptions> = {}): Promise<ConsoleClient> => {
    const client = await connectConsole({ port: hub.consolePort, authorityPem: hub.authorityPem, ...more })
    open.push(client)
    return client
  }

  const accounts: Record<Role, Credentials> = {
    technician: { signInName: 'technician', password },
    teacher: { signInName: 'teacher', password },
    officer: { signInName: 'officer', password },
    head: { signInName: 'head', password },
  }
  const technician = await toConsole()
  await technician.must('staff:create-first', { ...accounts.technician, code: hub.firstRunCode ?? '', displayName: 'Test technician' })
  if (options.secondFactorRequired !== true) await technician.must('setting:write', { secondFactorRequired: false })
  const room = await technician.must('room:create', { name: 'Lab 1' })
  for (const role of ['teacher', 'officer', 'head'] as const) {
    await technician.must('staff:create', { ...accounts[role], displayName: `Test ${role}`, role, roomIds: null, expiresAt: null })
  }
  const bundles = await technician.must('enrolment:issue', { roomId: room.roomId, uses: 1_000, expiresAt: Date.now() + 86_400_000 })
  technician.close()

  const signIn = async (role: Role, more: Partial<ConsoleClientOptions> = {}): Promise<ConsoleClient> => {
    const client = await toConsole(more)
    await client.must('staff:sign-in', { ...accounts[role], totpCode: null })
    return client
  }
  const enrol: TestHub['enrol'] = (hostname = 'pc', bundle = bundles.bundle) => enrolAgent(bundle, hub.authorityPem, hostname)

  return {
    get hub() {
      return hub
    },
    dataFolder,
    key,
    room,
    accounts,
    logLines,
    connectConsole: toConsole,
    signIn,
    issueBundle: async (uses = 1) => {
      const client = await signIn('technician')
      const order = { roomId: room.roomId, uses, expiresAt: clock.now() + 3_600_000 }
      const { bundle } = await client.must('enrolment:issue', order)
      client.close()
      return bundle
    },
    enrol,
    simulateAgent: async (more = {}) => {
      const agent = await simulateAgent(await enrol(more.hostname), more)
      open.push(agent)
      return agent
    },
    restart: async (whileDown) => {
      const { consolePort, agentPort } = hub
      await hub.stop()
      await whileDown?.()
      hub = await begin(consolePort, agentPort)
    },
    stop: async () => {
      for (const one of open) one.close()
      await hub.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** The payload of `restriction:order`, as a click makes it. */
export const restrictionOrder = (roomId: string, deviceIds: string[], kind: RestrictionKind) => ({
  roomId,
  deviceIds,
  orderId: randomUUID(),
  kind,
  reason: '',
  text: kind === 'message' ? 'Please listen' : '',
  minutes: 60,
})

/** The payload of `restriction:lift`. */
export const restrictionLift = (roomId: string, deviceIds: string[], kinds: RestrictionKind[] = ['lock', 'blank', 'message']) => ({
  roomId,
  deviceIds,
  orderId: randomUUID(),
  kinds,
})
