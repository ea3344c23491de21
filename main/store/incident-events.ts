import type { Kysely } from 'kysely'
import { type IncidentDeed, incidentDeedSchema, type IncidentEvent } from '#shared/model/incident'
import { chainRecords } from './chain'
import { incidentEventRecord } from './chained-records'
import type { Tables } from './tables'

/** Who did something to an incident, and when. */
export interface Doer {
  readonly staff: { readonly staffId: string; readonly displayName: string }
  readonly at: number
}

/** What was done to incidents: only ever added to, and chained. */
export const incidentEventRecords = (db: Kysely<Tables>) => ({
  add: async (incidentId: string, deed: IncidentDeed, { staff, at }: Doer): Promise<void> => {
    const { staffId, displayName: staffName } = staff
    const row = await db
      .insertInto('incidentEvents')
      .values({ incidentId, at, staffId, staffName, deedJson: JSON.stringify(deed) })
      .returningAll()
      .executeTakeFirstOrThrow()
    const { recordId, content } = incidentEventRecord(row)
    await chainRecords(db).append('incident', recordId, content, at)
  },

  /** The newest ones, oldest of them first. */
  list: async (incidentId: string, limit: number): Promise<IncidentEvent[]> => {
    const rows = await db
      .selectFrom('incidentEvents')
      .selectAll()
      .where('incidentId', '=', incidentId)
      .orderBy('eventId', 'desc')
      .limit(limit)
      .execute()
    return rows
      .reverse()
      .map(({ at, staffName, deedJson }) => ({ at, by: staffName, deed: incidentDeedSchema.parse(JSON.parse(deedJson)) }))
  },
})
