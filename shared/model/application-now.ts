import type { Lease } from './lease'

/** The rule for applications in force among leases that are live, the newest; null when none limits them. */
export const applicationsOf = (leases: readonly Lease[]): Lease | null =>
  leases.reduce<Lease | null>(
    (newest, lease) => (lease.kind === 'application' && (newest === null || lease.from > newest.from) ? lease : newest),
    null,
  )

/** The same of those that are live at `now`, by the hub's clock. */
export const applicationsNow = (leases: readonly Lease[], now: number): Lease | null =>
  applicationsOf(leases.filter((lease) => lease.from <= now && now < lease.until))
