import type { Kysely } from 'kysely'
import { type AuditAction, type AuditEntry, auditActionSchema } from '#shared/model/audit'
import { chainRecords } from './chain'
import { auditRecord } from './chained-records'
import type { Tables } from './tables'

export interface NewAuditEntry {
  readonly at: number
  readonly action: AuditAction
  /** Who did it; null when nobody was signed in. */
  readonly staff: { readonly staffId: string; readonly displayName: string } | null
  /** What it was done to. */
  readonly subject: string
  readonly detail: string
  readonly address: string
}

export interface AuditCount {
  readonly action: AuditAction
  /** Null when nobody was signed in. */
  readonly staffId: string | null
  readonly staffName: string
  readonly count: number
}

/** Words from outside are cut to what an audit entry may hold, so that no sign-in name can spoil the log. */
const plain = (text: string, maxLength: number): string => text.replace(/(?![\t\n\r])\p{Cc}/gu, '\uFFFD').slice(0, maxLength)

/** Append-only and chained: the table itself refuses changes and deletions. */
export const auditRecords = (db: Kysely<Tables>) => ({
  append: async (entry: NewAuditEntry): Promise<void> => {
    const row = await db
      .insertInto('audit')
      .values({
        at: entry.at,
        action: entry.action,
        staffId: entry.staff?.staffId ?? null,
        staffName: plain(entry.staff?.displayName ?? '', 80),
        subject: plain(entry.subject, 200),
        detail: plain(entry.detail, 500),
        address: plain(entry.address, 64),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const { recordId, content, at } = auditRecord(row)
    await chainRecords(db).append('audit', recordId, content, at)
  },

  /** How often who did what in a time. */
  counts: async (from: number, until: number): Promise<AuditCount[]> => {
    const rows = await db
      .selectFrom('audit')
      .select(['action', 'staffId', 'staffName'])
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('at', '>=', from)
      .where('at', '<', until)
      .groupBy(['action', 'staffId', 'staffName'])
      .execute()
    return rows.map((row) => ({ ...row, action: auditActionSchema.parse(row.action) }))
  },

  /** Entries of these actions since a moment, newest first. */
  since: async (from: number, actions: readonly AuditAction[], limit: number): Promise<AuditEntry[]> => {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('at', '>=', from)
      .where('action', 'in', actions)
      .orderBy('auditId', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...row, action: auditActionSchema.parse(row.action) }))
  },

  /** What was done to these, the newest of it, oldest of that first. */
  ofSubjects: async (subjects: readonly string[], limit: number): Promise<AuditEntry[]> => {
    const rows = await db.selectFrom('audit').selectAll().where('subject', 'in', subjects).orderBy('auditId', 'desc').limit(limit).execute()
    return rows.reverse().map((row) => ({ ...row, action: auditActionSchema.parse(row.action) }))
  },

  /** Newest first; those before `beforeAuditId`, or the newest when it is null. */
  list: async (beforeAuditId: number | null, limit: number): Promise<AuditEntry[]> => {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .$if(beforeAuditId !== null, (query) => query.where('auditId', '<', beforeAuditId))
      .orderBy('auditId', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...row, action: auditActionSchema.parse(row.action) }))
  },
})
