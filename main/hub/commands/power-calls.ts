import { randomUUID } from 'node:crypto'
import type { PowerOrder } from '#shared/model/power'
import { mostSchedules, type PowerPlan, type PowerSchedule } from '#shared/model/power-schedule'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Caller, CallsNamed } from './calls'
import type { CommandParts } from './parts'
import { replayed } from './order-memory'
import { colleaguesLesson, targetsIn } from './targets'

const wishWords = ({ action, warnSeconds, spareInUse, putOffMinutes }: Omit<PowerPlan, 'roomIds' | 'days' | 'time'>): string =>
  action === 'wake'
    ? action
    : `${action}, warned ${warnSeconds} s before${spareInUse ? ', PCs in use spared' : ''}${putOffMinutes > 0 ? `, put off by ${putOffMinutes} min at a time` : ''}`

type PowerCalls = CallsNamed<
  'power:order' | 'power:cancel' | 'power:wake' | 'power:schedules' | 'power:schedule' | 'power:reschedule' | 'power:unschedule'
>

/** Logging off, restarting, shutting down and waking, now or by the clock. */
export const powerCalls = (parts: CommandParts): PowerCalls => {
  const { store, clock, roster, links, lessons, orders, power, waker, schedules } = parts
  const silentAmong = (deviceIds: readonly string[]): string[] => deviceIds.filter((deviceId) => links.get(deviceId) === null)

  /** Stores the schedules that `place` makes of those kept and this plan. */
  const keepPlan = async (
    { staff, actor }: Pick<Caller, 'staff' | 'actor'>,
    plan: PowerPlan,
    scheduleId: string,
    action: 'power:schedule' | 'power:reschedule',
    place: (kept: readonly PowerSchedule[], schedule: PowerSchedule) => Outcome<readonly PowerSchedule[], 'store-full' | 'not-found'>,
  ) => {
    const roomIds = [...new Set(plan.roomIds)]
    if (roomIds.some((roomId) => staff.roomIds?.includes(roomId) === false)) {
      return fail('room-forbids', 'One of these rooms is not one of yours.')
    }
    const { staffId, displayName } = staff
    const days = [...new Set(plan.days)].sort((a, b) => a - b)
    const schedule: PowerSchedule = { ...plan, roomIds, days, scheduleId, owner: { staffId, displayName } }
    const stored = await store.transact(async ({ rooms, settings, audit }) => {
      const names: string[] = []
      for (const roomId of roomIds) {
        const room = await rooms.find(roomId)
        if (room === null) return fail('not-found', 'There is no such room any more.')
        names.push(room.name)
      }
      const placed = place(await settings.powerSchedules(), schedule)
      if (!placed.ok) return placed
      const at = clock.now()
      await settings.keepPowerSchedules(placed.value, at)
      const detail = `${wishWords(plan)}; days ${days.join(', ')} at ${plan.time}`
      await audit.append({ at, action, staff: actor, subject: names.join(', '), detail, address: actor.address })
      return placed
    })
    if (!stored.ok) return stored
    schedules.keep(stored.value)
    return ok(schedule)
  }

  return {
    'power:order': async ({ roomId, deviceIds, orderId, ...wish }, { sessionId, staff, actor }) => {
      const found = targetsIn(roster, roomId, deviceIds)
      if (!found.ok) return found
      const held = colleaguesLesson(lessons, roomId, staff)
      if (held !== null) return held
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      const { staffId, displayName } = staff
      const at = clock.now()
      const order: PowerOrder = { ...wish, powerId: randomUUID(), owner: { staffId, displayName }, scheduled: false, from: at }
      const noted = await store.transact(async ({ audit }) => {
        const detail = `${wishWords(wish)} on ${ids.length}: ${names}`
        await audit.append({ at, action: 'power:order', staff: actor, subject: order.powerId, detail, address: actor.address })
        return ok(null)
      })
      if (!noted.ok) {
        orders.giveBack(sessionId, orderId)
        return noted
      }
      const silentDeviceIds = silentAmong(ids)
      power.order(ids, order)
      return ok({ powerId: order.powerId, silentDeviceIds })
    },

    'power:cancel': async ({ roomId, deviceIds, orderId }, { sessionId, actor }) => {
      const found = targetsIn(roster, roomId, deviceIds)
      if (!found.ok) return found
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      // Stopping waits for no disk.
      const cancelled = power.cancel(ids, 'staff')
      const at = clock.now()
      const noted = await store.transact(async ({ audit, settings }) => {
        await settings.keepUntold({ stops: power.stops() }, at)
        const detail = `${cancelled} of ${ids.length}: ${names}`
        await audit.append({ at, action: 'power:cancel', staff: actor, subject: roomId, detail, address: actor.address })
        return ok(null)
      })
      return noted.ok ? ok({ cancelled, silentDeviceIds: silentAmong(ids) }) : noted
    },

    'power:wake': async ({ roomId, deviceIds, orderId }, { sessionId, staff, actor }) => {
      const found = targetsIn(roster, roomId, deviceIds)
      if (!found.ok) return found
      const held = colleaguesLesson(lessons, roomId, staff)
      if (held !== null) return held
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      const noted = await store.transact(async ({ audit }) => {
        const detail = `${ids.length}: ${names}`
        await audit.append({ at: clock.now(), action: 'power:wake', staff: actor, subject: roomId, detail, address: actor.address })
        return ok(null)
      })
      if (!noted.ok) {
        orders.giveBack(sessionId, orderId)
        return noted
      }
      const { staffId, displayName } = staff
      return ok({ results: await waker.wake(ids, { staffId, displayName }) })
    },

    'power:schedules': (_payload, { staff }) =>
      ok(schedules.list().filter(({ roomIds }) => staff.roomIds === null || roomIds.some((roomId) => staff.roomIds?.includes(roomId)))),

    'power:schedule': (plan, by) =>
      keepPlan(by, plan, randomUUID(), 'power:schedule', (kept, schedule) =>
        kept.length >= mostSchedules
          ? fail('store-full', `There are ${mostSchedules} schedules already: remove one first.`)
          : ok([...kept, schedule]),
      ),

    'power:reschedule': ({ scheduleId, ...plan }, by) =>
      keepPlan(by, plan, scheduleId, 'power:reschedule', (kept, schedule) =>
        kept.some((one) => one.scheduleId === scheduleId)
          ? ok(kept.map((one) => (one.scheduleId === scheduleId ? schedule : one)))
          : fail('not-found', 'There is no such schedule any more.'),
      ),

    'power:unschedule': async ({ scheduleId }, { actor }) => {
      const stored = await store.transact(async ({ settings, audit }) => {
        const kept = await settings.powerSchedules()
        const gone = kept.find((schedule) => schedule.scheduleId === scheduleId)
        if (gone === undefined) return fail('not-found', 'There is no such schedule any more.')
        const left = kept.filter((schedule) => schedule !== gone)
        const at = clock.now()
        await settings.keepPowerSchedules(left, at)
        const detail = `${gone.action}; days ${gone.days.join(', ')} at ${gone.time}`
        await audit.append({ at, action: 'power:unschedule', staff: actor, subject: scheduleId, detail, address: actor.address })
        return ok(left)
      })
      if (!stored.ok) return stored
      schedules.keep(stored.value)
      return ok(null)
    },
  }
}
