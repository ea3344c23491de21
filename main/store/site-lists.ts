import { type Kysely, type Selectable, sql } from 'kysely'
import type { SiteList } from '#shared/model/site-list'
import type { Tables } from './tables'

const toList = ({ ownerId, ownerName, shared, ...row }: Selectable<Tables['siteLists']>): SiteList => ({
  ...row,
  owner: { staffId: ownerId, displayName: ownerName },
  shared: shared === 1,
})

/** Saved lists of sites. Their texts lie apart, gzipped and by their hashes: equal lists are kept once, and one in force outlives its list. */
export const siteListRecords = (db: Kysely<Tables>) => ({
  /** By name. */
  all: async (): Promise<SiteList[]> =>
    (await db.selectFrom('siteLists').selectAll().orderBy('name').orderBy('listId').execute()).map(toList),

  find: async (listId: string): Promise<SiteList | null> => {
    const row = await db.selectFrom('siteLists').selectAll().where('listId', '=', listId).executeTakeFirst()
    return row === undefined ? null : toList(row)
  },

  keep: async ({ owner, shared, ...list }: SiteList): Promise<void> => {
    const row = { ...list, ownerId: owner.staffId, ownerName: owner.displayName, shared: shared ? 1 : 0 }
    await db
      .insertInto('siteLists')
      .values(row)
      .onConflict((conflict) => conflict.column('listId').doUpdateSet(row))
      .execute()
  },

  remove: async (listId: string): Promise<void> => {
    await db.deleteFrom('siteLists').where('listId', '=', listId).execute()
  },

  keepText: async (hash: string, gzip: Uint8Array<ArrayBuffer>): Promise<void> => {
    await db
      .insertInto('listTexts')
      .values({ hash, gzip })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute()
  },

  /** Gzipped; null when nothing of this hash is kept. */
  text: async (hash: string): Promise<Uint8Array<ArrayBuffer> | null> => {
    const row = await db.selectFrom('listTexts').select('gzip').where('hash', '=', hash).executeTakeFirst()
    return row === undefined ? null : new Uint8Array(row.gzip)
  },

  /** Forgets texts that no list has any more, no change that waits would bring, and no lease names that is not over at `at`. */
  removeUnusedTexts: async (at: number): Promise<void> => {
    await sql`delete from "listTexts" where "hash" not in (select "hash" from "siteLists") and not exists (
      select 1 from leases where "endsAt" > ${at} and instr("internetJson", "listTexts"."hash") > 0
    ) and not exists (select 1 from "policyChanges" where "state" = 'waiting' and instr("changeJson", "listTexts"."hash") > 0)`.execute(db)
  },
})
