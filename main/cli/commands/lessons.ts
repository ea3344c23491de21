import type { Lesson } from '#shared/model/lesson'
import type { Room } from '#shared/model/device'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { findRoom } from '../targets'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

const print = (context: Context, words: string, lesson: Lesson): void => {
  context.print(context.options.json ? JSON.stringify(lesson) : words)
}

/** Starts a lesson in a room; what is ordered in it ends with it. */
export const startLesson = (
  context: Context,
  order: { readonly room: string; readonly title: string; readonly minutes: number; readonly takeOver: boolean },
): Promise<CliOutcome<null>> =>
  inRoom(context, order.room, async (link, { roomId, name }) => {
    const { title, minutes, takeOver } = order
    const lesson = await link.ask('lesson:start', { roomId, title, minutes, takeOver })
    if (!lesson.ok) return lesson
    print(context, `Lesson in ${name} until ${clock.format(lesson.value.endsAt)}.`, lesson.value)
    return ok(null)
  })

/** Moves the end of the lesson in a room; the restrictions that end with it move along. */
export const extendLesson = (context: Context, order: { readonly room: string; readonly minutes: number }): Promise<CliOutcome<null>> =>
  inLesson(context, order.room, async (link, { roomId, lessonId }) => {
    const lesson = await link.ask('lesson:extend', { roomId, lessonId, minutes: order.minutes })
    if (!lesson.ok) return lesson
    print(context, `The lesson now lasts until ${clock.format(lesson.value.endsAt)}.`, lesson.value)
    return ok(null)
  })

/** Ends the lesson in a room, and everything ordered in it. */
export const endLesson = (context: Context, room: string): Promise<CliOutcome<null>> =>
  inLesson(context, room, async (link, lesson) => {
    const ended = await link.ask('lesson:end', { roomId: lesson.roomId, lessonId: lesson.lessonId })
    if (!ended.ok) return ended
    print(context, 'The lesson is over, and what was ordered in it.', lesson)
    return ok(null)
  })

const inRoom = <T>(context: Context, wanted: string, run: (link: HubLink, room: Room) => Promise<CliOutcome<T>>): Promise<CliOutcome<T>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, wanted)
    return room.ok ? run(link, room.value) : room
  })

const inLesson = <T>(
  context: Context,
  wanted: string,
  run: (link: HubLink, lesson: Lesson) => Promise<CliOutcome<T>>,
): Promise<CliOutcome<T>> =>
  inRoom(context, wanted, async (link, { roomId, name }) => {
    const snapshot = await link.ask('room:watch', { roomId })
    if (!snapshot.ok) return snapshot
    const { lesson } = snapshot.value
    return lesson === null ? fail('nothing-to-do', `There is no lesson in ${name} now.`) : run(link, lesson)
  })
