import type { Kysely } from 'kysely'
import type { Tables } from './tables'

/** Failed tries of one account or address. */
export interface Attempts {
  readonly failures: number
  readonly lastFailedAt: number
  /** No try is heard before this moment. */
  readonly blockedUntil: number
}

/** Kept on disk, so that restarting the hub clears no lock-out. `subject` names an account or an address. */
export const attemptRecords = (db: Kysely<Tables>) => ({
  find: async (subject: string): Promise<Attempts | null> =>
    (await db
      .selectFrom('attempts')
      .select(['failures', 'lastFailedAt', 'blockedUntil'])
      .where('subject', '=', subject)
      .executeTakeFirst()) ?? null,

  keep: async (subject: string, attempts: Attempts): Promise<void> => {
    await db
      .insertInto('attempts')
      .values({ subject, ...attempts })
      .onConflict((conflict) => conflict.column('subject').doUpdateSet({ ...attempts }))
      .execute()
  },

  forget: async (subject: string): Promise<void> => {
    await db.deleteFrom('attempts').where('subject', '=', subject).execute()
  },

  /** Drops tries older than `before`, and the oldest beyond `keep` rows, so that strangers cannot fill the disk. */
  trim: async (before: number, keep: number): Promise<void> => {
    await db.deleteFrom('attempts').where('lastFailedAt', '<', before).execute()
    const beyond = db.selectFrom('attempts').select('subject').orderBy('lastFailedAt', 'desc').limit(-1).offset(keep)
    await db.deleteFrom('attempts').where('subject', 'in', beyond).execute()
  },
})
