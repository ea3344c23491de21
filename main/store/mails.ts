import type { Kysely } from 'kysely'
import type { Tables } from './tables'

export interface WaitingMail {
  readonly breachId: string
  readonly attempts: number
}

/** Concerns that wait to be told by e-mail. */
export const mailRecords = (db: Kysely<Tables>) => ({
  add: async (breachId: string, dueAt: number): Promise<void> => {
    await db
      .insertInto('mails')
      .values({ breachId, attempts: 0, dueAt })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  /** The first due first. */
  due: (now: number, limit: number): Promise<WaitingMail[]> =>
    db.selectFrom('mails').select(['breachId', 'attempts']).where('dueAt', '<=', now).orderBy('dueAt').limit(limit).execute(),

  waiting: async (): Promise<number> =>
    (
      await db
        .selectFrom('mails')
        .select((eb) => eb.fn.countAll<number>().as('mails'))
        .executeTakeFirstOrThrow()
    ).mails,

  /** Told, or given up. */
  remove: async (breachIds: readonly string[]): Promise<void> => {
    await db.deleteFrom('mails').where('breachId', 'in', breachIds).execute()
  },

  clear: async (): Promise<void> => {
    await db.deleteFrom('mails').execute()
  },

  /** Tried without success: again at `dueAt`. */
  putOff: async (breachId: string, dueAt: number): Promise<void> => {
    await db
      .updateTable('mails')
      .set((eb) => ({ attempts: eb('attempts', '+', 1), dueAt }))
      .where('breachId', '=', breachId)
      .execute()
  },
})
