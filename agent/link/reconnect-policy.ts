import type { LinkCode } from './link-trouble'

/** Trying soon again changes nothing here: somebody has to act first. */
const hopeless: ReadonlySet<LinkCode> = new Set([
  'hub-untrusted',
  'certificate-refused',
  'certificate-unknown',
  'certificate-revoked',
  'version-unsupported',
  'not-a-hub',
  'superseded',
  'too-many-refusals',
])

export const reconnectTimes = { firstMs: 250, capMs: 30_000, hopelessMs: 60_000 } as const

export interface Attempts {
  /** Tries that failed since the last link that held; 0 when one has just ended. */
  readonly failed: number
  /** How many addresses the hub has: one round goes through them all without pause. */
  readonly addresses: number
  /** What ended the last try or the last link; null before the first. */
  readonly trouble: LinkCode | null
}

/**
 * How long to wait before the next try, in milliseconds: at once at the start; soon after a lost link; then twice as long each round up to a cap.
 * `random` from 0 to 1 spreads the PCs of a school over half of that time, so that a restarted hub does not meet all of them in one moment.
 */
export function retryDelayMs({ failed, addresses, trouble }: Attempts, random: number): number {
  if (trouble === null) return 0
  if (hopeless.has(trouble)) return spread(reconnectTimes.hopelessMs, random)
  if (failed % addresses !== 0) return 0
  const round = failed / addresses
  return spread(Math.min(reconnectTimes.firstMs * 2 ** round, reconnectTimes.capMs), random)
}

const spread = (ms: number, random: number): number => Math.round(ms * (0.5 + random / 2))

/** A hub that has moved is not where it was, or somebody else is there now; what the hub itself refuses, no other address mends. */
const elsewhere: ReadonlySet<LinkCode> = new Set([
  'name-unknown',
  'unreachable',
  'nobody-listens',
  'no-answer',
  'not-a-hub',
  'hub-untrusted',
])
const searchTimes = { afterRounds: 4, firstPauseMs: 60_000, capMs: 900_000 } as const

/** [AN4] Whether the network is searched for the hub: some seconds after it was lost, so that one which only starts anew is not searched for; a stranger in its place says enough. */
export function wantsSearch({ failed, addresses, trouble }: Attempts): boolean {
  if (trouble === null || !elsewhere.has(trouble)) return false
  return failed >= (hopeless.has(trouble) ? 1 : searchTimes.afterRounds) * addresses
}

/** From one search to the next: a minute, then twice as long each time up to a cap. `random` from 0 to 1. */
export const searchPauseMs = (searches: number, random: number): number =>
  spread(Math.min(searchTimes.firstPauseMs * 2 ** searches, searchTimes.capMs), random)
