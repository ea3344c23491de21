import type { Lesson } from '#shared/model/lesson'

/** The lessons going on, in memory: one of a room at most (LS1). */
export interface LessonBoard {
  inRoom(roomId: string): Lesson | null
  /** Shows the lesson in its room, in place of the one before. */
  show(lesson: Lesson): void
  /** Takes the lesson down, unless another stands in its room by now. */
  clear(lesson: Lesson): void
  /** Takes down the lessons whose end has come. */
  expire(now: number): readonly Lesson[]
  /** Told the room after every change. */
  onChange(listener: (roomId: string) => void): void
}

export const createLessonBoard = (lessons: readonly Lesson[]): LessonBoard => {
  const rooms = new Map(lessons.map((lesson) => [lesson.roomId, lesson]))
  const listeners: ((roomId: string) => void)[] = []
  const tell = (roomId: string): void => {
    for (const listener of listeners) listener(roomId)
  }

  const clear = ({ lessonId, roomId }: Lesson): void => {
    if (rooms.get(roomId)?.lessonId !== lessonId) return
    rooms.delete(roomId)
    tell(roomId)
  }

  return {
    inRoom: (roomId) => rooms.get(roomId) ?? null,
    show: (lesson) => {
      rooms.set(lesson.roomId, lesson)
      tell(lesson.roomId)
    },
    clear,
    expire: (now) => {
      const due = [...rooms.values()].filter(({ endsAt }) => endsAt <= now)
      for (const lesson of due) clear(lesson)
      return due
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
  }
}
