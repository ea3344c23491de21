import { type Kysely, type Migration, sql } from 'kysely'

/** Deeds about parents: the register is read from the chained events themselves. */
export const noticeKinds = sql`("deedJson" ->> 'kind') in ('parents-told', 'parents-withheld', 'parents-taken-back')`

/** Letters to parents, and the register of what they were told. */
export const letterTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create index notices_of_parents on "incidentEvents" ("at") where ${noticeKinds}`,
      sql`create table "letterDrafts" (
        "letterId" text primary key,
        "incidentId" text not null references incidents ("incidentId") on delete cascade,
        "templateName" text not null,
        "addressee" text not null,
        "title" text not null,
        "text" text not null,
        "state" text not null,
        "approval" integer not null,
        "writtenBy" text not null,
        "changedAt" integer not null,
        "decidedBy" text,
        "decisionNote" text not null
      ) strict, without rowid`,
      sql`create index drafts_of_incident on "letterDrafts" ("incidentId")`,
      sql`create table letters (
        "letterNumber" integer primary key autoincrement,
        "letterId" text not null unique,
        "incidentId" text not null references incidents ("incidentId") on delete cascade,
        "templateName" text not null,
        "addressee" text not null,
        "title" text not null,
        "text" text not null,
        "issuedAt" integer not null,
        "issuedBy" text not null,
        "approvedBy" text,
        "pdf" blob not null,
        "docx" blob not null,
        "pdfSha256" text not null,
        "docxSha256" text not null
      ) strict`,
      sql`create index letters_of_incident on letters ("incidentId")`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
