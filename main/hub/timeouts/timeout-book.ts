import { isDeepStrictEqual } from 'node:util'
import type { TimeoutPolicy, TimeoutState } from '#shared/model/timeout'
import type { Clock } from '#shared/clock'
import type { AgentOrders } from '#shared/protocol/agent-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import type { KeptTimeouts } from '../../store/settings'
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
  const lifted = new Map<string, string>()

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

  /** Orders anew from the PCs for which `change` makes a difference. */
  const changing = (change: () => void): void => {
    const before = new Map([...roster.all()].map(({ deviceId, roomId }) => [deviceId, policyOf(roomId)]))
    change()
    for (const { deviceId, roomId } of roster.all()) {
      const policy = policyOf(roomId)
      if (!isDeepStrictEqual(before.get(deviceId), policy)) order(deviceId, 'timeout:policy', policy)
    }
  }

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
      for (const deviceId of deviceIds) {
        const lock = roster.get(deviceId)?.timeout.lock ?? null
        if (lock !== null) lifted.set(deviceId, lock.lease.leaseId)
        order(deviceId, 'timeout:renew', { leaseId: lock?.lease.leaseId ?? null })
      }
    },
    timeZone: () => kept.school.timeZone,
    lockedAmong: (deviceIds) => deviceIds.filter((deviceId) => (roster.get(deviceId)?.timeout.lock ?? null) !== null),
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
