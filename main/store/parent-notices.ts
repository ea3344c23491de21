import { type Kysely, sql } from 'kysely'
import { incidentDeedSchema } from '#shared/model/incident'
import type { ParentNotice, RegisteredNotice } from '#shared/model/parent-notice'
import { withinRooms } from './incidents'
import { noticeKinds } from './letter-tables'
import type { Tables } from './tables'

interface Told {
  readonly incidentId: string
  readonly at: number
  readonly staffName: string
  readonly deedJson: string
}

/** Folds deeds, oldest first, into entries; what takes one back belongs to it. Oldest first. */
const noticesOf = <T extends Told>(rows: readonly T[]): (ParentNotice & { readonly row: T })[] => {
  const notices = new Map<string, ParentNotice & { readonly row: T }>()
  for (const row of rows) {
    const deed = incidentDeedSchema.parse(JSON.parse(row.deedJson))
    const begun = { at: row.at, by: row.staffName, takenBack: null, row }
    if (deed.kind === 'parents-told') {
      const { kind: _kind, noticeId, ...told } = deed
      notices.set(noticeId, { ...begun, noticeId, decision: { kind: 'told', ...told } })
    } else if (deed.kind === 'parents-withheld') {
      notices.set(deed.noticeId, { ...begun, noticeId: deed.noticeId, decision: { kind: 'withheld', reason: deed.reason } })
    } else if (deed.kind === 'parents-taken-back') {
      const known = notices.get(deed.noticeId)
      if (known !== undefined) notices.set(deed.noticeId, { ...known, takenBack: { at: row.at, by: row.staffName, reason: deed.reason } })
    }
  }
  return [...notices.values()]
}

const withoutRow = ({ row: _row, ...notice }: ParentNotice & { readonly row: Told }): ParentNotice => notice

/** What parents were told, read from what was done to incidents. */
export const parentNoticeRecords = (db: Kysely<Tables>) => ({
  /** Newest first. */
  ofIncident: async (incidentId: string): Promise<ParentNotice[]> => {
    const { rows } = await sql<Told>`select "incidentId", "at", "staffName", "deedJson" from "incidentEvents"
      where "incidentId" = ${incidentId} and ${noticeKinds} order by "eventId"`.execute(db)
    return noticesOf(rows).map(withoutRow).reverse()
  },

  /** Newest first; `from` and `until` are about when it was written down. Incidents that are not of these rooms are left out. */
  register: async (
    roomIds: readonly string[] | null,
    from: number | null,
    until: number | null,
    limit: number,
  ): Promise<RegisteredNotice[]> => {
    const { rows } = await sql<Told & Pick<RegisteredNotice, 'incidentNumber' | 'person' | 'displayName'>>`select
      "incidentEvents"."incidentId", "at", "staffName", "deedJson", "incidentNumber", "person", "displayName"
      from "incidentEvents" join incidents on incidents."incidentId" = "incidentEvents"."incidentId"
      left join pupils on pupils."userName" = incidents."person"
      where ${noticeKinds} and ${roomIds === null ? sql`true` : withinRooms(roomIds)}
      and "at" >= ${from ?? 0} order by "eventId"`.execute(db)
    return noticesOf(rows)
      .filter(({ at }) => until === null || at < until)
      .slice(-limit)
      .reverse()
      .map(({ row: { incidentId, incidentNumber, person, displayName }, ...notice }) => ({
        ...notice,
        ...{ incidentId, incidentNumber, person, displayName },
      }))
  },
})
