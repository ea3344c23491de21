import { randomUUID } from 'node:crypto'
import { mostSelfTestSchedules, type SelfTestSchedule } from '#shared/model/self-test'
import { fail, ok } from '#shared/outcome'
import { checkRecord } from '../self-tests/check-record'
import type { CallsNamed } from './calls'
import { replayed } from './order-memory'
import type { CommandParts } from './parts'
import { targetsIn } from './targets'

type SelfTestCalls = CallsNamed<'self-test:run' | 'self-test:list' | 'self-test:print' | 'self-test:schedule' | 'self-test:unschedule'>

/** Checks in one printed record. */
const mostPrinted = 2_000
const untilTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** Rooms of a call: one, or every one the account may see; null for all. */
const roomsOf = (roomId: string | null, own: readonly string[] | null): readonly string[] | null =>
  roomId === null ? own : own?.includes(roomId) === false ? [] : [roomId]

/** [SF1] Checks of PCs, now and by the clock, and their records. */
export const selfTestCalls = (parts: CommandParts): SelfTestCalls => {
  const { store, clock, roster, lessons, orders, timeouts, selfTests: desk, selfTestSchedules: schedules } = parts
  return {
    'self-test:run': async ({ roomId, deviceIds, orderId, inUse, inLesson }, { sessionId, staff, actor }) => {
      const found = targetsIn(roster, roomId, deviceIds)
      if (!found.ok) return found
      const lesson = lessons.inRoom(roomId)
      if (lesson !== null && !inLesson) {
        const until = untilTime.format(lesson.endsAt)
        return fail(
          'held-by-another',
          `${lesson.teacher.displayName} has a lesson here until ${until}. Test after it, or say that it may be in the lesson.`,
        )
      }
      if (!orders.take(sessionId, orderId)) return replayed()
      const { ids, names } = found.value
      const noted = await store.transact(async ({ audit }) => {
        const at = clock.now()
        const detail = `${ids.length}: ${names}`.slice(0, 500)
        await audit.append({ at, action: 'self-test:run', staff: actor, subject: roomId, detail, address: actor.address })
        return ok(null)
      })
      if (!noted.ok) {
        orders.giveBack(sessionId, orderId)
        return noted
      }
      const { staffId, displayName } = staff
      const begun = await desk.run(ids, { owner: { staffId, displayName }, scheduled: false, inUse, inLesson })
      return begun.ok ? ok({ testIds: [...begun.value] }) : begun
    },

    'self-test:list': async ({ roomId, before, limit }, { staff }) => {
      const roomIds = roomsOf(roomId, staff.roomIds)
      const listed = await store.transact(async ({ selfTests }) =>
        ok(await selfTests.list({ roomIds, from: 0, until: before ?? Number.MAX_SAFE_INTEGER, limit })),
      )
      if (!listed.ok) return listed
      const mine = (rooms: readonly string[]): boolean => roomIds === null || rooms.some((one) => roomIds.includes(one))
      return ok({
        tests: listed.value,
        pending: desk.pending().filter((test) => mine([test.roomId])),
        schedules: schedules.list().filter((schedule) => mine(schedule.roomIds)),
      })
    },

    'self-test:print': async ({ roomId, from, until }, { staff, actor }) => {
      const listed = await store.transact(async ({ selfTests, settings, audit }) => {
        const tests = await selfTests.list({ roomIds: roomsOf(roomId, staff.roomIds), from, until, limit: mostPrinted })
        const { schoolName } = await settings.reports()
        const detail = `${tests.length} checks`
        await audit.append({
          at: clock.now(),
          action: 'self-test:print',
          staff: actor,
          subject: roomId ?? 'school',
          detail,
          address: actor.address,
        })
        return ok({ tests, schoolName })
      })
      if (!listed.ok) return listed
      const { tests, schoolName } = listed.value
      return ok({ pdf: await checkRecord(tests, { schoolName, timeZone: timeouts.timeZone(), now: clock.now(), from, until }) })
    },

    'self-test:schedule': async (plan, { staff, actor }) => {
      const roomIds = [...new Set(plan.roomIds)]
      if (roomIds.some((roomId) => staff.roomIds?.includes(roomId) === false))
        return fail('room-forbids', 'One of these rooms is not one of yours.')
      const { staffId, displayName } = staff
      const days = [...new Set(plan.days)].sort((a, b) => a - b)
      const schedule: SelfTestSchedule = { ...plan, roomIds, days, scheduleId: randomUUID(), owner: { staffId, displayName } }
      const kept = await store.transact(async ({ rooms, settings, audit }) => {
        const names: string[] = []
        for (const roomId of roomIds) {
          const room = await rooms.find(roomId)
          if (room === null) return fail('not-found', 'There is no such room any more.')
          names.push(room.name)
        }
        const before = await settings.selfTestSchedules()
        if (before.length >= mostSelfTestSchedules)
          return fail('store-full', `There are ${mostSelfTestSchedules} schedules already: remove one first.`)
        const at = clock.now()
        await settings.keepSelfTestSchedules([...before, schedule], at)
        const detail = `days ${days.join(', ')} at ${plan.time}${plan.inUse ? ', PCs in use too' : ''}`
        const subject = names.join(', ').slice(0, 200)
        await audit.append({ at, action: 'self-test:schedule', staff: actor, subject, detail, address: actor.address })
        return ok([...before, schedule])
      })
      if (!kept.ok) return kept
      schedules.keep(kept.value)
      return ok(schedule)
    },

    'self-test:unschedule': async ({ scheduleId }, { staff, actor }) => {
      const kept = await store.transact(async ({ settings, audit }) => {
        const before = await settings.selfTestSchedules()
        const found = before.find((one) => one.scheduleId === scheduleId)
        if (found === undefined) return fail('not-found', 'There is no such schedule any more.')
        if (found.roomIds.some((roomId) => staff.roomIds?.includes(roomId) === false))
          return fail('room-forbids', 'One of its rooms is not one of yours.')
        const at = clock.now()
        const left = before.filter((one) => one !== found)
        await settings.keepSelfTestSchedules(left, at)
        await audit.append({ at, action: 'self-test:unschedule', staff: actor, subject: scheduleId, detail: '', address: actor.address })
        return ok(left)
      })
      if (!kept.ok) return kept
      schedules.keep(kept.value)
      return ok(null)
    },
  }
}
