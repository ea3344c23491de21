import { type Kysely, type Migration, sql } from 'kysely'
import type { IncidentReport } from '#shared/model/incident'
import type { ReportIncident } from '#shared/model/pupil-report'
import type { Tables } from './tables'

/** Which incident a pupil's report belongs to. */
export const incidentReportTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    const statements = [
      sql`create table "incidentReports" (
        "reportId" text primary key references "pupilReports" ("reportId") on delete cascade,
        "incidentId" text not null references incidents ("incidentId") on delete cascade,
        "linkedAt" integer not null
      ) strict, without rowid`,
      sql`create index reports_of_incident on "incidentReports" ("incidentId")`,
    ]
    for (const statement of statements) await statement.execute(db)
  },
}

/** The links alone: who made them, and when, is told by the incident's events. */
export const incidentReportRecords = (db: Kysely<Tables>) => ({
  /** Null while it belongs to none. */
  incidentOf: async (reportId: string): Promise<ReportIncident | null> =>
    (await db
      .selectFrom('incidentReports')
      .innerJoin('incidents', 'incidents.incidentId', 'incidentReports.incidentId')
      .select(['incidents.incidentId', 'incidentNumber'])
      .where('reportId', '=', reportId)
      .executeTakeFirst()) ?? null,

  /** Oldest first; nothing of what was written, nor by whom. */
  ofIncident: (incidentId: string, limit: number): Promise<IncidentReport[]> =>
    db
      .selectFrom('incidentReports')
      .innerJoin('pupilReports', 'pupilReports.reportId', 'incidentReports.reportId')
      .select(['pupilReports.reportId', 'reportNumber', 'at'])
      .where('incidentId', '=', incidentId)
      .orderBy('reportNumber')
      .limit(limit)
      .execute(),

  link: async (incidentId: string, reportId: string, linkedAt: number): Promise<void> => {
    await db.insertInto('incidentReports').values({ incidentId, reportId, linkedAt }).execute()
  },

  unlink: async (reportId: string): Promise<void> => {
    await db.deleteFrom('incidentReports').where('reportId', '=', reportId).execute()
  },
})
