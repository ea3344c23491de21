import { type Kysely, type Migration, type Selectable, sql } from 'kysely'
import { type Hold, type HoldOn, holdOnSchema } from '#shared/model/retention'
import type { Tables } from './tables'

/** Legal holds. */
export const holdTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table holds (
        "holdId" text primary key,
        "kind" text not null,
        "subject" text not null collate nocase,
        "name" text not null,
        "reason" text not null,
        "placedById" text not null references staff,
        "placedBy" text not null,
        "placedAt" integer not null,
        "liftedBy" text,
        "liftedAt" integer,
        "liftReason" text not null
      ) strict, without rowid`,
      sql`create index holds_in_force on holds ("kind", "subject") where "liftedAt" is null`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

const subjectOf = (on: HoldOn): string => (on.kind === 'concern' ? on.breachId : on.kind === 'incident' ? on.incidentId : on.userName)

const onOf = ({ kind, subject }: Selectable<Tables['holds']>): HoldOn =>
  holdOnSchema.parse({ kind, [kind === 'concern' ? 'breachId' : kind === 'incident' ? 'incidentId' : 'userName']: subject })

const toHold = (row: Selectable<Tables['holds']>): Hold => {
  const { holdId, name, reason, placedBy, placedAt, liftedBy, liftedAt, liftReason } = row
  return { holdId, on: onOf(row), name, reason, placedBy, placedAt, liftedBy, liftedAt, liftReason }
}

export const holdRecords = (db: Kysely<Tables>) => ({
  /** Newest first. */
  list: async (limit: number): Promise<Hold[]> =>
    (await db.selectFrom('holds').selectAll().orderBy('placedAt', 'desc').orderBy('holdId').limit(limit).execute()).map(toHold),

  find: async (holdId: string): Promise<Hold | null> => {
    const row = await db.selectFrom('holds').selectAll().where('holdId', '=', holdId).executeTakeFirst()
    return row === undefined ? null : toHold(row)
  },

  place: async ({ on, holdId, name, reason, placedBy, placedAt }: Hold, placedById: string): Promise<void> => {
    const row = { holdId, kind: on.kind, subject: subjectOf(on), name, reason, placedById, placedBy, placedAt }
    await db
      .insertInto('holds')
      .values({ ...row, liftedBy: null, liftedAt: null, liftReason: '' })
      .execute()
  },

  lift: async (holdId: string, liftedBy: string, liftReason: string, liftedAt: number): Promise<void> => {
    await db.updateTable('holds').set({ liftedBy, liftReason, liftedAt }).where('holdId', '=', holdId).execute()
  },
})

const inForce = (kind: HoldOn['kind']) => sql`(select "subject" from holds where "liftedAt" is null and "kind" = ${kind})`

/** Whether everything about an account is held; `user` names the column. */
export const personHeld = (user: string) => sql<boolean>`(coalesce(${sql.ref(user)}, '') collate nocase in ${inForce('person')})`

/** Of a row of `breaches`: by itself, with its incident, or with its person. */
export const breachHeld = sql<boolean>`(breaches."breachId" in ${inForce('concern')} or ${personHeld('breaches.user')}
  or exists (select 1 from "incidentBreaches" where "incidentBreaches"."breachId" = breaches."breachId"
    and "incidentBreaches"."incidentId" in ${inForce('incident')}))`

/** Of a row of `incidents`: by itself, with its person, or because a concern of it is. */
export const incidentHeld = sql<boolean>`(incidents."incidentId" in ${inForce('incident')} or ${personHeld('incidents.person')}
  or exists (select 1 from "incidentBreaches" join breaches on breaches."breachId" = "incidentBreaches"."breachId"
    where "incidentBreaches"."incidentId" = incidents."incidentId"
    and (breaches."breachId" in ${inForce('concern')} or ${personHeld('breaches.user')})))`
