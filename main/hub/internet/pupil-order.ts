import { randomUUID } from 'node:crypto'
import type { InternetRule } from '#shared/model/internet'
import type { Lease } from '#shared/model/lease'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { DeviceRestrictions } from '../../store/reduce'
import type { Records } from '../../store/store'
import type { Actor } from '../identity/actor'
import { newest } from '../lessons/take-over'
import type { Roster } from '../presence/roster'
import { placesOf } from './pupil-places'
import { describeRule } from './rule'

interface PupilOrder {
  readonly pupil: string
  readonly internet: InternetRule
  readonly reason: string
  /** Null for one that stands alone. */
  readonly lessonId: string | null
  readonly from: number
  readonly until: number
  readonly actor: Actor
}

/** A shared account is followed by nothing [LE12]. */
export const checkFollowed = (roster: Roster, pupil: string): Outcome<null, 'not-found'> =>
  [...roster.all()].some(({ user }) => user?.guest === true && user.name === pupil)
    ? fail('not-found', `${pupil} is an account that many use: an order for it would hit whoever comes next. Order it for the PC.`)
    : ok(null)

/** Keeps the lease of one pupil in place of the earlier one, and gives it to the PCs where the pupil sits; audited. */
export const orderForPupil = async (
  records: Records,
  roster: Roster,
  { pupil, internet, reason, lessonId, from, until, actor }: PupilOrder,
): Promise<{ readonly value: Lease; readonly devices: readonly DeviceRestrictions[] }> => {
  const owner = { staffId: actor.staffId, displayName: actor.displayName }
  const lease: Lease = {
    leaseId: randomUUID(),
    kind: 'internet',
    owner,
    reason,
    text: '',
    lessonId,
    pupil,
    internet,
    application: null,
    from,
    until,
  }
  const ended = await records.pupilLeases.order(lease, from)
  const places = placesOf(roster, pupil).map(({ deviceId }) => deviceId)
  const given = await records.pupilLeases.place([lease.leaseId], places, from)
  const detail = `${describeRule(internet)} until ${new Date(until).toISOString()} (${reason})`
  await records.audit.append({ at: from, action: 'internet:order', staff: actor, subject: pupil, detail, address: actor.address })
  return { value: lease, devices: newest(ended, given) }
}
