import type { Kysely } from 'kysely'
import type { Tables } from './tables'

/** What the hub keeps of itself; the authority's key is in here, which is why the whole file is encrypted. */
export type SettingName = 'authority' | 'server-certificate' | 'first-run-code'

/** Texts by name; whoever writes one parses it when reading it. */
export const settingRecords = (db: Kysely<Tables>) => ({
  find: async (name: SettingName): Promise<string | null> =>
    (await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst())?.value ?? null,

  keep: async (name: SettingName, value: string, at: number): Promise<void> => {
    await db
      .insertInto('settings')
      .values({ name, value, changedAt: at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, changedAt: at }))
      .execute()
  },

  remove: async (name: SettingName): Promise<void> => {
    await db.deleteFrom('settings').where('name', '=', name).execute()
  },
})
