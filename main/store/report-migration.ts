import { type Kysely, type Migration, sql } from 'kysely'

/** Reports, and the counts of concerns they are made from once the concerns are gone. */
export const reportMigration: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table reports (
        "reportId" text primary key,
        "kind" text not null,
        "term" text,
        "madeAt" integer not null,
        "madeBy" text,
        "bytes" integer not null,
        "pdf" blob not null
      ) strict`,
      sql`create table "breachTallies" (
        "day" integer not null,
        "category" text not null,
        "grade" integer not null,
        "state" text not null,
        "yearGroup" integer not null,
        "waited" text not null,
        "concerns" integer not null,
        primary key ("day", "category", "grade", "state", "yearGroup", "waited")
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
