import type { Kysely, Selectable } from 'kysely'
import { mostReports, type Report, reportSchema } from '#shared/model/report'
import type { Tables } from './tables'

const toReport = (row: Omit<Selectable<Tables['reports']>, 'pdf'>): Report => reportSchema.parse(row)

/** Reports that were made, each with its file: the database is encrypted, and they are few. */
export const reportRecords = (db: Kysely<Tables>) => {
  const described = () => db.selectFrom('reports').select(['reportId', 'kind', 'term', 'madeAt', 'madeBy', 'bytes'])
  return {
    /** Newest first. */
    list: async (): Promise<Report[]> => (await described().orderBy('madeAt', 'desc').orderBy('reportId').execute()).map(toReport),

    /** Keeps one; those over the most that are kept go, the oldest first. */
    add: async (report: Report, pdf: Uint8Array): Promise<void> => {
      await db
        .insertInto('reports')
        .values({ ...report, pdf })
        .execute()
      const kept = described().clearSelect().select('reportId').orderBy('madeAt', 'desc').limit(mostReports)
      await db.deleteFrom('reports').where('reportId', 'not in', kept).execute()
    },

    /** Null: there is no such report, or it went for newer ones. */
    find: async (reportId: string): Promise<{ readonly report: Report; readonly pdf: Uint8Array<ArrayBuffer> } | null> => {
      const row = await db.selectFrom('reports').selectAll().where('reportId', '=', reportId).executeTakeFirst()
      if (row === undefined) return null
      const { pdf, ...report } = row
      return { report: toReport(report), pdf: new Uint8Array(pdf) }
    },
  }
}
