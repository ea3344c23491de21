import type { Staff } from '#shared/model/staff'
import { type Failure, fail, ok, type Outcome } from '#shared/outcome'
import type { LessonBoard } from '../lessons/lesson-board'
import type { Roster } from '../presence/roster'

/** The devices once each, with their names for the record; all of them have to be in the room. */
export const targetsIn = (
  roster: Roster,
  roomId: string,
  deviceIds: readonly string[],
): Outcome<{ readonly ids: string[]; readonly names: string }, 'not-found'> => {
  const ids = [...new Set(deviceIds)]
  const names: string[] = []
  for (const deviceId of ids) {
    const device = roster.get(deviceId)
    if (device?.roomId !== roomId) return fail('not-found', 'One of these PCs is no longer in this room. Look at the room again.')
    names.push(device.name)
  }
  return ok({ ids, names: names.join(', ') })
}

const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** A teacher orders nothing into a colleague's lesson (PW8, BR7); null when none goes on there. */
export const colleaguesLesson = (
  lessons: LessonBoard,
  roomId: string,
  { role, staffId }: Pick<Staff, 'role' | 'staffId'>,
): Failure<'held-by-another'> | null => {
  const lesson = lessons.inRoom(roomId)
  if (role !== 'teacher' || lesson === null || lesson.teacher.staffId === staffId) return null
  const until = clockTime.format(lesson.endsAt)
  return fail('held-by-another', `${lesson.teacher.displayName} has a lesson here until ${until}. Take the class over first.`)
}
