import { isDeepStrictEqual } from 'node:util'
import {
  authorisationFor,
  isStaff,
  type StaffAuthorisation,
  type StaffGateOrder,
  type StaffScope,
  type StaffSigns,
} from '#shared/model/staff-gate'
import type { Log } from '../log'
import type { AgentLink, AgentLinks } from '../presence/agent-links'
import type { LiveDevice } from '../presence/live-device'
import type { Roster } from '../presence/roster'

/** What the gate says of something that a PC tells. */
export type StaffVerdict =
  | { readonly kind: 'pupil' }
  | { readonly kind: 'authorised'; readonly authorisationId: string }
  /** Of staff, and nobody authorised it: it is not kept [SG5]. */
  | { readonly kind: 'refused' }

export interface Told {
  readonly deviceId: string
  readonly user: string | null
  readonly from: number
  readonly until: number
}

/** The hub's side of the gate before any monitoring of staff: it believes no PC that the PC kept to it. */
export interface StaffGate {
  signs(): StaffSigns
  /** What this PC has to know [SG2]. */
  orderFor(deviceId: string): StaffGateOrder
  judge(told: Told, what: StaffScope): StaffVerdict
  /** Whether whoever sits there is staff, whose screen is shown to nobody [SG3]. */
  isStaff(deviceId: string, user: string | null): boolean
  /** The authorisation under which this breach was kept; null for one about a pupil. */
  authorisationOf(breachId: string): string | null
  /** The store holds this breach about staff. */
  kept(breachId: string, authorisationId: string): void
  /** The store holds these from now on: PCs are told what is news to them. */
  put(next: { readonly signs?: StaffSigns; readonly authorisations?: readonly StaffAuthorisation[] }): void
}

export interface StaffGateParts {
  readonly signs: StaffSigns
  /** Newest first. */
  readonly authorisations: readonly StaffAuthorisation[]
  readonly breaches: ReadonlyMap<string, string>
  readonly roster: Roster
  readonly links: AgentLinks
  readonly log: Log
}

/** A PC stops by its own reckoning of the hub's time: spans may touch the ends by so much. */
const slackMs = 5_000
/** Older ones only tell that an account is of staff. */
const mostToldToPc = 500

export const createStaffGate = (parts: StaffGateParts): StaffGate => {
  const { roster, links, log } = parts
  let { signs, authorisations } = parts
  const breaches = new Map(parts.breaches)
  const told = new Map<string, StaffGateOrder>()

  const orderFor = (deviceId: string): StaffGateOrder => {
    const roomId = roster.get(deviceId)?.roomId ?? ''
    return {
      userNames: signs.userNames,
      groups: signs.groups,
      staffDevice: signs.deviceIds.includes(deviceId) || signs.roomIds.includes(roomId),
      authorisations: authorisations
        .flatMap(({ authorisationId, state, subject, scope, from, until, endedAt }) => {
          if (state !== 'approved' && state !== 'ended') return []
          if (subject.kind === 'device' && subject.deviceId !== deviceId) return []
          const userName = subject.kind === 'user' ? subject.userName : null
          return [{ authorisationId, userName, scope, from, until: Math.min(until, endedAt ?? until) }]
        })
        .slice(0, mostToldToPc),
    }
  }

  const isStaffAt: StaffGate['isStaff'] = (deviceId, user) => isStaff(orderFor(deviceId), { user, groups: [] })

  const lookAt = ({ deviceId, user }: LiveDevice): void => {
    roster.apply(deviceId, { type: 'staff', staff: isStaffAt(deviceId, user?.name ?? null) })
  }

  const tell = (link: AgentLink): void => {
    if (!link.capabilities.includes('staff-gate')) return
    const { deviceId } = link
    const order = orderFor(deviceId)
    if (isDeepStrictEqual(order, told.get(deviceId))) return
    told.set(deviceId, order)
    link.order('gate:set', order).then(
      (answer) => {
        // The answer to the next hello says the same again; until then the hub itself keeps nothing of it.
        if (!answer.ok) log.warn('staff-gate-unanswered', { deviceId, code: answer.code })
      },
      (error: unknown) => {
        log.error('staff-gate-failed', error, { deviceId })
      },
    )
  }

  // A room of staff makes its PCs PCs of staff.
  roster.onMove((device) => {
    lookAt(device)
    const link = links.get(device.deviceId)
    if (link !== null) tell(link)
  })

  return {
    signs: () => signs,
    orderFor: (deviceId) => {
      const order = orderFor(deviceId)
      told.set(deviceId, order)
      return order
    },
    judge: ({ deviceId, user, from, until }, what) => {
      const order = orderFor(deviceId)
      if (!isStaff(order, { user, groups: [] })) return { kind: 'pupil' }
      const middle = (from + until) / 2
      const span = { from: Math.min(from + slackMs, middle), until: Math.max(until - slackMs, middle) }
      const found = authorisationFor(order, { user }, what, span)
      return found === null ? { kind: 'refused' } : { kind: 'authorised', authorisationId: found.authorisationId }
    },
    isStaff: isStaffAt,
    authorisationOf: (breachId) => breaches.get(breachId) ?? null,
    kept: (breachId, authorisationId) => {
      breaches.set(breachId, authorisationId)
    },
    put: (next) => {
      signs = next.signs ?? signs
      authorisations = next.authorisations ?? authorisations
      for (const device of roster.all()) lookAt(device)
      for (const link of links.all()) tell(link)
    },
  }
}
