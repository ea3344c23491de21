import type { AuditAction } from '#shared/model/audit'
import type { CoverageDay } from '#shared/model/coverage'
import type { TamperKind } from '#shared/model/outbox'
import type { PolicyChangeRecord } from '#shared/model/policy-change'
import { dayOf } from '#shared/model/school-day'
import { type Term, termSpan } from '#shared/model/school-term'
import type { BreachTally } from '../../store/breach-tallies'
import type { Records } from '../../store/store'

/** What the hub knows of a term, with nobody's name in it. */
export interface TermFigures {
  readonly term: Term
  readonly from: number
  /** The end of the term, or now while it runs. */
  readonly until: number
  readonly isOver: boolean
  readonly tallies: readonly BreachTally[]
  readonly flags: readonly { readonly tamper: TamperKind; readonly count: number }[]
  /** How often each was done. */
  readonly done: ReadonlyMap<AuditAction, number>
  /** Proposed in the term, oldest first. */
  readonly changes: readonly PolicyChangeRecord[]
  readonly pcs: PcFigures
  readonly selfTests: number
  /** How well PCs were watched, of every room and day of the term. */
  readonly coverage: readonly CoverageDay[]
  readonly usageDays: number
}

export interface PcFigures {
  readonly enrolled: number
  /** Of those, heard in the term's last seven days or since. */
  readonly heardLately: number
  /** Of those, never heard at all. */
  readonly neverHeard: number
  /** In the register now, and never enrolled. */
  readonly neverEnrolled: number
  readonly revoked: number
}

const weekMs = 7 * 86_400_000
/** A term with more changes than these is shown with the newest of them. */
const mostChanges = 500

/** Gathers them, inside one transaction. */
export const termFigures = async (records: Records, term: Term, timeZone: string, now: number): Promise<TermFigures> => {
  const { from, until: end } = termSpan(term, timeZone)
  // What is told in this moment belongs to it.
  const until = Math.min(end, now + 1)
  const counts = await records.audit.counts(from, until)
  const done = new Map<AuditAction, number>()
  for (const { action, count } of counts) done.set(action, (done.get(action) ?? 0) + count)
  const changes = await records.policies.changes(until, mostChanges)
  const devices = await records.devices.list()
  const there = devices.filter(({ enrolledAt, revokedAt }) => enrolledAt < until && (revokedAt === null || revokedAt >= until))
  return {
    ...{ term, from, until, done },
    isOver: end <= now,
    tallies: await records.breachTallies.between(from, until),
    flags: await records.flags.kinds(from, until),
    changes: changes.filter(({ proposedAt }) => proposedAt >= from).reverse(),
    pcs: {
      enrolled: there.length,
      heardLately: there.filter(({ lastSeenAt }) => lastSeenAt !== null && lastSeenAt >= until - weekMs).length,
      neverHeard: there.filter(({ lastSeenAt }) => lastSeenAt === null).length,
      neverEnrolled: (await records.register.expectedPlaces()).length,
      revoked: devices.filter(({ revokedAt }) => revokedAt !== null && revokedAt >= from && revokedAt < until).length,
    },
    coverage: await records.coverageDays.between(dayOf(from, timeZone), dayOf(until - 1, timeZone)),
    selfTests: await records.breachTallies.selfTests(from, until),
    usageDays: (await records.settings.school()).usageDays,
  }
}
