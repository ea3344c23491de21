import { type Kysely, sql } from 'kysely'
import type { Download } from '#shared/model/outbox'
import { personHeld } from './holds'
import type { Tables } from './tables'

export interface DownloadStretch {
  readonly deviceIds: readonly string[]
  readonly from: number
  readonly until: number
  /** Most of them answered, the newest ones. */
  readonly limit: number
}

export const downloadRecords = (db: Kysely<Tables>) => ({
  add: async (deviceId: string, { user, site, file, at }: Download): Promise<void> => {
    await db.insertInto('downloads').values({ deviceId, user, site, file, at }).execute()
  },

  /** Begun within a stretch of time, newest first. */
  within: async ({ deviceIds, from, until, limit }: DownloadStretch): Promise<(Download & { readonly deviceId: string })[]> => {
    if (deviceIds.length === 0) return []
    const rows = await db
      .selectFrom('downloads')
      .select(['deviceId', 'user', 'site', 'file', 'at'])
      .where('deviceId', 'in', deviceIds)
      .where('at', '>=', from)
      .where('at', '<', until)
      .orderBy('at', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ kind: 'download' as const, ...row }))
  },

  /** Deletes those begun before a moment and not held; answers how many. */
  removeBefore: async (before: number): Promise<number> => {
    const { numDeletedRows } = await db
      .deleteFrom('downloads')
      .where('at', '<', before)
      .where(sql<boolean>`not ${personHeld('downloads.user')}`)
      .executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  },
})
