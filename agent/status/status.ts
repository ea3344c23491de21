import { z } from 'zod'
import { displayStateSchema } from '#shared/model/device'
import { leaseSchema, leaseStateSchema } from '#shared/model/lease'
import { browserNameSchema } from '#shared/model/page'
import { timestampSchema } from '#shared/model/scalars'
import { watchedSchema } from '#shared/model/screen'
import { protocolVersionSchema } from '#shared/protocol/version'

const linkStatusSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connecting'), address: z.string() }),
  z.object({ state: z.literal('live'), address: z.string(), since: timestampSchema }),
  z.object({
    state: z.literal('waiting'),
    trouble: z.object({ ok: z.literal(false), code: z.string(), detail: z.string() }),
    retryAt: timestampSchema,
  }),
])

/** What a running agent says of itself to whoever may read its data folder. */
export const agentStatusSchema = z.object({
  format: z.literal('classwarden-status-1'),
  agentVersion: z.string(),
  protocol: protocolVersionSchema,
  pid: z.number().int().positive(),
  /** Null: who this PC is cannot be read from its disk; the link says why. */
  deviceId: z.string().nullable(),
  room: z.string().nullable(),
  link: linkStatusSchema,
  display: displayStateSchema,
  consoleSwitching: z.enum(['free', 'held', 'unavailable']),
  leaseRevision: z.number().int().nonnegative(),
  leases: z.array(leaseSchema),
  leaseStates: z.array(leaseStateSchema),
  /** Facts on this PC that the hub does not hold yet. */
  factsWaiting: z.number().int().nonnegative(),
  /** Pictures of breaches that the hub does not hold yet. */
  picturesWaiting: z.number().int().nonnegative(),
  /** Null: no policies could be loaded, and nothing is flagged. */
  policyVersion: z.string().nullable(),
  /** Which revision of the school's settings is in force; null: none. */
  policyRevision: z.number().int().nonnegative().nullable(),
  /** Which one the hub told last, and how long ago; null: never any. `agoMs` null: not known any more. */
  policyTold: z.object({ revision: z.number().int().nonnegative(), agoMs: z.number().int().nonnegative().nullable() }).nullable(),
  /** Null: browsers are not set up on this PC. */
  browsers: z
    .object({
      linked: z.array(
        z.object({ browser: browserNameSchema, browserVersion: z.string(), extensionVersion: z.string(), browserPid: z.number().int() }),
      ),
      tabs: z.number().int().nonnegative(),
      /** Connections refused or cut since the start, by why. */
      refusals: z.record(z.string(), z.number().int()),
    })
    .nullable(),
  /** What the pupil's sign says. */
  watched: watchedSchema,
  /** Where this PC's own browsers find the pupil's page; null while there is neither sign nor page. */
  pupilPage: z.url().nullable(),
  /** Orders of the hub refused since the start. */
  refusedOrders: z.number().int().nonnegative(),
})
export type AgentStatus = z.infer<typeof agentStatusSchema>

/** The status in lines for a person. */
export function describeStatus(status: AgentStatus): string {
  const lines = [
    `Agent ${status.agentVersion} (protocol ${status.protocol.major}.${status.protocol.minor}), process ${status.pid}`,
    status.deviceId === null ? 'Device unknown' : `Device ${status.deviceId} in ${status.room}`,
    `Link: ${describeLink(status.link)}`,
    status.display.state === 'ready' ? 'Display: ready' : `Display: waiting (${status.display.why})`,
    ...(status.consoleSwitching === 'unavailable' ? ['Virtual consoles: cannot be held on this PC; Ctrl+Alt+F1 leaves the cover'] : []),
    `Leases: ${status.leases.length === 0 ? 'none' : `${status.leases.length}, revision ${status.leaseRevision}`}`,
    ...(status.factsWaiting + status.picturesWaiting > 0
      ? [`Waiting for the hub: ${status.factsWaiting} facts, ${status.picturesWaiting} pictures`]
      : []),
    `Policies: ${status.policyVersion ?? 'none; nothing is flagged on this PC'}`,
    ...status.leases.map((lease) => {
      const word = status.leaseStates.find((state) => state.leaseId === lease.leaseId)
      const state = word === undefined ? 'waiting' : word.failure === null ? word.state : `${word.state}: ${word.failure}`
      return `  ${lease.kind} by ${lease.owner.displayName} until ${new Date(lease.until).toISOString()} (${state})`
    }),
  ]
  lines.push(describeSign(status))
  lines.push(...describeBrowsers(status.browsers))
  if (status.refusedOrders > 0) lines.push(`Refused orders of the hub: ${status.refusedOrders}`)
  return `${lines.join('\n')}\n`
}

const describeSign = ({ watched, pupilPage }: AgentStatus): string =>
  pupilPage === null
    ? "Pupil's sign: none"
    : `Pupil's sign: watched by ${watched === 'class' ? 'a class view' : watched}; its page: ${pupilPage}`

function describeBrowsers(browsers: AgentStatus['browsers']): string[] {
  if (browsers === null) return ['Browsers: not set up; which pages are open is not seen']
  const names = browsers.linked.map(({ browser, browserVersion, browserPid }) => `${browser} ${browserVersion} (process ${browserPid})`)
  const refused = Object.entries(browsers.refusals).map(([why, count]) => `${why} ${count}`)
  return [
    `Browsers: ${names.length === 0 ? 'none linked' : `${names.join(', ')}; ${browsers.tabs} tabs`}`,
    ...(refused.length === 0 ? [] : [`Refused at the browsers' socket: ${refused.join(', ')}`]),
  ]
}

function describeLink(link: AgentStatus['link']): string {
  if (link.state === 'live') return `live with ${link.address} since ${new Date(link.since).toISOString()}`
  if (link.state === 'connecting') return `connecting to ${link.address}`
  return `none (${link.trouble.code}): ${link.trouble.detail} Next try ${new Date(link.retryAt).toISOString()}.`
}
