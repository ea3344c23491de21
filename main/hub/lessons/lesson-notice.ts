import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'
import type { Log } from '../log'
import type { LessonBoard } from './lesson-board'

/** What PCs are told of the lesson in their room (LS2). */
export interface LessonNotice {
  /** When it ends; null while there is none. */
  endsAt(deviceId: string): number | null
}

interface LessonNoticeParts {
  readonly lessons: LessonBoard
  readonly roster: Roster
  readonly links: AgentLinks
  readonly log: Log
}

/** Tells every PC of a room whenever its lesson begins, moves or ends, and a PC that comes into the room. */
export const createLessonNotice = ({ lessons, roster, links, log }: LessonNoticeParts): LessonNotice => {
  const endOf = (roomId: string): number | null => lessons.inRoom(roomId)?.endsAt ?? null
  const tell = (deviceId: string, at: number | null): void => {
    const link = links.get(deviceId)
    if (link?.capabilities.includes('lesson-end') !== true) return
    link.order('lesson:ends', { at }).then(
      (answer) => {
        // The answer to the next hello says the same again.
        if (!answer.ok) log.warn('lesson-end-unanswered', { deviceId, code: answer.code })
      },
      (error: unknown) => {
        log.error('lesson-end-failed', error, { deviceId })
      },
    )
  }
  lessons.onChange((roomId) => {
    const at = endOf(roomId)
    for (const { deviceId } of roster.inRoom(roomId)) tell(deviceId, at)
  })
  roster.onMove(({ deviceId, roomId }, before) => {
    if (endOf(roomId) !== endOf(before.roomId)) tell(deviceId, endOf(roomId))
  })
  return {
    endsAt: (deviceId) => {
      const device = roster.get(deviceId)
      return device === null ? null : endOf(device.roomId)
    },
  }
}
