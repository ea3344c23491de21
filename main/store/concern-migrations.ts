import { type Kysely, type Migration, sql } from 'kysely'
import { chainUnchained } from './chained-records'
import type { Tables } from './tables'

export const breaches: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table breaches (
        "breachNumber" integer primary key autoincrement,
        "breachId" text not null unique,
        "deviceId" text not null references devices,
        "takenAt" integer not null,
        "receivedAt" integer not null,
        "lastAt" integer not null,
        "count" integer not null,
        "category" text not null,
        "grade" integer not null,
        "state" text not null,
        "decidedBy" text,
        "decidedAt" integer,
        "words" text not null,
        "factJson" text not null
      ) strict`,
      sql`create index breaches_by_state on breaches ("state", "breachNumber")`,
      sql`create table "breachDecisions" (
        "decisionId" integer primary key,
        "breachId" text not null references breaches ("breachId") on delete cascade,
        "at" integer not null,
        "staffId" text not null references staff,
        "staffName" text not null,
        "fromState" text not null,
        "toState" text not null,
        "note" text not null
      ) strict`,
      sql`create index decisions_of_breach on "breachDecisions" ("breachId")`,
      sql`create table "breachReveals" (
        "breachId" text not null references breaches ("breachId") on delete cascade,
        "staffId" text not null references staff,
        "staffName" text not null,
        "reason" text not null,
        "at" integer not null,
        primary key ("breachId", "staffId")
      ) strict, without rowid`,
      // A picture may come before its breach: nothing ties it to one but the PC's own word.
      sql`create table snapshots (
        "snapshotId" text primary key,
        "deviceId" text not null references devices,
        "breachId" text not null,
        "part" text not null,
        "takenAt" integer not null,
        "monitor" integer not null,
        "width" integer not null,
        "height" integer not null,
        "sha256" text not null,
        "receivedAt" integer not null,
        unique ("breachId", "deviceId", "part")
      ) strict, without rowid`,
      sql`create table mails (
        "breachId" text primary key references breaches ("breachId") on delete cascade,
        "attempts" integer not null,
        "dueAt" integer not null
      ) strict, without rowid`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const policies: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table pupils (
        "userName" text primary key collate nocase,
        "displayName" text not null,
        "yearGroup" integer,
        "groupsJson" text not null,
        "changedAt" integer not null
      ) strict, without rowid`,
      sql`create table "policySets" (
        "revision" integer primary key,
        "setJson" text not null,
        "at" integer not null
      ) strict`,
      sql`create table "policyChanges" (
        "changeId" text primary key,
        "changeJson" text not null,
        "target" text,
        "reason" text not null,
        "proposedById" text not null,
        "proposedByName" text not null,
        "proposedAt" integer not null,
        "state" text not null,
        "decidedById" text,
        "decidedByName" text,
        "decidedAt" integer,
        "note" text not null,
        "revision" integer unique
      ) strict, without rowid`,
      sql`create index policy_changes_by_age on "policyChanges" ("proposedAt")`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

export const chain: Migration = {
  up: async (db: Kysely<Tables>) => {
    const statements = [
      sql`create table chain (
        "linkId" integer primary key,
        "kind" text not null,
        "recordId" text not null,
        "at" integer not null,
        "note" text not null,
        "digest" text not null,
        "previous" text not null,
        "hash" text not null
      ) strict`,
      sql`create index chain_by_record on chain ("kind", "recordId")`,
      sql`create trigger chain_keeps_links before delete on chain begin select raise(abort, 'the chain only grows'); end`,
      sql`create trigger chain_keeps_words before update on chain begin select raise(abort, 'the chain only grows'); end`,
    ]
    for (const statement of statements) await statement.execute(db)
    // The kinds there were then: the tables of later ones come with later steps.
    await chainUnchained(db, ['audit', 'breach', 'snapshot', 'decision', 'reveal'])
  },
}
