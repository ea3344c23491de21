import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Usage } from '#shared/model/outbox'
import { personHeld } from './holds'
import type { Tables } from './tables'

export interface UsageStretch {
  readonly deviceIds: readonly string[]
  readonly from: number
  readonly until: number
  /** Most spans answered, the newest ones. */
  readonly limit: number
}

export interface DeviceSpan {
  readonly deviceId: string
  readonly span: Usage
}

/** Nobody is taken to be still at a PC that had no window in front for longer than this. */
const stillThereWithinMs = 5 * 60_000

const spansSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.string(), z.number(), z.number()]))

export const usageRecords = (db: Kysely<Tables>) => ({
  /** Adds spans of one device; libsql is slow by the cell, so they travel as one JSON text. */
  add: async (deviceId: string, spans: readonly Usage[]): Promise<void> => {
    const rows = spans.map(({ user, application, title, from, until }) => [user, application, title, from, until])
    await sql`insert into usage ("deviceId", "user", "application", "title", "startsAt", "endsAt")
      select ${deviceId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${JSON.stringify(rows)})`.execute(
      db,
    )
  },

  /** Spans that touch a stretch of time, oldest first. */
  within: async ({ deviceIds, from, until, limit }: UsageStretch): Promise<DeviceSpan[]> => {
    const { rows } = await sql<{
      spans: string
    }>`select json_group_array(json_array("deviceId", "user", "application", "title", "startsAt", "endsAt"))
      as spans from (
        select * from usage where "deviceId" in (select value from json_each(${JSON.stringify(deviceIds)}))
          and "endsAt" > ${from} and "startsAt" < ${until} order by "endsAt" desc, "usageId" desc limit ${limit}
      )`.execute(db)
    return spansSchema
      .parse(JSON.parse(rows[0]?.spans ?? '[]'))
      .map(([deviceId, user, application, title, startsAt, endsAt]) => ({
        deviceId,
        span: { kind: 'usage' as const, user, application, title, from: startsAt, until: endsAt },
      }))
      .reverse()
      .sort((left, right) => left.span.from - right.span.from)
  },

  /** The newest number of a span; 0 when there is none. */
  newest: async (): Promise<number> =>
    (await db.selectFrom('usage').select('usageId').orderBy('usageId', 'desc').limit(1).executeTakeFirst())?.usageId ?? 0,

  /** Spans numbered from `first` to `last` that ended after a moment, newest first: few numbers at a time stall nobody. */
  numbered: async (first: number, last: number, endedAfter: number): Promise<DeviceSpan[]> =>
    (
      await db
        .selectFrom('usage')
        .selectAll()
        .where('usageId', '>=', first)
        .where('usageId', '<=', last)
        .where('endsAt', '>', endedAfter)
        .orderBy('usageId', 'desc')
        .execute()
    ).map(({ deviceId, user, application, title, startsAt, endsAt }) => ({
      deviceId,
      span: { kind: 'usage' as const, user, application, title, from: startsAt, until: endsAt },
    })),

  /** Whose window was in front at a moment, or a little before it; null when that is not stored. */
  userAt: async (deviceId: string, at: number): Promise<string | null> =>
    (
      await db
        .selectFrom('usage')
        .select('user')
        .where('deviceId', '=', deviceId)
        .where('endsAt', '>=', at - stillThereWithinMs)
        .where('startsAt', '<=', at)
        .orderBy('endsAt', 'desc')
        .executeTakeFirst()
    )?.user ?? null,

  /** Deletes the device's spans that ended before a moment and are not held; answers how many. */
  removeBefore: async (deviceId: string, before: number): Promise<number> => {
    const { numDeletedRows } = await db
      .deleteFrom('usage')
      .where('deviceId', '=', deviceId)
      .where('endsAt', '<', before)
      .where(sql<boolean>`not ${personHeld('usage.user')}`)
      .executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  },

  /** How many spans of the device are stored. */
  count: async (deviceId: string): Promise<number> =>
    (
      await db
        .selectFrom('usage')
        .select((eb) => eb.fn.countAll<number>().as('spans'))
        .where('deviceId', '=', deviceId)
        .executeTakeFirstOrThrow()
    ).spans,
})
