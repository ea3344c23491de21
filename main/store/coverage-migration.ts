import { type Kysely, type Migration, sql } from 'kysely'

export interface CoverageColumns {
  coverageDays: {
    roomId: string
    /** By the school's clocks, `2026-11-22`. */
    day: string
    expected: number
    reporting: number
    linkedMs: number
    watchedMs: number
    worst: string | null
  }
}

/** How well each room was watched, day by day. */
export const coverageTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`create table "coverageDays" (
      "roomId" text not null,
      "day" text not null,
      "expected" integer not null,
      "reporting" integer not null,
      "linkedMs" integer not null,
      "watchedMs" integer not null,
      "worst" text,
      primary key ("roomId", "day")
    ) strict, without rowid`.execute(db)
  },
}
