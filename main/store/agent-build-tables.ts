import { type Kysely, type Migration, sql } from 'kysely'

export interface AgentBuildTables {
  agentBuilds: { buildId: string; addedAt: number; recordJson: string }
  rollOuts: { buildId: string; planJson: string }
  buildWords: { buildId: string; deviceId: string; at: number; wordJson: string }
}

/** Builds of the agent, their roll-outs, and what the PCs say of them. The archives themselves are files beside the database. */
export const agentBuildTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table "agentBuilds" (
        "buildId" text primary key,
        "addedAt" integer not null,
        "recordJson" text not null
      ) strict, without rowid`,
      sql`create table "rollOuts" (
        "buildId" text primary key references "agentBuilds" on delete cascade,
        "planJson" text not null
      ) strict, without rowid`,
      sql`create table "buildWords" (
        "buildId" text not null references "agentBuilds" on delete cascade,
        "deviceId" text not null references devices on delete cascade,
        "at" integer not null,
        "wordJson" text not null,
        primary key ("buildId", "deviceId")
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
