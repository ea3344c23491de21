import { z } from 'zod'
import { programFoldersSchema } from '../model/application'
import { agreementPupilSchema, agreementSetSchema } from '../model/agreement'
import { activitySchema, idleSchema, signedInUserSchema } from '../model/activity'
import { snapshotSchema } from '../model/breach'
import { deviceFactsSchema, displayStateSchema } from '../model/device'
import { deviceHealthSchema } from '../model/health'
import { leaseReportSchema, leaseSetSchema } from '../model/lease'
import { mostFactsDelivered, queuedFactSchema } from '../model/outbox'
import { policyOrderSchema } from '../model/policy-set'
import { powerOrderSchema, powerWordSchema } from '../model/power'
import { mostTabs, tabSchema } from '../model/page'
import { privacyListSchema } from '../model/privacy-list'
import { bytesSchema, idSchema, textSchema, timestampSchema } from '../model/scalars'
import { policyPupilSchema } from '../model/pupil-record'
import { toldReportsSchema } from '../model/pupil-report'
import { monitorSchema, paceSchema, thumbnailSchema } from '../model/screen'
import { selfTestAnswerSchema, selfTestOrderSchema, selfTestReportSchema } from '../model/self-test'
import { siteIconSchema } from '../model/site-icon'
import { openedUrlSchema, tabCloseSchema, tabWordSchema } from '../model/tab-order'
import { listHashSchema } from '../model/site-list'
import { keptForSchema } from '../model/school-settings'
import { staffGateOrderSchema } from '../model/staff-gate'
import { timeoutPolicySchema, timeoutStateSchema } from '../model/timeout'
import { wakeAnswerSchema, wakeOrderSchema } from '../model/wake'
import { inventoryFacts } from './inventory-facts'
import { buildFacts, buildOrders } from './build-calls'
import { refusalCodeSchema } from './refusal'
import { doneSchema, fact, message } from './table'
import { capabilitySchema, protocolVersionSchema } from './version'

/** A list in parts, as the hub hands it to agents. */
export const listPartBytes = 256 * 1024
const mostListParts = 200

/** Facts go up: agent to hub. */
export const agentFacts = {
  /** First on every connection; nothing else is heard before it. */
  'agent:hello': fact(
    z.object({
      protocol: protocolVersionSchema,
      capabilities: z.array(capabilitySchema).max(64),
      device: deviceFactsSchema,
      /** The set the agent holds, so that the hub can tell what was missed. */
      leaseRevision: z.number().int().nonnegative(),
      /** The policies the agent goes by; null when the hub never told it any. */
      policyId: idSchema.nullable().default(null),
      /** The agreements the agent asks; 0 when the hub never told it any. */
      agreementRevision: z.number().int().nonnegative().default(0),
    }),
    z.object({
      protocol: protocolVersionSchema,
      hubNow: timestampSchema,
      leases: leaseSetSchema,
      /** Highest number of a durable fact the hub holds of this device; a hub of protocol 1.0 names none and takes none. */
      factsHeld: z.number().int().nonnegative().default(0),
      pace: paceSchema,
      /** The school's policies, when the agent holds others or none; null when it need not learn any. */
      policy: policyOrderSchema.nullable().default(null),
      /** What the school adds to the privacy list; null from a hub that knows of none. */
      privacy: privacyListSchema.nullable().default(null),
      /** When sessions on this PC end, and the newest lock of a session's end that staff lifted; null from a hub that knows of none. */
      timeouts: z.object({ policy: timeoutPolicySchema, lifted: idSchema.nullable() }).nullable().default(null),
      /** Whether the hub takes `site:icon`. */
      icons: z.boolean().default(false),
      /** [RT2] Null from a hub that does not say. */
      keptFor: keptForSchema.nullable().default(null),
      /** [SG2] Who is staff, and what of them is authorised; null from a hub that does not say. */
      staffGate: staffGateOrderSchema.nullable().default(null),
      /** [LS2] When the lesson in the PC's room ends; null while there is none. */
      lessonEndsAt: timestampSchema.nullable().default(null),
      /** [AU2] What pupils are asked to agree to, when the agent holds another revision. */
      agreements: agreementSetSchema.nullable().default(null),
      /** [AP6] Null from a hub that does not say. */
      programFolders: programFoldersSchema.nullable().default(null),
      /** [CO1] Whether the hub takes `agent:health`. */
      health: z.boolean().default(false),
      /** [IV1] Whether the hub takes inventories. */
      inventory: z.boolean().default(false),
      /** [UP1] Whether the hub takes `build:state`. */
      builds: z.boolean().default(false),
    }),
  ),
  'display:state': fact(displayStateSchema, doneSchema),
  'window:foreground': fact(activitySchema.nullable(), doneSchema),
  /** The open tabs of every browser that is linked, since 1.2. */
  'tab:list': fact(z.array(tabSchema).max(mostTabs), doneSchema),
  'session:user': fact(signedInUserSchema.nullable(), doneSchema),
  'session:idle': fact(idleSchema, doneSchema),
  'screen:monitors': fact(z.array(monitorSchema).max(16), doneSchema),
  /** The next one is sent only after this one's reply: the newest wins, and a slow hub never sees a queue of old screens. */
  'screen:thumbnail': fact(thumbnailSchema, z.object({ wantKeyframe: z.boolean() })),
  /** Sent whenever the state of a lease changes without an order: it ended, the pupil closed a message, a grab was lost. */
  'lease:report': fact(leaseReportSchema, doneSchema),
  /** When the session ends, whenever that changes, and the lock of one that ended. */
  'timeout:state': fact(timeoutStateSchema, doneSchema),
  /** How the newest order about power stands, after each hello and whenever that changes; nothing when there was none. */
  'power:state': fact(powerWordSchema, doneSchema),
  /** Durable facts, oldest first, since 1.1; the hub has stored them before it answers. */
  'outbox:deliver': fact(
    z.object({ facts: z.array(queuedFactSchema).min(1).max(mostFactsDelivered) }),
    z.object({ factsHeld: z.number().int().nonnegative() }),
  ),
  /** A picture of a breach, since 1.3, before or after its fact; the hub has stored it before it answers, or holds it already. */
  'snapshot:deliver': fact(snapshotSchema, doneSchema),
  /** Asks for part `part` of a list its leases name and its disk lacks: the list's text, gzipped (RFC 1952), in parts. */
  'sites:fetch': fact(
    z.object({ hash: listHashSchema, part: z.number().int().nonnegative().lt(mostListParts) }),
    z.object({ parts: z.number().int().positive().max(mostListParts), bytes: bytesSchema(listPartBytes) }),
  ),
  /** [BR12] An icon that a page told on this link names. */
  'site:icon': fact(siteIconSchema, doneSchema),
  /** [CO1] How the agent itself does: at each link, on change, at most once a minute. */
  'agent:health': fact(deviceHealthSchema, doneSchema),
  /** [SF4] What came of a self-test on the PC; told again after each hello until the next. */
  'self-test:report': fact(selfTestReportSchema, doneSchema),
  ...inventoryFacts,
  ...buildFacts,
  /** The agent ends in an orderly way. */
  'agent:stopping': fact(z.object({ why: z.enum(['shutdown', 'update', 'stopped']) }), doneSchema),
} as const

/** Orders go down: hub to agent. */
export const agentOrders = {
  /** The whole set, every time; the reply says what is in force, not what was asked. */
  'lease:set': message(leaseSetSchema, leaseReportSchema),
  'screen:pace': message(paceSchema, doneSchema),
  /** The next thumbnail shall be a keyframe: a console has just begun to look. */
  'screen:keyframe': message(z.object({ monitor: z.number().int().min(0).max(15).nullable() }), doneSchema),
  'timeout:policy': message(timeoutPolicySchema, doneSchema),
  /** Staff grant a new session: the PC's own lock of this id ends; null while none holds. */
  'timeout:renew': message(z.object({ leaseId: idSchema.nullable() }), doneSchema),
  /** The school's policies, whole. */
  'policy:set': message(policyOrderSchema, doneSchema),
  /** What the school has told of whoever signed in here: nothing, where it told nothing. */
  'policy:pupil': message(policyPupilSchema, doneSchema),
  /** What pupils are asked to agree to at log-on, whole. */
  'agreement:set': message(agreementSetSchema, doneSchema),
  /** What whoever signed in here is asked, and has agreed to. */
  'agreement:pupil': message(agreementPupilSchema, doneSchema),
  /** How the reports of whoever signed in here stand, with the replies. */
  'pupil-report:told': message(toldReportsSchema, doneSchema),
  /** [RT2] The school changed how long it keeps what PCs tell. */
  'school:kept-for': message(keptForSchema, doneSchema),
  /** [AP6] The school changed where programs of pupils may lie. */
  'school:program-folders': message(programFoldersSchema, doneSchema),
  /** [SG2] Who is staff, and what of them is authorised, whole. */
  'gate:set': message(staffGateOrderSchema, doneSchema),
  /** [LS2] When the lesson in the PC's room ends, whenever that changes; null once there is none. */
  'lesson:ends': message(z.object({ at: timestampSchema.nullable() }), doneSchema),
  /** Carried out once, however often it comes; the answer says how it stands. */
  'power:act': message(powerOrderSchema, powerWordSchema),
  /** Stops an order that has not come to its deed; `lesson` spares the PC. The answer says how the newest order stands. */
  'power:cancel': message(z.object({ powerId: idSchema, why: z.enum(['staff', 'lesson']) }), powerWordSchema.nullable()),
  /** [WL2] Sends magic packets to PCs of the own network that are off; the answer says how many left. */
  'power:wake': message(wakeOrderSchema, wakeAnswerSchema),
  /** [SF3] Shows a synthetic phrase and follows it through the PC's own sensor, policy and pictures. */
  'self-test:run': message(selfTestOrderSchema, selfTestAnswerSchema),
  /** What the school adds to the privacy list, whole. */
  'privacy:list': message(privacyListSchema, doneSchema),
  /** Opens the address in a new tab, in front; where no browser runs one is started as the session's user. */
  'tab:open': message(z.object({ url: openedUrlSchema }), tabWordSchema),
  /** A page may ask the pupil about unsaved work, and stays while it does: nothing is closed by force. */
  'tab:close': message(tabCloseSchema, tabWordSchema),
  /** [IV1] The PC looks at itself now; what it finds comes as facts. */
  'inventory:read': message(z.object({}), doneSchema),
  ...buildOrders,
  /** Why the hub is about to cut this connection. */
  'hub:farewell': message(z.object({ code: refusalCodeSchema, detail: textSchema(500) }), doneSchema),
} as const

export type AgentFacts = typeof agentFacts
export type AgentOrders = typeof agentOrders
