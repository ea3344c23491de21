import type { Activity, Idle, SignedInUser } from '#shared/model/activity'
import type { DeviceFacts, DeviceView, DisplayState, Presence, Restriction } from '#shared/model/device'
import { concerns } from '#shared/model/internet-now'
import type { LeaseState } from '#shared/model/lease'
import type { Tab } from '#shared/model/page'
import type { PowerState } from '#shared/model/power'
import type { Monitor } from '#shared/model/screen'
import type { Seat } from '#shared/model/seat'
import type { TimeoutState } from '#shared/model/timeout'
import type { WakeState } from '#shared/model/wake'
import { reduceReport } from '../../store/reduce'

/** A window that was in front, and until when; null while it still is. */
export type PastWindow = Activity & { readonly until: number | null }

/** All the hub knows of one PC right now; what must outlive the hub is in the store. */
export interface LiveDevice {
  readonly deviceId: string
  readonly roomId: string
  readonly name: string
  readonly seat: Seat | null
  readonly presence: Presence
  readonly display: DisplayState
  readonly user: SignedInUser | null
  /** Whoever sits there is of the staff: nothing of what is in front is known [SG3]. */
  readonly staff: boolean
  readonly idle: Idle | null
  readonly foreground: Activity | null
  readonly tabs: readonly Tab[]
  readonly monitors: readonly Monitor[]
  readonly leaseRevision: number
  readonly restrictions: readonly Restriction[]
  readonly timeout: TimeoutState
  readonly power: PowerState | null
  readonly wake: WakeState | null
  readonly refusals: number
  readonly facts: DeviceFacts | null
  readonly capabilities: readonly string[]
  /** Where the present or last connection came from. */
  readonly address: string | null
  /** Newest first. */
  readonly windows: readonly PastWindow[]
}

export type DeviceEvent =
  | {
      readonly type: 'connected'
      readonly at: number
      readonly facts: DeviceFacts
      readonly capabilities: readonly string[]
      readonly address: string
    }
  | { readonly type: 'silent'; readonly at: number; readonly why: (Presence & { state: 'silent' })['why'] }
  | { readonly type: 'display'; readonly display: DisplayState }
  | { readonly type: 'user'; readonly user: SignedInUser | null }
  | { readonly type: 'staff'; readonly staff: boolean }
  | { readonly type: 'idle'; readonly idle: Idle | null }
  | { readonly type: 'foreground'; readonly at: number; readonly foreground: Activity | null }
  | { readonly type: 'tabs'; readonly tabs: readonly Tab[] }
  | { readonly type: 'monitors'; readonly monitors: readonly Monitor[] }
  | { readonly type: 'restrictions'; readonly revision: number; readonly restrictions: readonly Restriction[] }
  | { readonly type: 'report'; readonly at: number; readonly states: readonly LeaseState[] }
  | { readonly type: 'timeout'; readonly state: TimeoutState }
  | { readonly type: 'power'; readonly state: PowerState | null }
  | { readonly type: 'wake'; readonly state: WakeState | null }
  | { readonly type: 'renamed'; readonly name: string }
  /** Its seat stayed behind. */
  | { readonly type: 'moved'; readonly roomId: string }
  | { readonly type: 'seated'; readonly seat: Seat | null }
  | { readonly type: 'refused' }

/** Windows remembered per device. */
const windowsKept = 20

export interface KnownDevice {
  readonly deviceId: string
  readonly roomId: string
  readonly name: string
  readonly lastSeenAt: number | null
  readonly facts: DeviceFacts | null
}

/** A PC as the store knows it, before it is heard. */
export const newDevice = (known: KnownDevice): LiveDevice => ({
  deviceId: known.deviceId,
  roomId: known.roomId,
  name: known.name,
  seat: null,
  presence: { state: 'silent', since: known.lastSeenAt, why: known.lastSeenAt === null ? 'never-seen' : 'link-lost' },
  display: { state: 'waiting', why: 'no-session' },
  user: null,
  staff: false,
  idle: null,
  foreground: null,
  tabs: [],
  monitors: [],
  leaseRevision: 0,
  restrictions: [],
  timeout: { ends: null, lock: null },
  power: null,
  wake: null,
  refusals: 0,
  facts: known.facts,
  capabilities: [],
  address: null,
  windows: [],
})

/** Of a page the address counts: its title comes a moment after it. */
const sameWindow = (a: Activity, b: Activity): boolean =>
  a.application === b.application &&
  a.process?.pid === b.process?.pid &&
  (a.page === null || b.page === null ? a.page === b.page && a.title === b.title : a.page.url === b.page.url)

/** The list after another window came to the front, or none did: the one before gets its end, an equal one goes on. */
const noteWindow = (windows: readonly PastWindow[], foreground: Activity | null, at: number): readonly PastWindow[] => {
  const [newest, ...older] = windows
  if (newest?.until === null) {
    if (foreground !== null && sameWindow(newest, foreground)) {
      return newest.title === foreground.title ? windows : [{ ...newest, title: foreground.title, page: foreground.page }, ...older]
    }
    return noteWindow([{ ...newest, until: at }, ...older], foreground, at)
  }
  if (foreground === null) return windows
  // The same window again after a gap in the link is one entry, not two.
  const resumed = newest !== undefined && sameWindow(newest, foreground) && newest.since === foreground.since
  return [{ ...foreground, until: null }, ...(resumed ? older : windows)].slice(0, windowsKept)
}

/** The restrictions after the store's set became `stored`: of a lease already held the PC's later word stays; its end may have moved. */
const restrict = (held: readonly Restriction[], stored: readonly Restriction[]): readonly Restriction[] =>
  stored.map((restriction) => {
    const known = held.find((one) => one.lease.leaseId === restriction.lease.leaseId)
    return known === undefined ? restriction : { ...known, lease: restriction.lease }
  })

/** The PC's own word on its leases, by the hub's clock. */
const report = (held: readonly Restriction[], states: readonly LeaseState[], at: number): readonly Restriction[] => {
  const changes = new Map(reduceReport(held, states, at).map((change) => [change.leaseId, change]))
  if (changes.size === 0) return held
  return held.flatMap((restriction) => {
    const change = changes.get(restriction.lease.leaseId)
    if (change === undefined) return [restriction]
    return change.endedAt === null ? [{ ...restriction, state: change.state, failure: change.failure, stateAt: change.stateAt }] : []
  })
}

/** The attempt to wake a PC once that is heard from. */
const roused = (wake: WakeState | null, at: number): WakeState | null => (wake?.state === 'sent' ? { ...wake, state: 'up', at } : wake)

/** The device after one event; the very same object when nothing changed, so that nobody is told of nothing. */
export const reduceDevice = (device: LiveDevice, event: DeviceEvent): LiveDevice => {
  switch (event.type) {
    case 'connected':
      return {
        ...device,
        presence: { state: 'live', since: event.at },
        facts: event.facts,
        capabilities: event.capabilities,
        address: event.address,
        wake: roused(device.wake, event.at),
      }
    case 'silent': {
      if (device.presence.state === 'silent' && device.presence.why === event.why) return device
      const since = device.presence.state === 'live' ? event.at : device.presence.since
      return {
        ...device,
        presence: { state: 'silent', since, why: event.why },
        windows: noteWindow(device.windows, null, event.at),
        // That it once came up is no news of a PC that is off again.
        wake: device.wake?.state === 'up' ? null : device.wake,
      }
    }
    case 'display':
      // Without a display there is no window in front and nobody at the screen.
      return event.display.state === 'ready'
        ? { ...device, display: event.display }
        : { ...device, display: event.display, foreground: null, tabs: [], monitors: [] }
    case 'user':
      return { ...device, user: event.user }
    case 'staff':
      if (device.staff === event.staff) return device
      return event.staff ? { ...device, staff: true, foreground: null, tabs: [], windows: [] } : { ...device, staff: false }
    case 'idle':
      return { ...device, idle: event.idle }
    case 'foreground':
      if (device.staff) return device
      return { ...device, foreground: event.foreground, windows: noteWindow(device.windows, event.foreground, event.at) }
    case 'tabs':
      if (device.staff) return device
      return { ...device, tabs: event.tabs }
    case 'monitors':
      return { ...device, monitors: event.monitors }
    case 'restrictions':
      return { ...device, leaseRevision: event.revision, restrictions: restrict(device.restrictions, event.restrictions) }
    case 'report': {
      const restrictions = report(device.restrictions, event.states, event.at)
      return restrictions === device.restrictions ? device : { ...device, restrictions }
    }
    case 'timeout':
      return { ...device, timeout: event.state }
    case 'power':
      return { ...device, power: event.state }
    case 'wake': {
      // It may have come up while its packet was on the way.
      const { presence } = device
      return { ...device, wake: presence.state === 'live' ? roused(event.state, presence.since) : event.state }
    }
    case 'renamed':
      return device.name === event.name ? device : { ...device, name: event.name }
    case 'moved':
      return device.roomId === event.roomId ? device : { ...device, roomId: event.roomId, seat: null }
    case 'seated':
      return device.seat?.row === event.seat?.row && device.seat?.column === event.seat?.column ? device : { ...device, seat: event.seat }
    case 'refused':
      return { ...device, refusals: device.refusals + 1 }
  }
}

/** What restricts whoever is there, the PC's own lock included. */
const shownRestrictions = ({ restrictions, timeout, user }: LiveDevice): Restriction[] => [
  ...restrictions.filter(({ lease }) => concerns(lease, user?.name ?? null)),
  ...(timeout.lock === null ? [] : [timeout.lock]),
]

/** The device as consoles see it, before any role's redaction; what a PC holds of pupils who have gone is not shown [LE12]. */
export const viewDevice = (device: LiveDevice): DeviceView => ({
  deviceId: device.deviceId,
  roomId: device.roomId,
  name: device.name,
  seat: device.seat,
  presence: device.presence,
  display: device.display,
  user: device.user,
  staff: device.staff,
  idle: device.idle,
  foreground: device.foreground,
  tabs: [...device.tabs],
  monitors: [...device.monitors],
  restrictions: shownRestrictions(device),
  sessionEnds: device.timeout.ends,
  power: device.power,
  wake: device.wake,
  agentVersion: device.facts?.agentVersion ?? '',
  refusals: device.refusals,
})
