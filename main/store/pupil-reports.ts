import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import {
  mostReplies,
  mostReportActs,
  type PupilReport,
  type PupilReportDetail,
  type PupilReportState,
  pupilReportStateSchema,
  type PupilReportSummary,
  type ToldReport,
} from '#shared/model/pupil-report'
import { chainRecords } from './chain'
import { pupilReportActRecord, pupilReportRecord } from './chained-records'
import { incidentReportRecords } from './incident-reports'
import type { Tables } from './tables'

/** What an officer does with a report. */
export interface ReportAct {
  readonly kind: 'reply' | 'open-name' | 'read' | 'closed'
  readonly at: number
  readonly staff: { readonly staffId: string; readonly displayName: string }
  /** The reply, the reason, or the note. */
  readonly words: string
}

type Row = Selectable<Tables['pupilReports']> & { deviceName: string; replies: number }

/** A report as the hub holds it, with the name that may be sealed for whoever asks. */
export interface ReportRecord {
  readonly user: string
  readonly summary: PupilReportSummary
  readonly text: string
}

const aboutSchema = z.enum(['self', 'other'])

/** As somebody who has not opened the name may know it. */
const toRecord = (row: Row): ReportRecord => {
  const { reportId, reportNumber, at, receivedAt, replies, user, text, deviceName } = row
  const confidential = row.confidential === 1
  return {
    user,
    text,
    summary: {
      ...{ reportId, reportNumber, at, receivedAt, replies, confidential },
      about: aboutSchema.parse(row.about),
      state: pupilReportStateSchema.parse(row.state),
      user: confidential ? null : user,
      guest: row.guest === 1,
      deviceName: confidential ? null : deviceName,
    },
  }
}

/** [PU4] With the name, for whoever has opened it. */
const opened = (row: Row): PupilReportSummary => ({ ...toRecord(row).summary, user: row.user, deviceName: row.deviceName })

export const pupilReportRecords = (db: Kysely<Tables>) => {
  const joined = () =>
    db
      .selectFrom('pupilReports')
      .innerJoin('devices', 'devices.deviceId', 'pupilReports.deviceId')
      .selectAll('pupilReports')
      .select('devices.name as deviceName')
      .select((eb) =>
        eb
          .selectFrom('pupilReportActs')
          .select((inner) => inner.fn.countAll<number>().as('replies'))
          .whereRef('pupilReportActs.reportId', '=', 'pupilReports.reportId')
          .where('kind', '=', 'reply')
          .$asScalar()
          .$notNull()
          .as('replies'),
      )

  const actsOf = async (reportId: string) =>
    (
      await db
        .selectFrom('pupilReportActs')
        .selectAll()
        .where('reportId', '=', reportId)
        .orderBy('actId', 'desc')
        .limit(mostReportActs)
        .execute()
    ).reverse()

  const repliesOf = async (reportId: string) =>
    (await actsOf(reportId))
      .filter(({ kind }) => kind === 'reply')
      .slice(-mostReplies)
      .map(({ at, staffName, words }) => ({ at, by: staffName, text: words }))

  const find = async (reportId: string): Promise<ReportRecord | null> => {
    const row = await joined().where('pupilReports.reportId', '=', reportId).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  }

  /** Reports whose names this person has opened. */
  const openedBy = async (staffId: string): Promise<ReadonlySet<string>> => {
    const rows = await db
      .selectFrom('pupilReportActs')
      .select('reportId')
      .where('staffId', '=', staffId)
      .where('kind', '=', 'open-name')
      .execute()
    return new Set(rows.map(({ reportId }) => reportId))
  }

  const chain = (row: Selectable<Tables['pupilReportActs']>): Promise<void> => {
    const { recordId, content, at } = pupilReportActRecord(row)
    return chainRecords(db).append('pupil-report-act', recordId, content, at)
  }

  return {
    find,

    /** Null: the hub has one of this id already. */
    add: async (deviceId: string, { user, guest, confidential, about, text, at, reportId }: PupilReport, receivedAt: number) => {
      const row = {
        ...{ reportId, deviceId, user, about, text, at, receivedAt },
        guest: guest ? 1 : 0,
        confidential: confidential ? 1 : 0,
      }
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('pupilReports')
        .values({ ...row, state: 'new' })
        .onConflict((conflict) => conflict.column('reportId').doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows !== 1n) return null
      const { recordId, content } = pupilReportRecord(row)
      await chainRecords(db).append('pupil-report', recordId, content, receivedAt)
      return find(reportId)
    },

    /** How many nobody has opened. */
    waiting: async (): Promise<number> =>
      (
        await db
          .selectFrom('pupilReports')
          .select((eb) => eb.fn.countAll<number>().as('waiting'))
          .where('state', '=', 'new')
          .executeTakeFirstOrThrow()
      ).waiting,

    /** Newest learned first. */
    list: async (query: {
      readonly staffId: string
      readonly closed: boolean
      readonly before: number | null
      readonly limit: number
    }): Promise<PupilReportSummary[]> => {
      const { staffId, closed, before, limit } = query
      const rows = await joined()
        .where('state', closed ? '=' : '!=', 'closed')
        .$if(before !== null, (narrowed) => narrowed.where('reportNumber', '<', before ?? 0))
        .orderBy('reportNumber', 'desc')
        .limit(limit)
        .execute()
      const open = await openedBy(staffId)
      return rows.map((row) => (open.has(row.reportId) ? opened(row) : toRecord(row).summary))
    },

    /** As this person may see it; null when there is none. */
    detail: async (reportId: string, staffId: string): Promise<PupilReportDetail | null> => {
      const row = await joined().where('pupilReports.reportId', '=', reportId).executeTakeFirst()
      if (row === undefined) return null
      const acts = await actsOf(reportId)
      const mayName = acts.some((act) => act.kind === 'open-name' && act.staffId === staffId)
      return {
        ...(mayName ? opened(row) : toRecord(row).summary),
        text: row.text,
        incident: await incidentReportRecords(db).incidentOf(reportId),
        replyList: await repliesOf(reportId),
        openings: acts.filter(({ kind }) => kind === 'open-name').map(({ at, staffName, words }) => ({ at, by: staffName, reason: words })),
        acts: acts.flatMap(({ kind, at, staffName, words }) => {
          const state = pupilReportStateSchema.safeParse(kind)
          return state.success ? [{ at, by: staffName, state: state.data, note: words }] : []
        }),
      }
    },

    /** Writes down what an officer did, and brings the report there where that is a state. */
    act: async (reportId: string, { kind, at, staff, words }: ReportAct): Promise<void> => {
      const { staffId, displayName: staffName } = staff
      const row = await db
        .insertInto('pupilReportActs')
        .values({ reportId, kind, at, staffId, staffName, words })
        .returningAll()
        .executeTakeFirstOrThrow()
      await chain(row)
      const state: PupilReportState | null = kind === 'read' || kind === 'closed' ? kind : null
      if (state !== null) await db.updateTable('pupilReports').set({ state }).where('reportId', '=', reportId).execute()
    },

    /** [PU5] The newest of an account's own, oldest first; without what was written. */
    told: async (user: string, limit: number): Promise<ToldReport[]> => {
      const rows = await db
        .selectFrom('pupilReports')
        .select(['reportId', 'at', 'state'])
        .where('user', '=', user)
        .where('guest', '=', 0)
        .orderBy('reportNumber', 'desc')
        .limit(limit)
        .execute()
      return Promise.all(
        rows.reverse().map(async ({ reportId, at, state }) => ({
          ...{ reportId, at },
          state: pupilReportStateSchema.parse(state),
          replies: await repliesOf(reportId),
        })),
      )
    },

    /** Those whose time is over, with all that was done about them. */
    remove: async (ids: readonly string[], note: string, at: number): Promise<void> => {
      if (ids.length === 0) return
      await chainRecords(db).noteRemoval('pupil-report', ids, note, at)
      const among = sql<string>`(select value from json_each(${JSON.stringify(ids)}))`
      await db.deleteFrom('pupilReportActs').where('reportId', 'in', among).execute()
      await db.deleteFrom('pupilReports').where('reportId', 'in', among).execute()
    },
  }
}
