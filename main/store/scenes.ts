import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { type Scene, sceneAccessSchema } from '#shared/model/scene'
import type { Tables } from './tables'

/** A scene as it is kept: lists by their ids, what waits in the change log. */
export type KeptScene = Omit<Scene, 'lists' | 'waiting'> & { readonly listIds: readonly string[] }

const textsSchema = z.array(z.string())

const toScene = (row: Selectable<Tables['scenes']>): KeptScene => ({
  sceneId: row.sceneId,
  name: row.name,
  owner: { staffId: row.ownerId, displayName: row.ownerName },
  shared: row.shared === 1,
  access: sceneAccessSchema.parse(row.access),
  sites: textsSchema.parse(JSON.parse(row.sitesJson)),
  listIds: textsSchema.parse(JSON.parse(row.listIdsJson)),
  reason: row.reason,
  changedAt: row.changedAt,
})

/** Saved rules for the web. */
export const sceneRecords = (db: Kysely<Tables>) => ({
  /** By name. */
  all: async (): Promise<KeptScene[]> =>
    (await db.selectFrom('scenes').selectAll().orderBy('name').orderBy('sceneId').execute()).map(toScene),

  find: async (sceneId: string): Promise<KeptScene | null> => {
    const row = await db.selectFrom('scenes').selectAll().where('sceneId', '=', sceneId).executeTakeFirst()
    return row === undefined ? null : toScene(row)
  },

  keep: async ({ owner, shared, sites, listIds, ...scene }: KeptScene): Promise<void> => {
    const row = {
      ...scene,
      ownerId: owner.staffId,
      ownerName: owner.displayName,
      shared: shared ? 1 : 0,
      sitesJson: JSON.stringify(sites),
      listIdsJson: JSON.stringify(listIds),
    }
    await db
      .insertInto('scenes')
      .values(row)
      .onConflict((conflict) => conflict.column('sceneId').doUpdateSet(row))
      .execute()
  },

  remove: async (sceneId: string): Promise<void> => {
    await db.deleteFrom('scenes').where('sceneId', '=', sceneId).execute()
  },
})
