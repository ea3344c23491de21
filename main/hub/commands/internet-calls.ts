import type { Lease } from '#shared/model/lease'
import type { Staff } from '#shared/model/staff'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Records } from '../../store/store'
import { checkFollowed, orderForPupil } from '../internet/pupil-order'
import { placesOf } from '../internet/pupil-places'
import { leaseEnd } from '../lessons/lesson-times'
import { clearTheWay } from '../lessons/take-over'
import { wishedRule } from '../scenes/scene-rule'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const minuteMs = 60_000

/** Looks of one session this close together are one in the audit log. */
const oneLookMs = 15 * minuteMs
const sessionsRemembered = 1_000

const replayed = () => fail('replayed', 'This order was given before; it is not carried out twice.')
const over = () => fail('not-found', 'It has ended already. Look at the list again.')

interface Standing {
  readonly lessonId: string | null
  readonly until: number
}

/** One pupil's removal or grant of the internet: ordering, ending, and who has one. */
export const internetCalls = (parts: CommandParts): CallsNamed<'internet:order' | 'internet:lift' | 'internet:list'> => {
  const { clock, store, roster, leases, orders } = parts
  const lookedAt = new Map<string, number>()

  /** What this person's word is worth [LE14]: a teacher's ends with the own lesson, an officer's with its own end. */
  const standing = async (
    records: Records,
    { pupil, roomId, minutes }: { readonly pupil: string; readonly roomId: string | null; readonly minutes: number },
    staff: Staff,
    now: number,
  ): Promise<Outcome<Standing, 'not-found' | 'held-by-another' | 'lesson-needed'>> => {
    if (staff.role !== 'teacher') return ok({ lessonId: null, until: now + Math.round(minutes * minuteMs) })
    const needed = fail('lesson-needed', 'Start a lesson first: what a teacher orders for one pupil ends with the lesson.')
    if (roomId === null) return needed
    if (!placesOf(roster, pupil).some((device) => device.roomId === roomId)) {
      return fail('not-found', `Nobody called ${pupil} is signed in in this room now.`)
    }
    const { staffId } = staff
    const way = await clearTheWay(records, { roomId, deviceIds: [], kinds: [], staffId, takeOver: false, now })
    if (!way.ok) return way
    const { ownLesson } = way.value
    if (ownLesson === null) return needed
    const { longestLeaseMinutes } = await records.settings.school()
    return ok({ lessonId: ownLesson.lessonId, until: leaseEnd(now, minutes, longestLeaseMinutes, ownLesson) })
  }

  const placesFor = (lease: Lease, staff: Staff) =>
    placesOf(roster, lease.pupil ?? '').flatMap(({ deviceId, name, roomId, restrictions }) => {
      if (staff.roomIds?.includes(roomId) === false) return []
      const held = restrictions.find((restriction) => restriction.lease.leaseId === lease.leaseId)
      return [{ deviceId, deviceName: name, state: held?.state ?? 'asked', failure: held?.failure ?? null }]
    })

  return {
    'internet:order': async ({ orderId, pupil, roomId, internet: wish, reason, minutes }, { sessionId, staff, actor }) => {
      const followed = checkFollowed(roster, pupil)
      if (!followed.ok) return followed
      if (!orders.take(sessionId, orderId)) return replayed()
      const ordered = await leases.change(async (records) => {
        const now = clock.now()
        const rule = await wishedRule(records, wish, staff)
        if (!rule.ok) return rule
        const { internet } = rule.value
        const found = await standing(records, { pupil, roomId, minutes }, staff, now)
        if (!found.ok) return found
        const { lessonId, until } = found.value
        const order = { pupil, internet, reason, lessonId, from: now, until, actor }
        return ok(await orderForPupil(records, roster, order))
      })
      if (!ordered.ok) orders.giveBack(sessionId, orderId)
      return ordered
    },

    'internet:lift': async ({ orderId, leaseId }, { sessionId, staff, actor }) => {
      if (!orders.take(sessionId, orderId)) return replayed()
      const lifted = await leases.change(async (records) => {
        const now = clock.now()
        const lease = await records.pupilLeases.find(leaseId, now)
        if (lease === null) return over()
        if (staff.role === 'teacher' && lease.owner.staffId !== staff.staffId) {
          return fail('held-by-another', `${lease.owner.displayName} ordered this. An e-safety officer or the head can end it.`)
        }
        const devices = await records.pupilLeases.end([leaseId], now)
        const detail = `of ${lease.owner.displayName}, until ${new Date(lease.until).toISOString()}`
        const subject = lease.pupil ?? ''
        await records.audit.append({ at: now, action: 'internet:lift', staff: actor, subject, detail, address: actor.address })
        return ok({ value: null, devices })
      })
      if (!lifted.ok) orders.giveBack(sessionId, orderId)
      return lifted
    },

    'internet:list': (_payload, { sessionId, staff, actor }) =>
      store.transact(async (records) => {
        const now = clock.now()
        const live = await records.pupilLeases.live(now)
        const shown = live.flatMap((lease) => {
          const at = placesFor(lease, staff)
          const may = staff.role !== 'teacher' || lease.owner.staffId === staff.staffId || at.length > 0
          return may ? [{ lease, at: at.slice(0, 100) }] : []
        })
        // An open page asks again and again: that is one look.
        if (now - (lookedAt.get(sessionId) ?? -Infinity) >= oneLookMs) {
          const detail = `${shown.length} pupils`
          await records.audit.append({ at: now, action: 'internet:view', staff: actor, subject: '', detail, address: actor.address })
          lookedAt.delete(sessionId)
          lookedAt.set(sessionId, now)
          const [oldest] = lookedAt.keys()
          if (lookedAt.size > sessionsRemembered && oldest !== undefined) lookedAt.delete(oldest)
        }
        return ok(shown.slice(0, 2_000))
      }),
  }
}
