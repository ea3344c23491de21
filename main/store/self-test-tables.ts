import { type Kysely, type Migration, sql } from 'kysely'

export interface SelfTestTables {
  selfTestOrders: { testId: string; deviceId: string; orderedAt: number; orderJson: string }
  selfTests: {
    testId: string
    deviceId: string
    deviceName: string
    roomId: string
    roomName: string
    orderedAt: number
    endedAt: number
    result: string
    recordJson: string
  }
}

/** Self-tests that were ordered, and the records of those that ended. */
export const selfTestMigration: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table "selfTestOrders" (
        "testId" text primary key,
        "deviceId" text not null references devices,
        "orderedAt" integer not null,
        "orderJson" text not null
      ) strict`,
      sql`create table "selfTests" (
        "testId" text primary key references "selfTestOrders",
        "deviceId" text not null references devices,
        "deviceName" text not null,
        "roomId" text not null,
        "roomName" text not null,
        "orderedAt" integer not null,
        "endedAt" integer not null,
        "result" text not null,
        "recordJson" text not null
      ) strict`,
      sql`create index "selfTests_by_end" on "selfTests" ("endedAt")`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
