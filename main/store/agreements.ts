import { randomUUID } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import {
  type AgreementAnswer,
  agreementAnswers,
  type AgreementDraft,
  type AgreementSet,
  type AgreementText,
  type Agreed,
  keyStageSchema,
  type KeyStage,
  type ParentSignature,
} from '#shared/model/agreement'
import { chainRecords } from './chain'
import { agreementRecord } from './chained-records'
import type { Tables } from './tables'

const answerSchema = z.enum(agreementAnswers)

const toText = ({ versionId, keyStage, version, title, text }: Selectable<Tables['agreementTexts']>): AgreementText => ({
  ...{ versionId, version, title, text },
  keyStage: keyStageSchema.parse(keyStage),
})

/** A version as it was published. */
export interface AgreementVersion extends AgreementText {
  readonly publishedAt: number
  readonly publishedBy: string
  readonly endedAt: number | null
}

/** The newest answer of an account. */
export interface NewestAnswer extends Pick<AgreementAnswer, 'user' | 'versionId' | 'schoolYear' | 'answer' | 'at'> {
  readonly version: number
}

export const agreementRecords = (db: Kysely<Tables>) => {
  const endPresent = async (keyStage: KeyStage, at: number): Promise<boolean> => {
    const { numUpdatedRows } = await db
      .updateTable('agreementTexts')
      .set({ endedAt: at })
      .where('keyStage', '=', keyStage)
      .where('endedAt', 'is', null)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }

  /** The newest answer of each account, or of one alone. A guest account's is anybody's and counts for nobody. */
  const newest = async (user: string | null): Promise<NewestAnswer[]> => {
    const rows = await db
      .selectFrom('agreementAnswers as answers')
      .innerJoin('agreementTexts as texts', 'texts.versionId', 'answers.versionId')
      .select(['answers.user', 'answers.versionId', 'answers.schoolYear', 'answers.answer', 'answers.at', 'texts.version'])
      .where('answers.guest', '=', 0)
      .where('answers.answerId', 'in', (inner) =>
        inner
          .selectFrom('agreementAnswers')
          .select((eb) => eb.fn.max('answerId').as('answerId'))
          .where('guest', '=', 0)
          .$if(user !== null, (query) => query.where('user', '=', user ?? ''))
          .groupBy('user'),
      )
      .orderBy('answers.user')
      .execute()
    return rows.map((row) => ({ ...row, answer: answerSchema.parse(row.answer) }))
  }

  return {
    /** What is asked now. Every version begins once and ends at most once: their sum grows with each change. */
    current: async (): Promise<AgreementSet> => {
      const { rows } = await sql<{ revision: number }>`select count(*) + count("endedAt") as revision from "agreementTexts"`.execute(db)
      const texts = await db.selectFrom('agreementTexts').selectAll().where('endedAt', 'is', null).orderBy('keyStage').execute()
      return { revision: rows[0]?.revision ?? 0, texts: texts.map(toText) }
    },

    /** Newest first. */
    versions: async (limit: number): Promise<AgreementVersion[]> => {
      const rows = await db.selectFrom('agreementTexts').selectAll().orderBy('publishedAt', 'desc').limit(limit).execute()
      return rows.map((row) => ({ ...toText(row), publishedAt: row.publishedAt, publishedBy: row.publishedBy, endedAt: row.endedAt }))
    },

    /** Takes the place of the present version of its key stage. */
    publish: async (draft: AgreementDraft, publishedBy: string, at: number): Promise<AgreementText> => {
      await endPresent(draft.keyStage, at)
      const { last } = await db
        .selectFrom('agreementTexts')
        .select((eb) => eb.fn.coalesce(eb.fn.max('version'), eb.lit(0)).as('last'))
        .where('keyStage', '=', draft.keyStage)
        .executeTakeFirstOrThrow()
      const text = { ...draft, versionId: randomUUID(), version: last + 1 }
      await db
        .insertInto('agreementTexts')
        .values({ ...text, publishedAt: at, publishedBy, endedAt: null })
        .execute()
      return text
    },

    /** False: that key stage was asked nothing. */
    withdraw: endPresent,

    /** Keeps an answer. False: the hub never published such a version [AU7]. */
    answer: async (deviceId: string, { user, versionId, schoolYear, answer, guest, at }: AgreementAnswer): Promise<boolean> => {
      const known = await db.selectFrom('agreementTexts').select('versionId').where('versionId', '=', versionId).executeTakeFirst()
      if (known === undefined) return false
      const row = await db
        .insertInto('agreementAnswers')
        .values({ ...{ user, versionId, schoolYear, answer, at, deviceId }, guest: guest ? 1 : 0 })
        .returningAll()
        .executeTakeFirstOrThrow()
      const { recordId, content } = agreementRecord(row)
      await chainRecords(db).append('agreement', recordId, content, at)
      return true
    },

    newest: () => newest(null),

    /** What this account agreed to last; null when its newest answer is another, or there is none. */
    agreedBy: async (user: string): Promise<Agreed | null> => {
      const [last] = await newest(user)
      return last?.answer === 'agreed' ? { versionId: last.versionId, schoolYear: last.schoolYear } : null
    },

    /** Parents' signatures of a school year, by user name in lower case. */
    parents: async (schoolYear: number): Promise<ReadonlyMap<string, ParentSignature>> => {
      const rows = await db.selectFrom('parentSignatures').selectAll().where('schoolYear', '=', schoolYear).execute()
      return new Map(rows.map(({ user, note, recordedBy, at }) => [user.toLowerCase(), { schoolYear, note, recordedBy, at }]))
    },

    keepParent: async (user: string, signature: ParentSignature): Promise<void> => {
      const { schoolYear, note, recordedBy, at } = signature
      await db
        .insertInto('parentSignatures')
        .values({ user, schoolYear, note, recordedBy, at })
        .onConflict((conflict) => conflict.columns(['user', 'schoolYear']).doUpdateSet({ note, recordedBy, at }))
        .execute()
    },

    removeParent: async (user: string, schoolYear: number): Promise<void> => {
      await db.deleteFrom('parentSignatures').where('user', '=', user).where('schoolYear', '=', schoolYear).execute()
    },
  }
}
