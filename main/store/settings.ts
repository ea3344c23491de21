import type { Kysely } from 'kysely'
import { defaultSchoolSettings, type SchoolSettings, schoolSettingsSchema } from '#shared/model/school-settings'
import type { Tables } from './tables'

/** What the hub keeps of itself; the authority's key is in here, which is why the whole file is encrypted. */
export type SettingName = 'authority' | 'server-certificate' | 'first-run-code' | 'school'

/** Texts by name; whoever writes one parses it when reading it. */
export const settingRecords = (db: Kysely<Tables>) => {
  const find = async (name: SettingName): Promise<string | null> =>
    (await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst())?.value ?? null

  const keep = async (name: SettingName, value: string, at: number): Promise<void> => {
    await db
      .insertInto('settings')
      .values({ name, value, changedAt: at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, changedAt: at }))
      .execute()
  }

  return {
    find,
    keep,

    remove: async (name: SettingName): Promise<void> => {
      await db.deleteFrom('settings').where('name', '=', name).execute()
    },

    /** What the school set for itself; the defaults until it did. */
    school: async (): Promise<SchoolSettings> => {
      const kept = await find('school')
      return kept === null ? defaultSchoolSettings : schoolSettingsSchema.parse(JSON.parse(kept))
    },

    keepSchool: (settings: SchoolSettings, at: number): Promise<void> => keep('school', JSON.stringify(settings), at),
  }
}
