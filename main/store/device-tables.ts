import { type Kysely, type Migration, sql } from 'kysely'

/** What the school has written down about its PCs, those it expects, where each stands, and how the old ones left. */
export const deviceTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      // A removed room keeps its row: lessons and retired PCs name it.
      sql`alter table rooms add column "removedAt" integer`,
      sql`create table "expectedDevices" (
        "deviceId" text primary key,
        "roomId" text not null references rooms,
        "name" text not null collate nocase,
        "addedAt" integer not null
      ) strict, without rowid`,
      sql`create index expected_by_name on "expectedDevices" ("name")`,
      // Of an enrolled PC or an expected one alike.
      sql`create table "deviceDetails" (
        "deviceId" text primary key,
        "assetTag" text not null,
        "serial" text not null,
        "groupsJson" text not null
      ) strict, without rowid`,
      sql`create table seats (
        "deviceId" text primary key,
        "roomId" text not null references rooms,
        "seatRow" integer not null,
        "seatColumn" integer not null,
        unique ("roomId", "seatRow", "seatColumn")
      ) strict, without rowid`,
      sql`create table disposals (
        "deviceId" text primary key references devices,
        "name" text not null,
        "roomName" text not null,
        "assetTag" text not null,
        "serial" text not null,
        "how" text not null,
        "note" text not null,
        "enrolledAt" integer not null,
        "at" integer not null,
        "staffId" text not null,
        "byName" text not null
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
