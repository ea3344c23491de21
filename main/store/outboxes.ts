import type { Kysely } from 'kysely'
import type { Tables } from './tables'

/** How far the durable facts of each device are held: a number up to it is stored already (OB2). */
export const outboxRecords = (db: Kysely<Tables>) => ({
  all: async (): Promise<readonly { readonly deviceId: string; readonly factsHeld: number }[]> =>
    db.selectFrom('outboxes').selectAll().execute(),

  /** 0 for a device that never delivered. */
  factsHeld: async (deviceId: string): Promise<number> =>
    (await db.selectFrom('outboxes').select('factsHeld').where('deviceId', '=', deviceId).executeTakeFirst())?.factsHeld ?? 0,

  keep: async (deviceId: string, factsHeld: number): Promise<void> => {
    await db
      .insertInto('outboxes')
      .values({ deviceId, factsHeld })
      .onConflict((conflict) => conflict.column('deviceId').doUpdateSet({ factsHeld }))
      .execute()
  },
})
