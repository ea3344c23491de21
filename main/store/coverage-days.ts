import type { Kysely } from 'kysely'
import type { CoverageDay } from '#shared/model/coverage'
import { worseOf } from '#shared/model/coverage-order'
import { type CoverageReason, coverageReasonSchema } from '#shared/model/coverage-reason'
import type { Tables } from './tables'

/** What came together of a room since it was last written. */
export interface NewCoverage {
  readonly roomId: string
  /** By the school's clocks, `2026-11-22`. */
  readonly day: string
  readonly expected: number
  readonly reporting: number
  readonly linkedMs: number
  readonly watchedMs: number
  readonly worst: CoverageReason | null
}

const minutes = (ms: number): number => Math.round(ms / 60_000)

/** A reason that a later program wrote and this one does not know is none. */
const reasonOf = (text: string | null): CoverageReason | null => coverageReasonSchema.nullable().catch(null).parse(text)

/** How well each room was watched, day by day. Whole school days, no names. */
export const coverageDayRecords = (db: Kysely<Tables>) => ({
  /** Times add up; the PCs are as they are now, and no reason of the day is forgotten. */
  add: async ({ roomId, day, ...now }: NewCoverage): Promise<void> => {
    const known = await db.selectFrom('coverageDays').selectAll().where('roomId', '=', roomId).where('day', '=', day).executeTakeFirst()
    if (known === undefined) {
      await db
        .insertInto('coverageDays')
        .values({ roomId, day, ...now })
        .execute()
      return
    }
    const worst = worseOf(reasonOf(known.worst), now.worst)
    const total = { linkedMs: known.linkedMs + now.linkedMs, watchedMs: known.watchedMs + now.watchedMs }
    await db
      .updateTable('coverageDays')
      .set({ expected: now.expected, reporting: now.reporting, ...total, worst })
      .where('roomId', '=', roomId)
      .where('day', '=', day)
      .execute()
  },

  /** Of rooms that are still there, oldest first. */
  between: async (first: string, last: string): Promise<CoverageDay[]> => {
    const rows = await db
      .selectFrom('coverageDays')
      .innerJoin('rooms', 'rooms.roomId', 'coverageDays.roomId')
      .selectAll('coverageDays')
      .select('rooms.name as roomName')
      .where('day', '>=', first)
      .where('day', '<=', last)
      .orderBy('day')
      .orderBy('roomName')
      .execute()
    return rows.map(({ linkedMs, watchedMs, worst, ...row }) => ({
      ...row,
      linkedMinutes: minutes(linkedMs),
      watchedMinutes: minutes(watchedMs),
      worst: reasonOf(worst),
    }))
  },

  /** Deletes days before this one. */
  removeBefore: async (day: string): Promise<void> => {
    await db.deleteFrom('coverageDays').where('day', '<', day).execute()
  },
})
