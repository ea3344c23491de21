import { type Kysely, type Migration, sql } from 'kysely'

export const begin: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table rooms (
        "roomId" text primary key,
        "name" text not null unique collate nocase,
        "createdAt" integer not null
      ) strict, without rowid`,
      sql`create table devices (
        "deviceId" text primary key,
        "roomId" text not null references rooms,
        "name" text not null,
        "factsJson" text,
        "certificateSerial" text not null,
        "certificateFingerprint" text not null unique,
        "certificateExpiresAt" integer not null,
        "enrolledAt" integer not null,
        "revokedAt" integer,
        "lastSeenAt" integer,
        "leaseRevision" integer not null default 0
      ) strict, without rowid`,
      sql`create index devices_of_room on devices ("roomId")`,
      sql`create table enrolments (
        "enrolmentId" text primary key,
        "tokenHash" text not null unique,
        "roomId" text not null references rooms,
        "uses" integer not null check ("uses" > 0),
        "usesLeft" integer not null check ("usesLeft" between 0 and "uses"),
        "expiresAt" integer not null,
        "cancelledAt" integer,
        "issuedBy" text not null,
        "issuedAt" integer not null
      ) strict, without rowid`,
      sql`create table staff (
        "staffId" text primary key,
        "signInName" text not null unique,
        "displayName" text not null,
        "role" text not null,
        "roomIdsJson" text,
        "passwordHash" text not null,
        "totpSecret" text,
        "totpPendingSecret" text,
        "totpLastStep" integer,
        "expiresAt" integer,
        "disabledAt" integer,
        "createdAt" integer not null
      ) strict, without rowid`,
      sql`create table "staffSessions" (
        "sessionId" text primary key,
        "staffId" text not null references staff,
        "address" text not null,
        "startedAt" integer not null,
        "expiresAt" integer not null,
        "idleLimitMs" integer not null,
        "touchedAt" integer not null
      ) strict, without rowid`,
      sql`create index sessions_of_staff on "staffSessions" ("staffId")`,
      sql`create table attempts (
        "subject" text primary key,
        "failures" integer not null,
        "lastFailedAt" integer not null,
        "blockedUntil" integer not null
      ) strict, without rowid`,
      sql`create index attempts_by_age on attempts ("lastFailedAt")`,
      sql`create table leases (
        "leaseId" text primary key,
        "kind" text not null,
        "ownerId" text not null,
        "ownerName" text not null,
        "reason" text not null,
        "text" text not null,
        "startsAt" integer not null,
        "endsAt" integer not null
      ) strict, without rowid`,
      sql`create table "deviceLeases" (
        "deviceId" text not null references devices,
        "leaseId" text not null references leases,
        "state" text not null,
        "failure" text,
        "stateAt" integer not null,
        "endedAt" integer,
        primary key ("deviceId", "leaseId")
      ) strict, without rowid`,
      sql`create index live_device_leases on "deviceLeases" ("deviceId") where "endedAt" is null`,
      sql`create table audit (
        "auditId" integer primary key autoincrement,
        "at" integer not null,
        "action" text not null,
        "staffId" text,
        "staffName" text not null,
        "subject" text not null,
        "detail" text not null,
        "address" text not null
      ) strict`,
      sql`create trigger audit_keeps_rows before delete on audit begin select raise(abort, 'the audit log only grows'); end`,
      sql`create trigger audit_keeps_words before update on audit begin select raise(abort, 'the audit log only grows'); end`,
      sql`create table settings (
        "name" text primary key,
        "value" text not null,
        "changedAt" integer not null
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const lessons: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table lessons (
        "lessonId" text primary key,
        "roomId" text not null references rooms,
        "title" text not null,
        "teacherId" text not null references staff,
        "teacherName" text not null,
        "startedAt" integer not null,
        "endsAt" integer not null,
        "endedAt" integer
      ) strict, without rowid`,
      sql`create unique index live_lesson_of_room on lessons ("roomId") where "endedAt" is null`,
      sql`alter table leases add column "lessonId" text references lessons`,
      sql`create index leases_of_lesson on leases ("lessonId") where "lessonId" is not null`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const durableFacts: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table outboxes (
        "deviceId" text primary key references devices,
        "factsHeld" integer not null
      ) strict, without rowid`,
      sql`create table usage (
        "usageId" integer primary key,
        "deviceId" text not null references devices,
        "user" text not null,
        "application" text not null,
        "title" text not null,
        "startsAt" integer not null,
        "endsAt" integer not null
      ) strict`,
      sql`create index usage_by_end on usage ("deviceId", "endsAt")`,
      sql`create table flags (
        "flagId" text primary key,
        "deviceId" text not null references devices,
        "tamper" text not null,
        "startsAt" integer not null,
        "endsAt" integer,
        "detail" text not null,
        "learnedAt" integer not null,
        "byHub" integer not null,
        "seenBy" text,
        "seenAt" integer
      ) strict, without rowid`,
      sql`create index flags_by_age on flags ("learnedAt")`,
      sql`create index flags_of_device on flags ("deviceId", "startsAt")`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const flagUser: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`alter table flags add column "user" text`.execute(db)
  },
}

export const internet: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`alter table leases add column "pupil" text`,
      sql`alter table leases add column "internetJson" text`,
      // Only a pupil's lease outlives its PCs, so only there an early end is kept besides each PC's.
      sql`alter table leases add column "pupilEndedAt" integer`,
      sql`create index leases_of_pupils on leases ("endsAt") where "pupil" is not null and "pupilEndedAt" is null`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const scenes: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table "siteLists" (
        "listId" text primary key,
        "name" text not null,
        "ownerId" text not null references staff,
        "ownerName" text not null,
        "shared" integer not null,
        "hash" text not null,
        "domains" integer not null,
        "pages" integer not null,
        "changedAt" integer not null
      ) strict, without rowid`,
      sql`create table "listTexts" (
        "hash" text primary key,
        "gzip" blob not null
      ) strict`,
      sql`create table scenes (
        "sceneId" text primary key,
        "name" text not null,
        "ownerId" text not null references staff,
        "ownerName" text not null,
        "shared" integer not null,
        "access" text not null,
        "sitesJson" text not null,
        "listIdsJson" text not null,
        "reason" text not null,
        "changedAt" integer not null
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const downloads: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table downloads (
        "downloadId" integer primary key,
        "deviceId" text not null references devices,
        "user" text not null,
        "site" text not null,
        "file" text not null,
        "at" integer not null
      ) strict`,
      sql`create index downloads_of_device on downloads ("deviceId", "at")`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const applications: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`alter table leases add column "applicationJson" text`.execute(db)
  },
}
