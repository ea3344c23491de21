import { randomUUID } from 'node:crypto'
import type { Lease } from '#shared/model/lease'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const minuteMs = 60_000

const replayed = () => fail('replayed', 'This order was given before; it is not carried out twice.')

/** Ordering and lifting restrictions. */
export const restrictionCalls = (parts: CommandParts): CallsNamed<'restriction:order' | 'restriction:lift'> => {
  const { clock, roster, leases, orders } = parts

  /** The devices once each, with their names for the record; all of them have to be in the room. */
  const targets = (roomId: string, deviceIds: readonly string[]): Outcome<{ ids: string[]; names: string }, 'not-found'> => {
    const ids = [...new Set(deviceIds)]
    const names: string[] = []
    for (const deviceId of ids) {
      const device = roster.get(deviceId)
      if (device?.roomId !== roomId) return fail('not-found', 'One of these PCs is no longer in this room. Look at the room again.')
      names.push(device.name)
    }
    return ok({ ids, names: names.join(', ') })
  }

  return {
    'restriction:order': async ({ roomId, deviceIds, orderId, kind, reason, text, minutes }, { sessionId, staff, actor }) => {
      const found = targets(roomId, deviceIds)
      if (!found.ok) return found
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      const from = clock.now()
      const lease: Lease = {
        leaseId: randomUUID(),
        kind,
        owner: { staffId: staff.staffId, displayName: staff.displayName },
        reason,
        text,
        from,
        until: from + Math.round(minutes * minuteMs),
      }
      const ordered = await leases.order(lease, ids, async (records) => {
        const detail = `${kind} on ${ids.length} for ${minutes} min${reason === '' ? '' : ` (${reason})`}: ${names}`
        await records.audit.append({
          at: from,
          action: 'restriction:order',
          staff: actor,
          subject: lease.leaseId,
          detail,
          address: actor.address,
        })
      })
      if (!ordered.ok) {
        orders.giveBack(sessionId, orderId)
        return ordered
      }
      return ok({ leaseId: lease.leaseId, until: lease.until, silentDeviceIds: ordered.value.silentDeviceIds })
    },

    'restriction:lift': async ({ roomId, deviceIds, orderId, kinds }, { sessionId, actor }) => {
      const found = targets(roomId, deviceIds)
      if (!found.ok) return found
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      const lifted = await leases.lift(ids, kinds, async (records) => {
        const detail = `${kinds.join(', ')} on ${ids.length}: ${names}`
        await records.audit.append({
          at: clock.now(),
          action: 'restriction:lift',
          staff: actor,
          subject: roomId,
          detail,
          address: actor.address,
        })
      })
      if (!lifted.ok) orders.giveBack(sessionId, orderId)
      return lifted
    },
  }
}
