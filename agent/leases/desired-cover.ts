import type { Lease } from '#shared/model/lease'
import { timeoutOwner } from '#shared/model/timeout'
import type { Cover } from '../platform/platform'

/** What the screen shall show for a set of leases. */
export interface Desired {
  readonly cover: Cover | null
  /** The message lease whose banner shall be on the screen. */
  readonly message: Lease | null
}

export const isLive = (lease: Lease, hubNow: number): boolean => lease.from <= hubNow && hubNow < lease.until

/** [LE5] Blank over lock, lock over message. Of several locks the newest speaks; messages come one at a time, the oldest first. */
export function desiredCover(leases: readonly Lease[], hubNow: number, seen: ReadonlySet<string>): Desired {
  const live = leases.filter((lease) => isLive(lease, hubNow)).sort((a, b) => a.from - b.from)
  if (live.some((lease) => lease.kind === 'blank')) return { cover: { kind: 'blank' }, message: null }
  const lock = live.findLast((lease) => lease.kind === 'lock')
  if (lock !== undefined) {
    const lockedBy = lock.owner.staffId === timeoutOwner.staffId ? null : lock.owner.displayName
    const notice = { lockedBy, text: lock.text, until: lock.until }
    return { cover: { kind: 'lock', notice }, message: null }
  }
  return { cover: null, message: live.find((lease) => lease.kind === 'message' && !seen.has(lease.leaseId)) ?? null }
}

/** When the set next means something else by time alone, on the hub's clock; null when it never does. */
export function nextTurn(leases: readonly Lease[], hubNow: number): number | null {
  const turns = leases.flatMap((lease) => [lease.from, lease.until]).filter((turn) => turn > hubNow)
  return turns.length === 0 ? null : Math.min(...turns)
}
