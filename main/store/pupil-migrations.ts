import { type Kysely, type Migration, sql } from 'kysely'

/** What pupils agree to at log-on, and what they answered. */
export const agreements: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table "agreementTexts" (
        "versionId" text primary key,
        "keyStage" text not null,
        "version" integer not null,
        "title" text not null,
        "text" text not null,
        "publishedAt" integer not null,
        "publishedBy" text not null,
        "endedAt" integer,
        unique ("keyStage", "version")
      ) strict, without rowid`,
      sql`create table "agreementAnswers" (
        "answerId" integer primary key,
        "user" text not null collate nocase,
        "versionId" text not null references "agreementTexts",
        "schoolYear" integer not null,
        "answer" text not null,
        "guest" integer not null,
        "at" integer not null,
        "deviceId" text not null references devices
      ) strict`,
      sql`create index agreement_answers_of_user on "agreementAnswers" ("user", "at")`,
      sql`create table "parentSignatures" (
        "user" text not null collate nocase,
        "schoolYear" integer not null,
        "note" text not null,
        "recordedBy" text not null,
        "at" integer not null,
        primary key ("user", "schoolYear")
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

/** What pupils tell the e-safety officers, and what came of it. */
export const pupilReports: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table "pupilReports" (
        "reportNumber" integer primary key,
        "reportId" text not null unique,
        "deviceId" text not null references devices,
        "user" text not null collate nocase,
        "guest" integer not null,
        "confidential" integer not null,
        "about" text not null,
        "text" text not null,
        "at" integer not null,
        "receivedAt" integer not null,
        "state" text not null
      ) strict`,
      sql`create index pupil_reports_of_user on "pupilReports" ("user", "reportNumber")`,
      sql`create index pupil_reports_by_state on "pupilReports" ("state", "reportNumber")`,
      sql`create table "pupilReportActs" (
        "actId" integer primary key,
        "reportId" text not null references "pupilReports" ("reportId"),
        "kind" text not null,
        "at" integer not null,
        "staffId" text not null,
        "staffName" text not null,
        "words" text not null
      ) strict`,
      sql`create index pupil_report_acts on "pupilReportActs" ("reportId", "actId")`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}
