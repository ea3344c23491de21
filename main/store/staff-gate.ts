import { type Kysely, sql } from 'kysely'
import {
  noStaffSigns,
  type StaffAuthorisation,
  staffAuthorisationSchema,
  type StaffScope,
  staffScopes,
  type StaffSigns,
  staffSignsSchema,
} from '#shared/model/staff-gate'
import { settingRecords } from './settings'
import type { Tables } from './tables'

/** What was recorded under one authorisation, and how often somebody looked at it. */
export interface StaffUse {
  readonly kept: Readonly<Record<StaffScope, number>>
  readonly lastKeptAt: number | null
  readonly looks: number
}

const dayMs = 24 * 60 * 60_000

/** The gate before any monitoring of staff: who is staff, what is authorised, what came of it. */
export const staffGateRecords = (db: Kysely<Tables>) => ({
  signs: async (): Promise<StaffSigns> => {
    const kept = await settingRecords(db).find('staff-signs')
    return kept === null ? noStaffSigns : staffSignsSchema.parse(JSON.parse(kept))
  },

  keepSigns: (signs: StaffSigns, at: number): Promise<void> => settingRecords(db).keep('staff-signs', JSON.stringify(signs), at),

  /** Newest first. */
  authorisations: async (): Promise<StaffAuthorisation[]> =>
    (
      await db.selectFrom('staffAuthorisations').select('recordJson').orderBy('requestedAt', 'desc').orderBy('authorisationId').execute()
    ).map(({ recordJson }) => staffAuthorisationSchema.parse(JSON.parse(recordJson))),

  find: async (authorisationId: string): Promise<StaffAuthorisation | null> => {
    const row = await db
      .selectFrom('staffAuthorisations')
      .select('recordJson')
      .where('authorisationId', '=', authorisationId)
      .executeTakeFirst()
    return row === undefined ? null : staffAuthorisationSchema.parse(JSON.parse(row.recordJson))
  },

  /** Adds it, or puts it in place of what was known of it. */
  keep: async (authorisation: StaffAuthorisation): Promise<void> => {
    const { authorisationId, requestedAt } = authorisation
    const recordJson = JSON.stringify(authorisation)
    await db
      .insertInto('staffAuthorisations')
      .values({ authorisationId, requestedAt, recordJson })
      .onConflict((conflict) => conflict.column('authorisationId').doUpdateSet({ recordJson }))
      .execute()
  },

  /** Counts what was recorded, or with `look` that somebody looked at it. */
  noteUse: async (authorisationId: string, kind: StaffScope | 'look', at: number): Promise<void> => {
    await sql`insert into "staffUses" ("authorisationId", "kind", "count", "lastAt") values (${authorisationId}, ${kind}, 1, ${at})
      on conflict ("authorisationId", "kind") do update set "count" = "count" + 1, "lastAt" = max("lastAt", excluded."lastAt")`.execute(db)
  },

  /** By authorisation. */
  uses: async (): Promise<ReadonlyMap<string, StaffUse>> => {
    const rows = await db.selectFrom('staffUses').selectAll().execute()
    const uses = new Map<string, StaffUse>()
    for (const { authorisationId, kind, count, lastAt } of rows) {
      const before = uses.get(authorisationId) ?? { kept: { history: 0, concerns: 0, pictures: 0 }, lastKeptAt: null, looks: 0 }
      const what = staffScopes.find((scope) => scope === kind)
      uses.set(
        authorisationId,
        what === undefined
          ? { ...before, looks: count }
          : { ...before, kept: { ...before.kept, [what]: count }, lastKeptAt: Math.max(before.lastKeptAt ?? 0, lastAt) },
      )
    }
    return uses
  },

  /** Counts what a PC told of staff without an authorisation. */
  noteDrop: async (deviceId: string, facts: number, at: number): Promise<void> => {
    await sql`insert into "staffDrops" ("deviceId", "day", "facts", "lastAt") values (${deviceId}, ${Math.floor(at / dayMs)}, ${facts}, ${at})
      on conflict ("deviceId", "day") do update set "facts" = "facts" + excluded."facts", "lastAt" = excluded."lastAt"`.execute(db)
  },

  /** By PC, since a moment, most first. */
  drops: async (since: number): Promise<{ readonly deviceId: string; readonly facts: number; readonly lastAt: number }[]> =>
    (
      await sql<{ deviceId: string; facts: number; lastAt: number }>`select "deviceId", sum("facts") as "facts", max("lastAt") as "lastAt"
        from "staffDrops" where "lastAt" >= ${since} group by "deviceId" order by "facts" desc`.execute(db)
    ).rows,

  removeDropsBefore: async (before: number): Promise<void> => {
    await db.deleteFrom('staffDrops').where('lastAt', '<', before).execute()
  },

  /** A breach about staff, kept under an authorisation. */
  markBreach: async (breachId: string, authorisationId: string): Promise<void> => {
    await db
      .insertInto('staffBreaches')
      .values({ breachId, authorisationId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  /** The pictures of this breach about staff are not kept, whenever they come. */
  refusePictures: async (breachId: string, at: number): Promise<void> => {
    await db
      .insertInto('refusedBreaches')
      .values({ breachId, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  refusesPictures: async (breachId: string): Promise<boolean> =>
    (await db.selectFrom('refusedBreaches').select('breachId').where('breachId', '=', breachId).executeTakeFirst()) !== undefined,

  removeRefusedBefore: async (before: number): Promise<void> => {
    await db.deleteFrom('refusedBreaches').where('at', '<', before).execute()
  },

  /** The authorisations of the breaches about staff, by breach. */
  breaches: async (): Promise<ReadonlyMap<string, string>> =>
    new Map((await db.selectFrom('staffBreaches').selectAll().execute()).map((row) => [row.breachId, row.authorisationId])),
})
