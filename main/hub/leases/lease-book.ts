import { isSceneRule } from '#shared/model/internet'
import type { Lease, LeaseSet, LeaseState } from '#shared/model/lease'
import { ok, type Outcome } from '#shared/outcome'
import type { Clock } from '#shared/clock'
import type { StoreFaultCode } from '../../store/faults'
import type { LeaseReported } from '../../store/leases'
import { type DeviceRestrictions, leaseSetOf } from '../../store/reduce'
import type { Records, Store } from '../../store/store'
import type { Log } from '../log'
import type { AgentLink, AgentLinks } from '../presence/agent-links'
import type { LiveDevice } from '../presence/live-device'
import type { Roster } from '../presence/roster'

/** Orders a set this often at most when a connected agent does not answer; a dead link heals by its next hello (LE3). */
const ordersPerSet = 3
/** Reports are shown at once and written together after this long: a class of 200 answers within one write. */
const keepReportsAfterMs = 250

export interface LeaseBook {
  /** What the agent of this device shall make true, by the hub's clock. */
  setFor(deviceId: string): LeaseSet
  /** Runs `work` as one transaction; the sets of the devices it answers are then ordered from all of them at once, each once. */
  change<T, Code extends string = never>(
    work: (records: Records) => Promise<Outcome<{ readonly value: T; readonly devices: readonly DeviceRestrictions[] }, Code>>,
  ): Promise<Outcome<T, Code | StoreFaultCode>>
  /** Those that will hear of a change only when they are back. */
  silentAmong(deviceIds: readonly string[]): string[]
  /** Takes the PC's own word. */
  report(deviceId: string, states: readonly LeaseState[]): void
  /** Lets the leases end whose time is over, whether their PC is heard or not (LE4). */
  expire(): Promise<void>
  /** Writes what is not yet written. */
  settle(): Promise<void>
}

interface LeaseBookParts {
  readonly store: Store
  readonly roster: Roster
  readonly links: AgentLinks
  readonly clock: Clock
  readonly log: Log
}

export const createLeaseBook = ({ store, roster, links, clock, log }: LeaseBookParts): LeaseBook => {
  const unwritten: LeaseReported[] = []
  let timer: NodeJS.Timeout | null = null

  const isSupported = ({ kind, internet }: Lease, capabilities: readonly string[]): boolean =>
    capabilities.includes(kind) && (internet === null || !isSceneRule(internet) || capabilities.includes('scenes'))

  const supportedSet = (device: LiveDevice, capabilities: readonly string[]): LeaseSet => {
    const set = leaseSetOf({ deviceId: device.deviceId, revision: device.leaseRevision, restrictions: device.restrictions }, clock.now())
    return { ...set, leases: set.leases.filter((lease) => isSupported(lease, capabilities)) }
  }

  const settle = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const batch = unwritten.splice(0)
    if (batch.length === 0) return
    const kept = await store.transact(async (records) => {
      await records.leases.report(batch)
      return ok(null)
    })
    // The view stays right without it: the agent says its states again after its next hello.
    if (!kept.ok) log.warn('lease-states-not-kept', { code: kept.code })
  }

  const report = (deviceId: string, states: readonly LeaseState[]): void => {
    const at = clock.now()
    roster.apply(deviceId, { type: 'report', at, states })
    unwritten.push({ deviceId, states, at })
    timer ??= setTimeout(() => {
      settle().catch((error: unknown) => {
        log.error('lease-states-not-kept', error)
      })
    }, keepReportsAfterMs)
  }

  /** Leases of a kind the PC cannot do fail here and are not ordered (PR8). */
  const failUnsupported = (device: LiveDevice, capabilities: readonly string[]): void => {
    const at = clock.now()
    const states = device.restrictions
      .filter(({ lease, state }) => !isSupported(lease, capabilities) && state === 'asked')
      .map(({ lease }): LeaseState => ({ leaseId: lease.leaseId, state: 'failed', failure: 'unsupported', at }))
    if (states.length > 0) report(device.deviceId, states)
  }

  const orderSet = async (link: AgentLink, deviceId: string): Promise<void> => {
    for (let tries = 0; tries < ordersPerSet; tries += 1) {
      const device = roster.get(deviceId)
      if (device === null || links.get(deviceId) !== link) return
      const answer = await link.order('lease:set', supportedSet(device, link.capabilities))
      if (answer.ok) {
        report(deviceId, answer.value.states)
        return
      }
      log.warn('lease-set-unanswered', { deviceId, code: answer.code })
      if (answer.code !== 'no-answer') return
    }
  }

  /** Shows the stored sets and orders them from every connected agent, none waiting for another. */
  const dispatch = (devices: readonly DeviceRestrictions[]): void => {
    for (const { deviceId, revision, restrictions } of devices) {
      roster.apply(deviceId, { type: 'restrictions', revision, restrictions })
    }
    for (const { deviceId } of devices) {
      const link = links.get(deviceId)
      const device = roster.get(deviceId)
      if (link === null || device === null) continue
      failUnsupported(device, link.capabilities)
      orderSet(link, deviceId).catch((error: unknown) => {
        log.error('lease-set-failed', error, { deviceId })
      })
    }
  }

  return {
    setFor: (deviceId) => {
      const device = roster.get(deviceId)
      if (device === null) return { revision: 0, hubNow: clock.now(), leases: [] }
      failUnsupported(device, device.capabilities)
      return supportedSet(device, device.capabilities)
    },

    change: async (work) => {
      const stored = await store.transact(work)
      if (!stored.ok) return stored
      dispatch(stored.value.devices)
      return ok(stored.value.value)
    },

    silentAmong: (deviceIds) => deviceIds.filter((deviceId) => links.get(deviceId) === null),

    report,
    settle,

    expire: async () => {
      const now = clock.now()
      const due = [...roster.all()].filter(({ restrictions }) => restrictions.some(({ lease }) => lease.until <= now))
      if (due.length === 0) return
      // A lease past its end is over whether the disk takes it or not.
      for (const { deviceId, leaseRevision, restrictions } of due) {
        const live = restrictions.filter(({ lease }) => lease.until > now)
        roster.apply(deviceId, { type: 'restrictions', revision: leaseRevision, restrictions: live })
      }
      const stored = await store.transact(async (records) => ok(await records.leases.expire(now)))
      if (!stored.ok) log.warn('leases-not-expired', { code: stored.code })
    },
  }
}
