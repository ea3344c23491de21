import type { Socket } from 'socket.io'
import { z } from 'zod'
import type { Clock } from '#shared/clock'
import { ok } from '#shared/outcome'
import { agentFacts, type AgentFacts, agentOrders } from '#shared/protocol/agent-hub'
import { bind, type Handlers } from '#shared/protocol/bind'
import { call, push } from '#shared/protocol/call'
import { limits } from '#shared/protocol/limits'
import { type Refusal, type RefusalCode, refuse } from '#shared/protocol/refusal'
import type { Presence } from '#shared/model/device'
import type { HubBounds } from '../bounds'
import type { AgreementDesk } from '../agreements/agreement-desk'
import type { BreachDesk } from '../breaches/breach-desk'
import type { CoverageDesk } from '../coverage/coverage-desk'
import { driftOf, watchRoundTrip } from '../coverage/round-trip'
import type { RollOutDesk } from '../builds/roll-out-desk'
import type { FactDesk } from '../facts/fact-desk'
import type { SchoolNotice } from '../facts/school-notice'
import { type SilenceWatch, suddenEnd } from '../facts/silence-watch'
import type { PictureDesk } from '../feeds/picture-desk'
import type { InventoryDesk } from '../inventory/inventory-desk'
import type { LeaseBook } from '../leases/lease-book'
import type { LessonNotice } from '../lessons/lesson-notice'
import type { Log } from '../log'
import type { PolicyBook } from '../policies/policy-book'
import type { PowerDesk } from '../power/power-desk'
import type { AgentLink, AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'
import type { SeenKeeper } from '../presence/seen-keeper'
import type { SelfTestDesk } from '../self-tests/self-test-desk'
import type { ListTexts } from '../scenes/list-texts'
import type { PrivacyDesk } from '../privacy/privacy-desk'
import type { StaffGate } from '../staff-gate/staff-gate'
import type { TimeoutBook } from '../timeouts/timeout-book'
import { admitFact, type AgentAdmission, awaitingHello, greet } from './agent-admission'
import { dropReason } from './drop-reason'
import { createMessageRate } from './message-rate'
import { createRefusalTally } from './refusal-tally'

export interface AgentSessionParts {
  readonly roster: Roster
  readonly links: AgentLinks
  readonly leases: LeaseBook
  readonly timeouts: TimeoutBook
  readonly privacy: PrivacyDesk
  readonly policies: PolicyBook
  readonly agreements: AgreementDesk
  readonly schoolNotice: SchoolNotice
  readonly lessons: LessonNotice
  readonly power: PowerDesk
  readonly gate: StaffGate
  readonly listTexts: ListTexts
  readonly pictures: PictureDesk
  readonly facts: FactDesk
  readonly selfTests: SelfTestDesk
  readonly breaches: BreachDesk
  readonly inventories: InventoryDesk
  readonly rollOuts: RollOutDesk
  readonly silence: SilenceWatch
  readonly coverage: CoverageDesk
  readonly bounds: HubBounds
  readonly clock: Clock
  readonly log: Log
  readonly seen: SeenKeeper
}

export interface AgentPeer {
  readonly deviceId: string
  readonly address: string
  /** Lifts the deadline of connections that say no hello. */
  admitted(): void
}

const numbered = z.object({ sequence: z.number() })

type Why = (Presence & { state: 'silent' })['why']

/** Why a device is silent after the hub cut it with this code. */
const silenceAfter = (cutBy: RefusalCode | null, stopping: boolean): Why => {
  if (cutBy === 'certificate-revoked') return 'revoked'
  if (cutBy !== null && cutBy !== 'superseded') return 'refused'
  return stopping ? 'agent-stopped' : 'link-lost'
}

/** Serves one agent connection until its end: hello first, facts to the roster, pictures to the consoles. */
export const serveAgent = (socket: Socket, peer: AgentPeer, parts: AgentSessionParts): void => {
  const { roster, links, leases, timeouts, schoolNotice, lessons, privacy, policies, power, gate, listTexts, pictures, facts } = parts
  const { silence, coverage, bounds, clock, log } = parts
  const { deviceId } = peer
  const rate = createMessageRate(bounds.agentMessagesPerSecond, bounds.messageBurst)
  const tally = createRefusalTally()
  let admission: AgentAdmission = awaitingHello
  let link: AgentLink | null = null
  let stopping = false
  let heardAt = clock.now()
  let cutBy: RefusalCode | null = null
  const roundTripMs = watchRoundTrip(socket.conn, () => performance.now())
  const driftNow = (takenAt: number): number => driftOf(takenAt, clock.now(), roundTripMs())

  const cut = (code: RefusalCode, detail: string): void => {
    if (cutBy !== null) return
    cutBy = code
    admission = { state: 'closed' }
    unbind()
    push(socket, agentOrders, 'hub:farewell', { code, detail })
    socket.disconnect(true)
  }

  const noteRefusal = (event: string, code: RefusalCode): void => {
    roster.apply(deviceId, { type: 'refused' })
    log.warn('agent-refused', { deviceId, event: event.slice(0, 60), code })
    if (tally.note(code) === 'drop') cut('too-many-refusals', 'Too many messages of this connection were refused.')
  }

  const admit = (event: string, payload: unknown): Refusal | null => {
    if (!rate(performance.now())) return refuse('too-fast', 'More messages than this hub takes from one PC.')
    const parsed = numbered.safeParse(payload)
    if (!parsed.success) return refuse('malformed', 'sequence: missing')
    const step = admitFact(admission, event, parsed.data.sequence)
    if (!step.ok) return step.refusal
    admission = step.next
    return null
  }

  const isOfStaff = (): boolean => roster.get(deviceId)?.staff === true
  /** [SG3] Who sits there decides what may be known from now on; pictures of whoever was there before are let go. */
  const noteStaff = (user: string | null): void => {
    const staff = gate.isStaff(deviceId, user)
    roster.apply(deviceId, { type: 'staff', staff })
    if (staff) pictures.keepMonitors(deviceId, [])
  }

  const handlers: Handlers<AgentFacts> = {
    'agent:hello': ({ sequence, takenAt, body }) => {
      const greeted = greet(sequence, body.protocol)
      if (!greeted.ok) {
        const { code, detail } = greeted.refusal
        // After the answer to the hello, which names the same code, has left.
        setImmediate(() => {
          cut(code, detail)
        })
        if (links.get(deviceId) === null) roster.apply(deviceId, { type: 'silent', at: clock.now(), why: 'refused' })
        coverage.refused(deviceId, code, body.protocol)
        return greeted.refusal
      }
      admission = greeted.next
      peer.admitted()
      const at = clock.now()
      link = {
        deviceId,
        capabilities: body.capabilities,
        heardAt: () => heardAt,
        order: (event, payload) => call(socket, agentOrders, event, payload, limits.ackTimeoutMs),
        cut,
      }
      links.take(link)
      silence.back(deviceId)
      void facts.heard(deviceId)
      roster.apply(deviceId, { type: 'connected', at, facts: body.device, capabilities: body.capabilities, address: peer.address })
      coverage.greeted(deviceId, body.protocol, driftNow(takenAt))
      noteStaff(roster.get(deviceId)?.user?.name ?? null)
      parts.seen.keep(deviceId, body.device, at)
      power.heard(deviceId)
      log.info('agent-live', { deviceId, address: peer.address, agentVersion: body.device.agentVersion })
      return ok({
        protocol: greeted.next.protocol,
        hubNow: at,
        leases: leases.setFor(deviceId),
        factsHeld: facts.factsHeld(deviceId),
        pace: pictures.startPace(deviceId),
        policy: policies.welcome(deviceId, body.policyId),
        privacy: privacy.list(),
        timeouts: timeouts.welcome(deviceId),
        keptFor: schoolNotice.keptFor(),
        programFolders: schoolNotice.programFolders(),
        staffGate: gate.orderFor(deviceId),
        icons: true,
        health: true,
        inventory: true,
        builds: true,
        lessonEndsAt: lessons.endsAt(deviceId),
        agreements: parts.agreements.welcome(deviceId, body.agreementRevision),
      })
    },
    'display:state': ({ body }) => {
      roster.apply(deviceId, { type: 'display', display: body })
      return ok(null)
    },
    'window:foreground': ({ body }) => {
      if (isOfStaff() && body !== null) facts.dropped(deviceId, 1)
      roster.apply(deviceId, { type: 'foreground', at: clock.now(), foreground: body })
      return ok(null)
    },
    'tab:list': ({ body }) => {
      if (isOfStaff() && body.length > 0) facts.dropped(deviceId, 1)
      roster.apply(deviceId, { type: 'tabs', tabs: body })
      return ok(null)
    },
    'session:user': ({ body }) => {
      noteStaff(body?.name ?? null)
      roster.apply(deviceId, { type: 'user', user: body })
      return ok(null)
    },
    'session:idle': ({ body }) => {
      roster.apply(deviceId, { type: 'idle', idle: body })
      return ok(null)
    },
    'screen:monitors': ({ body }) => {
      roster.apply(deviceId, { type: 'monitors', monitors: body })
      pictures.keepMonitors(
        deviceId,
        body.map(({ index }) => index),
      )
      return ok(null)
    },
    // The PC hides it; of one that does not, it goes nowhere.
    'screen:thumbnail': ({ takenAt, body }) => ok(isOfStaff() ? { wantKeyframe: false } : pictures.put(deviceId, body, takenAt)),
    'lease:report': ({ body }) => {
      leases.report(deviceId, body.states)
      return ok(null)
    },
    'timeout:state': ({ body }) => {
      timeouts.report(deviceId, body)
      return ok(null)
    },
    'power:state': ({ body }) => {
      power.report(deviceId, body)
      return ok(null)
    },
    'outbox:deliver': ({ body }) => facts.take(deviceId, body.facts),
    'sites:fetch': ({ body }) => listTexts.part(body.hash, body.part),
    'site:icon': ({ body }) => (pictures.icons.put(body.hash, body.png) ? ok(null) : refuse('malformed', 'hash: another icon')),
    'snapshot:deliver': ({ body }) => parts.breaches.takeSnapshot(deviceId, body),
    'agent:health': ({ takenAt, body }) => {
      coverage.told(deviceId, body, driftNow(takenAt))
      return ok(null)
    },
    'self-test:report': ({ body }) => {
      parts.selfTests.report(deviceId, body)
      return ok(null)
    },
    'inventory:offer': ({ body }) => parts.inventories.offer(deviceId, body),
    'inventory:hardware': ({ body }) => parts.inventories.hardware(deviceId, body.digest, body.hardware),
    'inventory:system': ({ body }) => parts.inventories.system(deviceId, body.digest, body.system),
    'inventory:software': ({ body }) => parts.inventories.software(deviceId, body),
    'build:state': ({ body }) => parts.rollOuts.report(deviceId, body),
    'build:fetch': ({ body }) => parts.rollOuts.part(deviceId, body),
    'agent:stopping': () => {
      stopping = true
      return ok(null)
    },
  }

  const unbind = bind(socket, agentFacts, handlers, {
    otherDirection: agentOrders,
    admit,
    onRefused: (event, { code }) => {
      noteRefusal(event, code)
    },
    onFault: (event, error) => {
      log.error('agent-handler-failed', error, { deviceId, event })
    },
  })

  // An answer to a ping counts too: it shows that the PC can be reached.
  socket.conn.on('packet', () => {
    heardAt = clock.now()
  })

  socket.on('disconnect', (reason, description) => {
    const wrong = dropReason(reason, description)
    if (wrong !== null) noteRefusal(reason, wrong)
    unbind()
    admission = { state: 'closed' }
    if (link === null || !links.release(link)) return
    const at = clock.now()
    const why = silenceAfter(cutBy, stopping)
    pictures.silent(deviceId)
    parts.inventories.leave(deviceId)
    roster.apply(deviceId, { type: 'silent', at, why })
    parts.seen.keep(deviceId, null, at)
    const sudden = why === 'link-lost' ? suddenEnd(reason) : null
    if (sudden !== null) silence.fell(deviceId, sudden)
    log.info('agent-silent', { deviceId, why, reason })
  })
}
