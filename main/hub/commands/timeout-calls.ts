import type { Room } from '#shared/model/device'
import type { SchoolTimeouts, TimeoutRule } from '#shared/model/timeout'
import { timeoutWords } from '#shared/model/timeout-words'
import { fail, ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'
import { targetsIn } from './targets'

const describe = ({ rule, timeZone, teachersMayChange }: SchoolTimeouts): string =>
  `${timeoutWords(rule)}; ${timeZone}; teachers ${teachersMayChange ? 'may' : 'may not'} change their rooms`

const describeRoom = (rule: TimeoutRule | null): string => (rule === null ? "the school's rule" : timeoutWords(rule))

/** When sessions end: the school's rule, the rooms' own, and new sessions. */
export const timeoutCalls = (
  parts: CommandParts,
): CallsNamed<'timeout:read' | 'timeout:write' | 'timeout:write-room' | 'timeout:renew'> => {
  const { store, clock, roster, leases, timeouts, policies, orders } = parts
  return {
    'timeout:read': (_payload, { staff }) =>
      store.transact(async (records) => {
        const [kept, rooms] = [await records.settings.timeouts(), await records.rooms.list()]
        const mine = rooms.filter(({ roomId }) => staff.roomIds?.includes(roomId) ?? true)
        return ok({ school: kept.school, rooms: mine.map((room) => ({ ...room, rule: kept.rooms[room.roomId] ?? null })) })
      }),

    'timeout:write': async (school, { actor }) => {
      const written = await store.transact(async (records) => {
        const at = clock.now()
        const before = await records.settings.timeouts()
        const kept = { ...before, school }
        await records.settings.keepTimeouts(kept, at)
        const detail = `${describe(school)} (before: ${describe(before.school)})`
        await records.audit.append({ at, action: 'timeout:write', staff: actor, subject: 'school', detail, address: actor.address })
        return ok(kept)
      })
      if (!written.ok) return written
      const before = timeouts.timeZone()
      timeouts.put(written.value)
      if (timeouts.timeZone() !== before) policies.tellTimeZone()
      return ok(null)
    },

    'timeout:write-room': async ({ roomId, rule }, { staff, actor }) => {
      const written = await store.transact(async (records) => {
        const at = clock.now()
        const [room, kept] = [await records.rooms.find(roomId), await records.settings.timeouts()]
        if (room === null) return fail('not-found', 'There is no such room any more.')
        if (staff.role === 'teacher' && !kept.school.teachersMayChange) {
          return fail('role-forbids', 'Your school lets technicians and the head set session times. Ask one of them.')
        }
        const next = { ...kept, rooms: withRule(kept.rooms, room, rule) }
        await records.settings.keepTimeouts(next, at)
        const detail = `${describeRoom(rule)} (before: ${describeRoom(kept.rooms[roomId] ?? null)})`
        await records.audit.append({ at, action: 'timeout:write', staff: actor, subject: room.name, detail, address: actor.address })
        return ok(next)
      })
      if (!written.ok) return written
      timeouts.put(written.value)
      return ok(null)
    },

    'timeout:renew': async ({ roomId, deviceIds, orderId }, { sessionId, actor }) => {
      const found = targetsIn(roster, roomId, deviceIds)
      if (!found.ok) return found
      if (!orders.take(sessionId, orderId)) return fail('replayed', 'This order was given before; it is not carried out twice.')
      const { ids, names } = found.value
      const noted = await store.transact(async (records) => {
        const [at, detail] = [clock.now(), `${ids.length}: ${names}`]
        await records.settings.keepUntold({ lifted: timeouts.liftedWith(ids) }, at)
        await records.audit.append({ at, action: 'timeout:renew', staff: actor, subject: roomId, detail, address: actor.address })
        return ok(null)
      })
      if (!noted.ok) {
        orders.giveBack(sessionId, orderId)
        return noted
      }
      timeouts.renew(ids)
      return ok({ silentDeviceIds: leases.silentAmong(ids) })
    },
  }
}

const withRule = (
  rooms: Readonly<Record<string, TimeoutRule>>,
  { roomId }: Room,
  rule: TimeoutRule | null,
): Readonly<Record<string, TimeoutRule>> => {
  const others = Object.entries(rooms).filter(([id]) => id !== roomId)
  return Object.fromEntries(rule === null ? others : [...others, [roomId, rule]])
}
