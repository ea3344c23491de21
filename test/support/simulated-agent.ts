import 'reflect-metadata'
import { randomUUID, webcrypto } from 'node:crypto'
import { request } from 'node:https'
import { Pkcs10CertificateRequestGenerator, PemConverter } from '@peculiar/x509'
import { io, type Socket } from 'socket.io-client'
import msgpackParser from 'socket.io-msgpack-parser'
import { z } from 'zod'
import type { BuildWord } from '#shared/model/agent-build'
import type { AgreementPupil, AgreementSet } from '#shared/model/agreement'
import type { LeaseReport, LeaseSet } from '#shared/model/lease'
import type { PolicyOrder } from '#shared/model/policy-set'
import type { ProgramFolders } from '#shared/model/application'
import type { PrivacyList } from '#shared/model/privacy-list'
import type { PowerOrder, PowerState } from '#shared/model/power'
import type { SelfTestAnswer, SelfTestOrder } from '#shared/model/self-test'
import type { Network, WakeOrder } from '#shared/model/wake'
import type { StaffGateOrder } from '#shared/model/staff-gate'
import type { PolicyPupil } from '#shared/model/pupil-record'
import type { ToldReports } from '#shared/model/pupil-report'
import type { KeptFor } from '#shared/model/school-settings'
import type { Pace } from '#shared/model/screen'
import type { TimeoutPolicy } from '#shared/model/timeout'
import type { TabClose, TabWord } from '#shared/model/tab-order'
import type { Outcome } from '#shared/outcome'
import { agentFacts, type AgentFacts, agentOrders } from '#shared/protocol/agent-hub'
import { bind } from '#shared/protocol/bind'
import { call, type CallFailure } from '#shared/protocol/call'
import { type EnrolmentAnswer, enrolmentAnswerSchema, type EnrolmentBundle } from '#shared/protocol/enrolment'
import { limits } from '#shared/protocol/limits'
import { refusalSchema } from '#shared/protocol/refusal'
import type { EventOf, PayloadIn, Reply } from '#shared/protocol/table'
import { capabilities, type ProtocolVersion, protocolVersion } from '#shared/protocol/version'
import { appliedReport, begun, type BuildOrder, buildOrdersAnswered, obeyed, tabsDone, warned } from './agent-answers'
import { until } from './until'

/** What a PC keeps after enrolment. */
export interface AgentIdentity extends EnrolmentAnswer {
  readonly keyPem: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A PKCS #10 request with a key of its own, as an agent makes it. */
export const makeCertificateRequest = async (
  hostname: string,
): Promise<{ readonly keyPem: string; readonly certificateRequestPem: string }> => {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificateRequest = await Pkcs10CertificateRequestGenerator.create({ name: `CN=${hostname}`, keys, signingAlgorithm: algorithm })
  return {
    keyPem: PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
    certificateRequestPem: certificateRequest.toString('pem'),
  }
}

/** Sends any body to POST /enrol and answers the status with the parsed JSON. */
export const postEnrol = (
  address: string,
  authorityPem: string,
  body: string,
  localAddress?: string,
): Promise<{ readonly status: number; readonly answer: unknown }> =>
  new Promise((resolve, reject) => {
    const asked = request(
      `https://${address}/enrol`,
      { method: 'POST', ca: authorityPem, agent: false, localAddress, headers: { 'Content-Type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, answer: JSON.parse(Buffer.concat(chunks).toString('utf8')) })
        })
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })

/** Enrols the real way; throws the refusal's code. `authorityPem` is the hub's, fetched before by who pins its fingerprint. */
export const enrolAgent = async (
  bundle: EnrolmentBundle,
  authorityPem: string,
  hostname: string,
  localAddress?: string,
): Promise<AgentIdentity> => {
  const { keyPem, certificateRequestPem } = await makeCertificateRequest(hostname)
  const body = JSON.stringify({ token: bundle.token, hostname, certificateRequestPem })
  const { answer } = await postEnrol(bundle.hubAddresses[0] ?? '', authorityPem, body, localAddress)
  const refusal = refusalSchema.safeParse(answer)
  if (refusal.success) throw new Error(refusal.data.code)
  return { ...z.object({ ok: z.literal(true), value: enrolmentAnswerSchema }).parse(answer).value, keyPem }
}

export interface SimulatedAgentOptions {
  /** What it answers to a lease set; everything is applied when left out. */
  readonly applyLeases?: (set: LeaseSet) => LeaseReport | Promise<LeaseReport>
  /** What it answers to an order about power; it warns when left out. */
  readonly actPower?: (order: PowerOrder) => PowerState
  /** What it answers to an order about tabs: an address to open, or which to close. All is done when left out. */
  readonly actTabs?: (order: { readonly url: string } | TabClose) => TabWord | Promise<TabWord>
  /** How many packets it says it sent of an order to wake PCs; all when left out. */
  readonly sendWake?: (order: WakeOrder) => number
  /** What it answers to a self-test; it begins when left out, and reports nothing by itself. */
  readonly beginSelfTest?: (order: SelfTestOrder) => SelfTestAnswer
  /** What it answers to an order about a build; nothing of it fails when left out. */
  readonly answerBuild?: (order: BuildOrder) => BuildWord
  readonly protocol?: ProtocolVersion
  readonly capabilities?: readonly string[]
  readonly hostname?: string
  /** Not told when left out, as by agents of old. */
  readonly platform?: string
  /** The networks it says it is on; none when left out. */
  readonly networks?: readonly Network[]
  /** The school's policies it says it holds. */
  readonly policyId?: string
  /** Connects again by itself after a lost link, as real agents do. */
  readonly reconnection?: boolean
  /** Address it connects from, where many PCs shall not look like one. */
  readonly localAddress?: string
  /** Says hello when connected, and at every reconnection; true when left out. */
  readonly hello?: boolean
}

/** A PC without a screen that speaks the real protocol over real TLS. */
export interface SimulatedAgent {
  readonly deviceId: string
  readonly socket: Socket
  /** Sends a fact with the next sequence number. */
  say<E extends EventOf<AgentFacts>>(event: E, body: PayloadIn<AgentFacts, E>['body']): Promise<Outcome<Reply<AgentFacts, E>, CallFailure>>
  /** Sends anything at all; answers the raw acknowledgement, or null when none came. */
  sayRaw(event: string, ...args: unknown[]): Promise<unknown>
  readonly leaseSets: readonly LeaseSet[]
  readonly powerOrders: readonly PowerOrder[]
  /** Ids it was told to stop, and why. */
  readonly powerCancels: readonly { readonly powerId: string; readonly why: string }[]
  readonly paces: readonly Pace[]
  readonly policies: readonly TimeoutPolicy[]
  /** What `school:kept-for` named. */
  readonly retentions: readonly KeptFor[]
  /** What `school:program-folders` named. */
  readonly programFolders: readonly ProgramFolders[]
  /** What `lesson:ends` named. */
  readonly lessonEnds: readonly (number | null)[]
  /** What `timeout:renew` named. */
  readonly renewals: readonly (string | null)[]
  /** The school's policies as ordered, without those in the answer to a hello. */
  readonly schoolPolicies: readonly PolicyOrder[]
  readonly pupilsTold: readonly PolicyPupil[]
  readonly agreementSets: readonly AgreementSet[]
  readonly agreementsTold: readonly AgreementPupil[]
  readonly reportsTold: readonly ToldReports[]
  readonly farewells: readonly string[]
  readonly privacyLists: readonly PrivacyList[]
  readonly staffGates: readonly StaffGateOrder[]
  readonly wakeOrders: readonly WakeOrder[]
  readonly selfTestOrders: readonly SelfTestOrder[]
  /** Times `screen:keyframe` was ordered. */
  readonly keyframesAsked: number
  /** Times `inventory:read` was ordered. */
  readonly inventoriesAsked: number
  /** The newest answer to a hello. */
  readonly greeting: Outcome<Reply<AgentFacts, 'agent:hello'>, CallFailure> | null
  until(test: () => boolean, what?: string): Promise<void>
  close(): void
}

/** Connects; throws the refusal's code, or the TLS error, when the hub does not take the connection. */
export const simulateAgent = async (identity: AgentIdentity, options: SimulatedAgentOptions = {}): Promise<SimulatedAgent> => {
  const { actPower = warned, actTabs = tabsDone, beginSelfTest = begun, answerBuild = obeyed } = options
  const { applyLeases = appliedReport, protocol = protocolVersion, hostname = 'pc', reconnection = false, hello = true } = options
  const socket = io(`https://${identity.agentAddresses[0] ?? ''}`, {
    transports: ['websocket'],
    parser: msgpackParser,
    ca: identity.authorityPem,
    cert: identity.certificatePem,
    key: identity.keyPem,
    reconnection,
    ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    forceNew: true,
    autoConnect: false,
  })
  const leaseSets: LeaseSet[] = []
  const powerOrders: PowerOrder[] = []
  const powerCancels: { powerId: string; why: string }[] = []
  const paces: Pace[] = []
  const policies: TimeoutPolicy[] = []
  const retentions: KeptFor[] = []
  const programFolders: ProgramFolders[] = []
  const lessonEnds: (number | null)[] = []
  const renewals: (string | null)[] = []
  const schoolPolicies: PolicyOrder[] = []
  const [pupilsTold, agreementSets]: [PolicyPupil[], AgreementSet[]] = [[], []]
  const agreementsTold: AgreementPupil[] = []
  const reportsTold: ToldReports[] = []
  const farewells: string[] = []
  const privacyLists: PrivacyList[] = []
  const staffGates: StaffGateOrder[] = []
  const [wakeOrders, selfTestOrders]: [WakeOrder[], SelfTestOrder[]] = [[], []]
  const bootId = randomUUID()
  let sequence = 0
  let keyframesAsked = 0
  let inventoriesAsked = 0
  let greeting: SimulatedAgent['greeting'] = null

  bind(
    socket,
    agentOrders,
    {
      'lease:set': async (set) => {
        leaseSets.push(set)
        return { ok: true, value: await applyLeases(set) }
      },
      'screen:pace': (pace) => {
        paces.push(pace)
        return { ok: true, value: null }
      },
      'screen:keyframe': () => {
        keyframesAsked += 1
        return { ok: true, value: null }
      },
      'timeout:policy': (policy) => {
        policies.push(policy)
        return { ok: true, value: null }
      },
      'school:kept-for': (keptFor) => {
        retentions.push(keptFor)
        return { ok: true, value: null }
      },
      'school:program-folders': (folders) => {
        programFolders.push(folders)
        return { ok: true, value: null }
      },
      'lesson:ends': ({ at }) => {
        lessonEnds.push(at)
        return { ok: true, value: null }
      },
      'timeout:renew': ({ leaseId }) => {
        renewals.push(leaseId)
        return { ok: true, value: null }
      },
      'policy:set': (order) => {
        schoolPolicies.push(order)
        return { ok: true, value: null }
      },
      'policy:pupil': (pupil) => {
        pupilsTold.push(pupil)
        return { ok: true, value: null }
      },
      'agreement:set': (set) => {
        agreementSets.push(set)
        return { ok: true, value: null }
      },
      'agreement:pupil': (pupil) => {
        agreementsTold.push(pupil)
        return { ok: true, value: null }
      },
      'pupil-report:told': (told) => {
        reportsTold.push(told)
        return { ok: true, value: null }
      },
      'power:act': (order) => {
        powerOrders.push(order)
        return { ok: true, value: actPower(order) }
      },
      'power:cancel': ({ powerId, why }) => {
        powerCancels.push({ powerId, why })
        const order = powerOrders.find((one) => one.powerId === powerId)
        const state = why === 'lesson' ? ('spared' as const) : ('cancelled' as const)
        return { ok: true, value: order === undefined ? null : { ...actPower(order), state, why } }
      },
      'power:wake': (order) => {
        wakeOrders.push(order)
        return { ok: true, value: { sent: options.sendWake?.(order) ?? order.cards.length } }
      },
      'self-test:run': (order) => {
        selfTestOrders.push(order)
        return { ok: true, value: beginSelfTest(order) }
      },
      'privacy:list': (list) => {
        privacyLists.push(list)
        return { ok: true, value: null }
      },
      'gate:set': (order) => {
        staffGates.push(order)
        return { ok: true, value: null }
      },
      'tab:open': async (order) => ({ ok: true, value: await actTabs(order) }),
      'tab:close': async (order) => ({ ok: true, value: await actTabs(order) }),
      'inventory:read': () => {
        inventoriesAsked += 1
        return { ok: true, value: null }
      },
      ...buildOrdersAnswered(answerBuild),
      'hub:farewell': ({ code }) => {
        farewells.push(code)
        return { ok: true, value: null }
      },
    },
    {
      otherDirection: agentFacts,
      onRefused: (event, refusal) => {
        throw new Error(`The hub sent ${event} outside the protocol: ${refusal.detail}`)
      },
      onFault: (_event, error) => {
        throw error
      },
    },
  )

  const say: SimulatedAgent['say'] = async (event, body) => {
    sequence += 1
    // Each event's body is typed by the caller; joining it with its envelope loses that tie.
    const payload = { sequence, takenAt: Date.now(), body } as PayloadIn<AgentFacts, typeof event>
    return call(socket, agentFacts, event, payload, limits.ackTimeoutMs)
  }

  const greet = async (): Promise<void> => {
    greeting = await say('agent:hello', {
      protocol,
      capabilities: [...(options.capabilities ?? capabilities)],
      device: {
        hostname,
        ...{ operatingSystem: 'Simulated', model: 'none', processor: 'none', memoryMb: 4_096 },
        agentVersion: 'simulated',
        ...(options.platform === undefined ? {} : { platform: options.platform }),
        bootId,
        networks: [...(options.networks ?? [])],
      },
      leaseRevision: leaseSets.at(-1)?.revision ?? 0,
      policyId: options.policyId ?? null,
    })
    if (!greeting.ok) return
    const { leases, pace } = greeting.value
    leaseSets.push(leases)
    paces.push(pace)
    if (leases.leases.length > 0) await say('lease:report', await applyLeases(leases))
  }

  await new Promise<void>((resolve, reject) => {
    let first = true
    socket.on('connect', () => {
      sequence = 0
      const greeted = hello ? greet() : Promise.resolve()
      greeted.then(resolve, reject)
      first = false
    })
    socket.on('connect_error', (error) => {
      if (!first) return
      if (!reconnection) socket.close()
      const refusal = 'data' in error ? refusalSchema.safeParse(error.data) : null
      reject(refusal?.success === true ? new Error(refusal.data.code) : error)
    })
    socket.connect()
  })

  return {
    deviceId: identity.deviceId,
    socket,
    say,
    sayRaw: async (event, ...args) => {
      try {
        const answer: unknown = await socket.timeout(2_000).emitWithAck(event, ...args)
        return answer
      } catch {
        return null
      }
    },
    leaseSets,
    powerOrders,
    powerCancels,
    paces,
    policies,
    retentions,
    lessonEnds,
    renewals,
    schoolPolicies,
    pupilsTold,
    agreementSets,
    agreementsTold,
    reportsTold,
    farewells,
    privacyLists,
    wakeOrders,
    selfTestOrders,
    programFolders,
    staffGates,
    get inventoriesAsked() {
      return inventoriesAsked
    },
    get keyframesAsked() {
      return keyframesAsked
    },
    get greeting() {
      return greeting
    },
    until,
    close: () => void socket.close(),
  }
}
