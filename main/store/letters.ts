import type { Kysely, Selectable } from 'kysely'
import { type Letter, type LetterDraft, letterDraftSchema, letterSchema, type WaitingLetter } from '#shared/model/letter'
import { chainRecords } from './chain'
import { letterRecord } from './chained-records'
import type { Tables } from './tables'

/** A letter as it goes out, with its files. */
export interface IssuedLetter {
  readonly incidentId: string
  readonly draft: LetterDraft
  readonly issuedAt: number
  readonly issuedBy: string
  readonly pdf: Uint8Array
  readonly docx: Uint8Array
  readonly pdfSha256: string
  readonly docxSha256: string
}

const toDraft = ({ incidentId: _incident, approval, ...row }: Selectable<Tables['letterDrafts']>): LetterDraft =>
  letterDraftSchema.parse({ ...row, approval: approval === 1 })

const kept = [
  ...(['letterId', 'letterNumber', 'templateName', 'addressee', 'title'] as const),
  ...(['issuedAt', 'issuedBy', 'approvedBy', 'pdfSha256', 'docxSha256'] as const),
] as const

/** Letters to parents: drafts that change, and issued ones that never do and are chained. */
export const letterRecords = (db: Kysely<Tables>) => ({
  /** Newest first. */
  drafts: async (incidentId: string): Promise<LetterDraft[]> =>
    (await db.selectFrom('letterDrafts').selectAll().where('incidentId', '=', incidentId).orderBy('changedAt', 'desc').execute()).map(
      toDraft,
    ),

  findDraft: async (incidentId: string, letterId: string): Promise<LetterDraft | null> => {
    const row = await db
      .selectFrom('letterDrafts')
      .selectAll()
      .where('letterId', '=', letterId)
      .where('incidentId', '=', incidentId)
      .executeTakeFirst()
    return row === undefined ? null : toDraft(row)
  },

  /** Adds one, or puts it in place of the same. */
  keepDraft: async (incidentId: string, { approval, ...draft }: LetterDraft): Promise<void> => {
    const row = { ...draft, incidentId, approval: approval ? 1 : 0 }
    await db
      .insertInto('letterDrafts')
      .values(row)
      .onConflict((conflict) => conflict.column('letterId').doUpdateSet(row))
      .execute()
  },

  removeDraft: async (letterId: string): Promise<void> => {
    await db.deleteFrom('letterDrafts').where('letterId', '=', letterId).execute()
  },

  /** Of every incident, oldest first. */
  waiting: async (limit: number): Promise<WaitingLetter[]> =>
    db
      .selectFrom('letterDrafts')
      .innerJoin('incidents', 'incidents.incidentId', 'letterDrafts.incidentId')
      .select(['letterId', 'letterDrafts.title', 'writtenBy', 'letterDrafts.changedAt', 'incidents.incidentId', 'incidentNumber'])
      .where('letterDrafts.state', '=', 'waiting')
      .orderBy('letterDrafts.changedAt')
      .limit(limit)
      .execute(),

  /** Newest first, without their files. */
  list: async (incidentId: string, limit: number): Promise<Letter[]> =>
    (
      await db
        .selectFrom('letters')
        .select(kept)
        .where('incidentId', '=', incidentId)
        .orderBy('letterNumber', 'desc')
        .limit(limit)
        .execute()
    ).map((row) => letterSchema.parse(row)),

  /** Takes the place of its draft; answers its number. */
  issue: async ({ incidentId, draft, issuedAt, ...issued }: IssuedLetter): Promise<number> => {
    const { letterId, templateName, addressee, title, text, approval, decidedBy } = draft
    await db.deleteFrom('letterDrafts').where('letterId', '=', letterId).execute()
    const row = await db
      .insertInto('letters')
      .values({
        ...{ letterId, incidentId, templateName, addressee, title, text, issuedAt },
        approvedBy: approval ? decidedBy : null,
        ...issued,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const { recordId, content } = letterRecord(row)
    await chainRecords(db).append('letter', recordId, content, issuedAt)
    return row.letterNumber
  },

  /** Null where the incident has no such letter. */
  files: async (
    incidentId: string,
    letterId: string,
  ): Promise<{ readonly letterNumber: number; readonly pdf: Uint8Array; readonly docx: Uint8Array } | null> => {
    const row = await db
      .selectFrom('letters')
      .select(['letterNumber', 'pdf', 'docx'])
      .where('letterId', '=', letterId)
      .where('incidentId', '=', incidentId)
      .executeTakeFirst()
    return row === undefined ? null : { letterNumber: row.letterNumber, pdf: new Uint8Array(row.pdf), docx: new Uint8Array(row.docx) }
  },
})
