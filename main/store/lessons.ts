import type { Kysely, Selectable } from 'kysely'
import type { Lesson } from '#shared/model/lesson'
import type { Tables } from './tables'

const toLesson = (row: Selectable<Tables['lessons']>): Lesson => ({
  lessonId: row.lessonId,
  roomId: row.roomId,
  title: row.title,
  teacher: { staffId: row.teacherId, displayName: row.teacherName },
  startedAt: row.startedAt,
  endsAt: row.endsAt,
})

/** Lessons; at most one of a room has not ended (LS1), which the table itself holds. */
export const lessonRecords = (db: Kysely<Tables>) => {
  const live = (at: number) => db.selectFrom('lessons').selectAll().where('endedAt', 'is', null).where('endsAt', '>', at)

  return {
    /** Those going on at `at`. */
    live: async (at: number): Promise<Lesson[]> => (await live(at).execute()).map(toLesson),

    /** The one going on in a room at `at`. */
    inRoom: async (roomId: string, at: number): Promise<Lesson | null> => {
      const row = await live(at).where('roomId', '=', roomId).executeTakeFirst()
      return row === undefined ? null : toLesson(row)
    },

    /** The room must be free: end what goes on there in the same transaction. */
    start: async (lesson: Lesson): Promise<void> => {
      const { teacher, ...row } = lesson
      await db
        .insertInto('lessons')
        .values({ ...row, teacherId: teacher.staffId, teacherName: teacher.displayName })
        .execute()
    },

    moveEnd: async (lessonId: string, endsAt: number): Promise<void> => {
      await db.updateTable('lessons').set({ endsAt }).where('lessonId', '=', lessonId).execute()
    },

    end: async (lessonId: string, at: number): Promise<void> => {
      await db.updateTable('lessons').set({ endedAt: at }).where('lessonId', '=', lessonId).where('endedAt', 'is', null).execute()
    },

    /** Marks the lessons whose time is over as ended. */
    expire: async (at: number): Promise<void> => {
      await db
        .updateTable('lessons')
        .set((eb) => ({ endedAt: eb.ref('endsAt') }))
        .where('endedAt', 'is', null)
        .where('endsAt', '<=', at)
        .execute()
    },
  }
}
