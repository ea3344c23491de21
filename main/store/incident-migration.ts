import { type Kysely, type Migration, sql } from 'kysely'

const words = (table: string) =>
  sql`create virtual table ${sql.table(table)} using fts5 (
    "words", content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
  )`

/** Incidents, what is kept of them, and what a search over concerns and incidents needs. */
export const incidents: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`alter table breaches add column "user" text collate nocase`,
      sql`alter table breaches add column "quarantinedAt" integer`,
      sql`alter table snapshots add column "quarantinedAt" integer`,
      sql`update breaches set "user" = "factJson" ->> 'user'`,
      sql`create index breaches_of_user on breaches ("user", "breachNumber")`,
      // What a list is narrowed by, without the long texts: read instead of the table.
      sql`create index breaches_narrow on breaches ("breachNumber", "state", "grade", "category", "takenAt", "deviceId", "user")`,
      sql`create index breaches_of_device on breaches ("deviceId", "takenAt")`,
      sql`create index snapshots_of_device on snapshots ("deviceId", "takenAt")`,
      sql`create index snapshots_quarantined on snapshots ("deviceId") where "quarantinedAt" is not null`,
      words('breachWords'),
      sql`insert into "breachWords" (rowid, "words") select "breachNumber", "words" from breaches`,
      sql`create table incidents (
        "incidentNumber" integer primary key autoincrement,
        "incidentId" text not null unique,
        "title" text not null,
        "state" text not null,
        "person" text collate nocase,
        "personKind" text not null,
        "assigneeId" text references staff,
        "assigneeName" text,
        "openedAt" integer not null,
        "openedBy" text not null,
        "changedAt" integer not null,
        "routeRowId" text,
        "routeTitle" text,
        "routeReason" text,
        "routedBy" text,
        "routedAt" integer,
        "grade" integer,
        "categoriesJson" text not null,
        "deviceIdsJson" text not null,
        "concerns" integer not null,
        "earliestAt" integer,
        "latestAt" integer,
        "quarantined" integer not null,
        "actionsOpen" integer not null,
        "dueAt" integer
      ) strict`,
      sql`create index incidents_by_state on incidents ("state", "incidentNumber")`,
      sql`create index incidents_of_person on incidents ("person", "incidentNumber")`,
      words('incidentWords'),
      sql`create table "incidentBreaches" (
        "breachId" text primary key references breaches ("breachId") on delete cascade,
        "incidentId" text not null references incidents ("incidentId") on delete cascade,
        "stateBefore" text not null,
        "linkedAt" integer not null
      ) strict, without rowid`,
      sql`create index breaches_of_incident on "incidentBreaches" ("incidentId")`,
      sql`create table "incidentEvents" (
        "eventId" integer primary key autoincrement,
        "incidentId" text not null references incidents ("incidentId") on delete cascade,
        "at" integer not null,
        "staffId" text not null references staff,
        "staffName" text not null,
        "deedJson" text not null
      ) strict`,
      sql`create index events_of_incident on "incidentEvents" ("incidentId")`,
      sql`create table "incidentActions" (
        "actionId" text primary key,
        "incidentId" text not null references incidents ("incidentId") on delete cascade,
        "position" integer not null,
        "action" text not null,
        "dueAt" integer,
        "doneAt" integer,
        "doneBy" text,
        "outcome" text not null,
        "leaseId" text
      ) strict, without rowid`,
      sql`create index actions_of_incident on "incidentActions" ("incidentId", "position")`,
      sql`create table "savedFilters" (
        "filterId" text primary key,
        "staffId" text not null references staff,
        "name" text not null collate nocase,
        "savedJson" text not null,
        unique ("staffId", "name")
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
