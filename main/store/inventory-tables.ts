import { type Generated, type Kysely, type Migration, sql } from 'kysely'

export interface InventoryTables {
  /** `softwareDigest` null: no package manager told; with it `packages` counts the rows of `inventorySoftware`. */
  inventories: {
    inventoryId: Generated<number>
    deviceId: string
    readAt: number
    hardwareDigest: string | null
    hardwareJson: string | null
    systemDigest: string | null
    systemJson: string | null
    softwareDigest: string | null
  }
  /** Each version of a program once, however many PCs have it. */
  inventoryPackages: { packageId: Generated<number>; name: string; version: string; pcs: Generated<number> }
  inventorySoftware: { inventoryId: number; packageId: number }
  inventoryChanges: { changeId: Generated<number>; deviceId: string; at: number; part: string; listHash: string }
  /** PCs of a room change alike: the same list of changes is kept once. */
  inventoryChangeLists: { listHash: string; changesJson: string }
}

/** What PCs are made of and what is installed on them, and how that changed. Numbers stand for PCs and packages: there are millions of pairs. */
export const inventoryTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table inventories (
        "inventoryId" integer primary key,
        "deviceId" text not null unique references devices,
        "readAt" integer not null,
        "hardwareDigest" text,
        "hardwareJson" text,
        "systemDigest" text,
        "systemJson" text,
        "softwareDigest" text
      ) strict`,
      sql`create table "inventoryPackages" (
        "packageId" integer primary key,
        "name" text not null,
        "version" text not null,
        "pcs" integer not null default 0,
        unique ("name", "version")
      ) strict`,
      sql`create table "inventorySoftware" (
        "inventoryId" integer not null,
        "packageId" integer not null,
        primary key ("inventoryId", "packageId")
      ) strict, without rowid`,
      sql`create index inventory_software_by_package on "inventorySoftware" ("packageId")`,
      sql`create table "inventoryChanges" (
        "changeId" integer primary key autoincrement,
        "deviceId" text not null references devices,
        "at" integer not null,
        "part" text not null,
        "listHash" text not null
      ) strict`,
      sql`create index inventory_changes_by_device on "inventoryChanges" ("deviceId", "changeId")`,
      sql`create index inventory_changes_by_list on "inventoryChanges" ("listHash")`,
      sql`create table "inventoryChangeLists" (
        "listHash" text primary key,
        "changesJson" text not null
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
