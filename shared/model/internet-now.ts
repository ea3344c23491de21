import { samePupil } from './internet'
import type { Lease } from './lease'

/** What decides what a user can reach, and what it leaves out of force. */
export interface InternetNow {
  /** Null: nothing limits the internet. */
  readonly decidedBy: Lease | null
  /** In force beside `decidedBy`, whatever that opens: lists that close something for this pupil. */
  readonly besides: readonly Lease[]
  /** Live internet leases for this user or for everybody at the PC that `decidedBy` outranks. */
  readonly outranked: readonly Lease[]
}

const isRemoval = ({ internet }: Lease): boolean => internet?.access === 'removed'

/** A list that closes sites for one pupil opens nothing: it never takes the place of another rule. */
const onlyCloses = ({ pupil, internet }: Lease): boolean => pupil !== null && internet?.access === 'all-but'

/**
 * Strongest first [LE15]: a pupil's removal, one of no lesson before a lesson's; a pupil's other rule; the rule of the PC; what only closes. Then
 * the newest.
 */
const rank = (lease: Lease): number => {
  if (onlyCloses(lease)) return 4
  if (lease.pupil === null) return 3
  if (!isRemoval(lease)) return 2
  return lease.lessonId === null ? 0 : 1
}

/** Whether a lease is about whoever sits at the PC now: everybody, or this user by name. */
export const concerns = (lease: Pick<Lease, 'pupil'>, user: string | null): boolean =>
  lease.pupil === null || (user !== null && samePupil(lease.pupil, user))

/** [LE15] How these live leases stand for the user in front, null when nobody is signed in. */
export const internetOf = (leases: readonly Lease[], user: string | null): InternetNow => {
  const [decidedBy = null, ...others] = leases
    .filter((lease) => lease.kind === 'internet' && concerns(lease, user))
    .sort((a, b) => rank(a) - rank(b) || b.from - a.from)
  const besides = decidedBy === null || isRemoval(decidedBy) ? [] : others.filter(onlyCloses)
  return { decidedBy, besides, outranked: others.filter((lease) => !besides.includes(lease)) }
}

/** The same of those that are live at `now`, by the hub's clock. */
export const internetNow = (leases: readonly Lease[], user: string | null, now: number): InternetNow =>
  internetOf(
    leases.filter((lease) => lease.from <= now && now < lease.until),
    user,
  )
