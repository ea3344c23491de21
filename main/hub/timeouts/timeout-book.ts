import { isDeepStrictEqual } from 'node:util'
import type { TimeoutPolicy, TimeoutState } from '#shared/model/timeout'
import type { Clock } from '#shared/clock'
import type { AgentOrders } from '#shared/protocol/agent-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import type { KeptTimeouts, Untold } from '../../store/settings'
import type { Log } from '../log'
import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'

/** What the hub orders and hears of the ends of sessions (SE1, SE8, SE9). */
export interface TimeoutBook {
  /** For the answer to a hello; null for a PC that does not know session times (PR8). */
  welcome(deviceId: string): { readonly policy: TimeoutPolicy; readonly lifted: string | null } | null
  /** The store holds this from now on: the PCs it changes something for are told. */
  put(kept: KeptTimeouts): void
  putLongestLease(minutes: number): void
  /** Begins a new session on each PC, lifting the lock of one that ended; a silent PC with such a lock learns of it later. */
  renew(deviceIds: readonly string[]): void
  /** For the store, before `renew`: the newest lock of each PC that was lifted so, once those of these PCs are. */
  liftedWith(deviceIds: readonly string[]): Untold['lifted']
  /** The school's, an IANA name. */
  timeZone(): string
  /** Those whose own lock holds, by what was last heard. */
  lockedAmong(deviceIds: readonly string[]): string[]
  /** Takes the PC's own word. */
  report(deviceId: string, state: TimeoutState): void
  /** Lets the locks end whose time is over, whether their PC is heard or not. */
  expire(): void
}

interface TimeoutBookParts {
  /** As `liftedWith` gave them before the hub was started anew. */
  readonly lifted: Untold['lifted']
  readonly kept: KeptTimeouts
  readonly longestLeaseMinutes: number
  readonly roster: Roster
  readonly links: AgentLinks
  readonly clock: Clock
  readonly log: Log
}

export const createTimeoutBook = (parts: TimeoutBookParts): TimeoutBook => {
  const { roster, links, clock, log } = parts
  let { kept, longestLeaseMinutes } = parts
  const lifted = new Map(Object.entries(parts.lifted))

  const policyOf = (roomId: string): TimeoutPolicy => ({
    rule: kept.rooms[roomId] ?? kept.school.rule,
    timeZone: kept.school.timeZone,
    longestLeaseMinutes,
  })

  const order = <E extends EventOf<AgentOrders> & `timeout:${string}`>(
    deviceId: string,
    event: E,
    payload: PayloadIn<AgentOrders, E>,
  ): void => {
    const link = links.get(deviceId)
    if (link === null || !link.capabilities.includes('timeouts')) return
    link.order(event, payload).then(
      (answer) => {
        // The answer to the next hello says the same again.
        if (!answer.ok) log.warn('timeout-order-unanswered', { deviceId, event, code: answer.code })
      },
      (error: unknown) => {
        log.error('timeout-order-failed', error, { deviceId, event })
      },
    )
  }

  /** The locks of ended sessions that hold there, by what was last heard. */
  const locksOf = (deviceIds: readonly string[]): (readonly [deviceId: string, leaseId: string])[] =>
    deviceIds.flatMap((deviceId) => {
      const lock = roster.get(deviceId)?.timeout.lock ?? null
      return lock === null ? [] : [[deviceId, lock.lease.leaseId] as const]
    })

  /** Orders anew from the PCs for which `change` makes a difference. */
  const changing = (change: () => void): void => {
    const before = new Map([...roster.all()].map(({ deviceId, roomId }) => [deviceId, policyOf(roomId)]))
    change()
    for (const { deviceId, roomId } of roster.all()) {
      const policy = policyOf(roomId)
      if (!isDeepStrictEqual(before.get(deviceId), policy)) order(deviceId, 'timeout:policy', policy)
    }
  }

  roster.onMove(({ deviceId, roomId }, before) => {
    const policy = policyOf(roomId)
    if (!isDeepStrictEqual(policyOf(before.roomId), policy)) order(deviceId, 'timeout:policy', policy)
  })

  return {
    welcome: (deviceId) => {
      const device = roster.get(deviceId)
      if (device === null || !device.capabilities.includes('timeouts')) return null
      return { policy: policyOf(device.roomId), lifted: lifted.get(deviceId) ?? null }
    },
    put: (next) => {
      changing(() => {
        kept = next
      })
    },
    putLongestLease: (minutes) => {
      changing(() => {
        longestLeaseMinutes = minutes
      })
    },
    renew: (deviceIds) => {
      const locks = new Map(locksOf(deviceIds))
      for (const deviceId of deviceIds) {
        const leaseId = locks.get(deviceId) ?? null
        if (leaseId !== null) lifted.set(deviceId, leaseId)
        order(deviceId, 'timeout:renew', { leaseId })
      }
    },
    liftedWith: (deviceIds) => Object.fromEntries([...lifted, ...locksOf(deviceIds)]),
    timeZone: () => kept.school.timeZone,
    lockedAmong: (deviceIds) => locksOf(deviceIds).map(([deviceId]) => deviceId),
    report: (deviceId, state) => {
      roster.apply(deviceId, { type: 'timeout', state })
    },
    expire: () => {
      const now = clock.now()
      for (const { deviceId, timeout } of roster.all()) {
        if (timeout.lock !== null && timeout.lock.lease.until <= now) {
          roster.apply(deviceId, { type: 'timeout', state: { ...timeout, lock: null } })
        }
      }
    },
  }
}
