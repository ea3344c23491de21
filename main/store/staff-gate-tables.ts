import { type Kysely, type Migration, sql } from 'kysely'

/** Tables of the gate before any monitoring of staff. */
export const staffGateTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table "staffAuthorisations" (
        "authorisationId" text primary key,
        "requestedAt" integer not null,
        "recordJson" text not null
      ) strict, without rowid`,
      sql`create table "staffUses" (
        "authorisationId" text not null references "staffAuthorisations",
        "kind" text not null,
        "count" integer not null,
        "lastAt" integer not null,
        primary key ("authorisationId", "kind")
      ) strict, without rowid`,
      sql`create table "staffDrops" (
        "deviceId" text not null references devices,
        "day" integer not null,
        "facts" integer not null,
        "lastAt" integer not null,
        primary key ("deviceId", "day")
      ) strict, without rowid`,
      sql`create table "staffBreaches" (
        "breachId" text primary key references breaches ("breachId") on delete cascade,
        "authorisationId" text not null references "staffAuthorisations"
      ) strict, without rowid`,
      sql`create table "refusedBreaches" (
        "breachId" text primary key,
        "at" integer not null
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
