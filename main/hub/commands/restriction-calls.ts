import { randomUUID } from 'node:crypto'
import { contendingKinds, type Lease } from '#shared/model/lease'
import { fail, ok } from '#shared/outcome'
import { describeApplications, namedRule } from '../applications/named-rule'
import { describeRule } from '../internet/rule'
import { leaseEnd } from '../lessons/lesson-times'
import { clearTheWay, newest } from '../lessons/take-over'
import { wishedRule } from '../scenes/scene-rule'
import type { CallsNamed } from './calls'
import { auditHandOvers, tellFormerOwners } from './hand-overs'
import type { CommandParts } from './parts'
import { targetsIn } from './targets'

const replayed = () => fail('replayed', 'This order was given before; it is not carried out twice.')

/** Ordering and lifting restrictions. */
export const restrictionCalls = (parts: CommandParts): CallsNamed<'restriction:order' | 'restriction:lift'> => {
  const { clock, roster, leases, timeouts, lessons, orders, connections } = parts

  return {
    'restriction:order': async (order, { sessionId, staff, actor }) => {
      const { roomId, deviceIds, orderId, kind, text, minutes, takeOver } = order
      const found = targetsIn(roster, roomId, deviceIds)
      if (!found.ok) return found
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      const { staffId, displayName } = staff
      const ordered = await leases.change(async (records) => {
        const now = clock.now()
        const room = await records.rooms.find(roomId)
        if (room === null) return fail('not-found', 'There is no such room any more.')
        const rule = order.internet === null ? ok(null) : await wishedRule(records, order.internet, staff)
        if (!rule.ok) return rule
        const internet = rule.value?.internet ?? null
        const named = order.application === null ? ok(null) : namedRule(order.application)
        if (!named.ok) return named
        const application = named.value
        const reason = order.reason === '' ? (rule.value?.reason ?? '') : order.reason
        const way = await clearTheWay(records, { roomId, deviceIds: ids, kinds: contendingKinds[kind], staffId, takeOver, now })
        if (!way.ok) return way
        const { ownLesson, endedLesson, handOvers, devices } = way.value
        const { longestLeaseMinutes } = await records.settings.school()
        const lease: Lease = {
          leaseId: randomUUID(),
          kind,
          owner: { staffId, displayName },
          reason,
          text,
          lessonId: ownLesson?.lessonId ?? null,
          pupil: null,
          internet,
          application,
          from: now,
          until: leaseEnd(now, minutes, longestLeaseMinutes, ownLesson),
        }
        const ordered = await records.leases.order(lease, ids, now)
        await auditHandOvers(records, handOvers, room, actor, now)
        const what = internet !== null ? describeRule(internet) : application !== null ? describeApplications(application) : kind
        const detail = `${what} on ${ids.length} for ${minutes} min${reason === '' ? '' : ` (${reason})`}: ${names}`
        await records.audit.append({
          at: now,
          action: 'restriction:order',
          staff: actor,
          subject: lease.leaseId,
          detail,
          address: actor.address,
        })
        return ok({ value: { lease, room, endedLesson, handOvers }, devices: newest(devices, ordered) })
      })
      if (!ordered.ok) {
        orders.giveBack(sessionId, orderId)
        return ordered
      }
      const { lease, room, endedLesson, handOvers } = ordered.value
      if (endedLesson !== null) lessons.clear(endedLesson)
      tellFormerOwners(connections, handOvers, room, staff, lease.from)
      return ok({ leaseId: lease.leaseId, until: lease.until, silentDeviceIds: leases.silentAmong(ids) })
    },

    'restriction:lift': async ({ roomId, deviceIds, orderId, kinds }, { sessionId, actor }) => {
      const found = targetsIn(roster, roomId, deviceIds)
      if (!found.ok) return found
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      // A PC's own lock is not in the store: it is lifted by the new session it makes way for (SE9).
      const own = kinds.includes('lock') ? timeouts.lockedAmong(ids) : []
      const lifted = await leases.change(async (records) => {
        const at = clock.now()
        if (own.length > 0) await records.settings.keepUntold({ lifted: timeouts.liftedWith(own) }, at)
        const { lifted, devices } = await records.leases.lift(ids, kinds, at)
        const detail = `${kinds.join(', ')} on ${ids.length}: ${names}`
        await records.audit.append({ at, action: 'restriction:lift', staff: actor, subject: roomId, detail, address: actor.address })
        return ok({ value: lifted, devices })
      })
      if (!lifted.ok) {
        orders.giveBack(sessionId, orderId)
        return lifted
      }
      timeouts.renew(own)
      return ok({ lifted: lifted.value + own.length, silentDeviceIds: leases.silentAmong(ids) })
    },
  }
}
