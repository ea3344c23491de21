import type { Kysely } from 'kysely'
import type { Tables } from './tables'

/** A staff session. Its id is the SHA-256 of the bearer token, in hex; the token itself is not kept. */
export interface SessionRecord {
  readonly sessionId: string
  readonly staffId: string
  readonly address: string
  readonly startedAt: number
  readonly expiresAt: number
  readonly idleLimitMs: number
  readonly touchedAt: number
}

export const sessionRecords = (db: Kysely<Tables>) => ({
  list: (): Promise<SessionRecord[]> => db.selectFrom('staffSessions').selectAll().execute(),

  find: async (sessionId: string): Promise<SessionRecord | null> =>
    (await db.selectFrom('staffSessions').selectAll().where('sessionId', '=', sessionId).executeTakeFirst()) ?? null,

  add: async (session: SessionRecord): Promise<void> => {
    await db.insertInto('staffSessions').values(session).execute()
  },

  touch: async (sessionId: string, at: number): Promise<void> => {
    await db.updateTable('staffSessions').set({ touchedAt: at }).where('sessionId', '=', sessionId).execute()
  },

  remove: async (sessionId: string): Promise<void> => {
    await db.deleteFrom('staffSessions').where('sessionId', '=', sessionId).execute()
  },

  /** Removes an account's oldest sessions beyond `keep`. */
  keepNewest: async (staffId: string, keep: number): Promise<void> => {
    const beyond = db
      .selectFrom('staffSessions')
      .select('sessionId')
      .where('staffId', '=', staffId)
      .orderBy('touchedAt', 'desc')
      .limit(-1)
      .offset(keep)
    await db.deleteFrom('staffSessions').where('sessionId', 'in', beyond).execute()
  },

  /** Ends every session of everybody. */
  removeAll: async (): Promise<void> => {
    await db.deleteFrom('staffSessions').execute()
  },

  /** Ends every session of an account, but the one named, if any. */
  removeAllOf: async (staffId: string, exceptSessionId: string | null): Promise<void> => {
    await db
      .deleteFrom('staffSessions')
      .where('staffId', '=', staffId)
      .$if(exceptSessionId !== null, (query) => query.where('sessionId', '!=', exceptSessionId))
      .execute()
  },
})
