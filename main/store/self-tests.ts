import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import { type SelfTest, selfTestSchema } from '#shared/model/self-test'
import { chainRecords } from './chain'
import { selfTestRecord } from './chained-records'
import type { Tables } from './tables'

export interface SelfTestQuery {
  /** Null for every room. */
  readonly roomIds: readonly string[] | null
  /** Ended in this time, its end left out. */
  readonly from: number
  readonly until: number
  readonly limit: number
}

const orderSchema = selfTestSchema.omit({ endedAt: true, result: true, why: true, stages: true })
/** A check as it was ordered. */
export type SelfTestOrdered = z.infer<typeof orderSchema>

export const selfTestRecords = (db: Kysely<Tables>) => ({
  /** Before the PC hears of it: what it tells of it later is known by this. */
  order: async (ordered: SelfTestOrdered): Promise<void> => {
    const { testId, deviceId, orderedAt } = ordered
    const row = { testId, deviceId, orderedAt, orderJson: JSON.stringify(ordered) }
    await db.insertInto('selfTestOrders').values(row).execute()
  },

  /** Whether this PC was ever ordered this test. */
  isOrdered: async (testId: string, deviceId: string): Promise<boolean> =>
    (await db
      .selectFrom('selfTestOrders')
      .select('testId')
      .where('testId', '=', testId)
      .where('deviceId', '=', deviceId)
      .executeTakeFirst()) !== undefined,

  hasEnded: async (testId: string): Promise<boolean> =>
    (await db.selectFrom('selfTests').select('testId').where('testId', '=', testId).executeTakeFirst()) !== undefined,

  /** Those that never came to an end: the hub was stopped meanwhile. */
  unended: async (): Promise<SelfTestOrdered[]> => {
    const rows = await db
      .selectFrom('selfTestOrders')
      .select('orderJson')
      .where('testId', 'not in', (eb) => eb.selectFrom('selfTests').select('testId'))
      .execute()
    return rows.map(({ orderJson }) => orderSchema.parse(JSON.parse(orderJson)))
  },

  /** The record of one that ended, written once. */
  end: async (test: SelfTest): Promise<void> => {
    const { testId, deviceId, deviceName, roomId, roomName, orderedAt, endedAt, result } = test
    const row = { testId, deviceId, deviceName, roomId, roomName, orderedAt, endedAt, result, recordJson: JSON.stringify(test) }
    await db.insertInto('selfTests').values(row).execute()
    const { recordId, content, at } = selfTestRecord(row)
    await chainRecords(db).append('self-test', recordId, content, at)
  },

  /** Newest first. */
  list: async ({ roomIds, from, until, limit }: SelfTestQuery): Promise<SelfTest[]> => {
    const rows = await db
      .selectFrom('selfTests')
      .select('recordJson')
      .where('endedAt', '>=', from)
      .where('endedAt', '<', until)
      .$if(roomIds !== null, (query) =>
        query.where('roomId', 'in', sql<string>`(select value from json_each(${JSON.stringify(roomIds ?? [])}))`),
      )
      .orderBy('endedAt', 'desc')
      .orderBy('testId')
      .limit(limit)
      .execute()
    return rows.map(({ recordJson }) => selfTestSchema.parse(JSON.parse(recordJson)))
  },
})
