import { randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import { mostSavedFilters, type SavedFilter, savedFilterSchema } from '#shared/model/incident'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { Tables } from './tables'

const toFilter = ({ filterId, name, savedJson }: Selectable<Tables['savedFilters']>): SavedFilter => ({
  filterId,
  name,
  saved: savedFilterSchema.shape.saved.parse(JSON.parse(savedJson)),
})

/** The filters each member of staff keeps. */
export const savedFilterRecords = (db: Kysely<Tables>) => {
  const list = async (staffId: string): Promise<SavedFilter[]> =>
    (await db.selectFrom('savedFilters').selectAll().where('staffId', '=', staffId).orderBy('name').execute()).map(toFilter)

  return {
    list,

    /** In place of the one of the same name. */
    put: async (staffId: string, { name, saved }: Omit<SavedFilter, 'filterId'>): Promise<Outcome<SavedFilter, 'in-use'>> => {
      const savedJson = JSON.stringify(saved)
      const row = await db
        .insertInto('savedFilters')
        .values({ filterId: randomUUID(), staffId, name, savedJson })
        .onConflict((conflict) => conflict.columns(['staffId', 'name']).doUpdateSet({ savedJson }))
        .returningAll()
        .executeTakeFirstOrThrow()
      return (await list(staffId)).length > mostSavedFilters
        ? fail('in-use', `You keep ${mostSavedFilters} filters already. Delete one first.`)
        : ok(toFilter(row))
    },

    remove: async (staffId: string, filterId: string): Promise<boolean> => {
      const { numDeletedRows } = await db
        .deleteFrom('savedFilters')
        .where('staffId', '=', staffId)
        .where('filterId', '=', filterId)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },
  }
}
