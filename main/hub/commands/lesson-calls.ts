import { randomUUID } from 'node:crypto'
import type { Lesson } from '#shared/model/lesson'
import type { Staff } from '#shared/model/staff'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Records } from '../../store/store'
import { extendedEnd } from '../lessons/lesson-times'
import { clearTheWay, endLesson, newest } from '../lessons/take-over'
import type { CallsNamed } from './calls'
import { auditHandOvers, tellFormerOwners } from './hand-overs'
import type { CommandParts } from './parts'

const minuteMs = 60_000

const over = () => fail('not-found', 'This lesson is over. Look at the room again.')

/** The lesson as it goes on now, if this person may change it: its teacher, and for ending it the head. */
const changeable = async (
  records: Records,
  { roomId, lessonId }: { readonly roomId: string; readonly lessonId: string },
  staff: Staff,
  now: number,
): Promise<Outcome<Lesson, 'not-found' | 'held-by-another'>> => {
  const lesson = await records.lessons.inRoom(roomId, now)
  if (lesson?.lessonId !== lessonId) return over()
  if (staff.role === 'teacher' && lesson.teacher.staffId !== staff.staffId) {
    return fail('held-by-another', `This is the lesson of ${lesson.teacher.displayName}. Take the class over to end it.`)
  }
  return ok(lesson)
}

/** Lessons: starting, moving their end, ending. */
export const lessonCalls = (parts: CommandParts): CallsNamed<'lesson:start' | 'lesson:extend' | 'lesson:end'> => {
  const { clock, roster, leases, lessons, connections } = parts

  return {
    'lesson:start': async ({ roomId, title, minutes, takeOver }, { staff, actor }) => {
      const { staffId, displayName } = staff
      const started = await leases.change(async (records) => {
        const now = clock.now()
        const room = await records.rooms.find(roomId)
        if (room === null) return fail('not-found', 'There is no such room any more.')
        const deviceIds = roster.inRoom(roomId).map((device) => device.deviceId)
        const way = await clearTheWay(records, {
          roomId,
          deviceIds,
          kinds: ['lock', 'blank', 'internet', 'application'],
          staffId,
          takeOver,
          now,
        })
        if (!way.ok) return way
        const { ownLesson, handOvers, devices } = way.value
        const before = ownLesson === null ? [] : await endLesson(records, ownLesson, now)
        const endsAt = now + Math.round(minutes * minuteMs)
        const lesson: Lesson = { lessonId: randomUUID(), roomId, title, teacher: { staffId, displayName }, startedAt: now, endsAt }
        // One that is over but not yet swept would keep the room.
        await records.lessons.expire(now)
        await records.lessons.start(lesson)
        const joined = await records.leases.joinLesson(lesson.lessonId, staffId, deviceIds, endsAt, now)
        await auditHandOvers(records, handOvers, room, actor, now)
        const detail = `${title === '' ? 'lesson' : title} for ${minutes} min`
        await records.audit.append({ at: now, action: 'lesson:start', staff: actor, subject: room.name, detail, address: actor.address })
        return ok({ value: { lesson, room, handOvers }, devices: newest(devices, before, joined) })
      })
      if (!started.ok) return started
      const { lesson, room, handOvers } = started.value
      lessons.show(lesson)
      tellFormerOwners(connections, handOvers, room, staff, lesson.startedAt)
      return ok(lesson)
    },

    'lesson:extend': async ({ roomId, lessonId, minutes }, { staff, actor }) => {
      const extended = await leases.change(async (records) => {
        const now = clock.now()
        const found = await changeable(records, { roomId, lessonId }, staff, now)
        if (!found.ok) return found
        const lesson = { ...found.value, endsAt: extendedEnd(found.value, minutes) }
        await records.lessons.moveEnd(lessonId, lesson.endsAt)
        const { longestLeaseMinutes } = await records.settings.school()
        const devices = await records.leases.moveLessonEnd(found.value, lesson.endsAt, longestLeaseMinutes * minuteMs, now)
        const detail = `${lesson.title} by ${minutes} min`
        await records.audit.append({ at: now, action: 'lesson:extend', staff: actor, subject: lessonId, detail, address: actor.address })
        return ok({ value: lesson, devices })
      })
      if (extended.ok) lessons.show(extended.value)
      return extended
    },

    'lesson:end': async ({ roomId, lessonId }, { staff, actor }) => {
      const ended = await leases.change(async (records) => {
        const now = clock.now()
        const found = await changeable(records, { roomId, lessonId }, staff, now)
        if (!found.ok) return found
        const room = await records.rooms.find(roomId)
        if (room === null) return over()
        const devices = await endLesson(records, found.value, now)
        const detail = `${found.value.title} of ${found.value.teacher.displayName}`
        await records.audit.append({ at: now, action: 'lesson:end', staff: actor, subject: lessonId, detail, address: actor.address })
        return ok({ value: { lesson: found.value, room, now }, devices })
      })
      if (!ended.ok) return ended
      const { lesson, room, now } = ended.value
      lessons.clear(lesson)
      if (lesson.teacher.staffId !== staff.staffId) {
        tellFormerOwners(connections, [{ formerOwner: lesson.teacher, what: 'lesson' }], room, staff, now)
      }
      return ok(null)
    },
  }
}
