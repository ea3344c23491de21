import { type Kysely, type Selectable, sql } from 'kysely'
import { type Snapshot, type SnapshotPart, snapshotPartSchema } from '#shared/model/breach'
import { chainRecords } from './chain'
import { snapshotRecord } from './chained-records'
import type { Tables } from './tables'

/** A picture of a breach, whose bytes lie in the vault under `snapshotId`. */
export interface SnapshotRecord extends Omit<Snapshot, 'jpeg'> {
  readonly snapshotId: string
  readonly deviceId: string
  readonly receivedAt: number
}

const order: readonly SnapshotPart[] = ['before', 'match', 'after']

const toRecord = (row: Selectable<Tables['snapshots']>): SnapshotRecord => ({ ...row, part: snapshotPartSchema.parse(row.part) })

/** What the hub knows of the pictures in its vault. */
export const snapshotRecords = (db: Kysely<Tables>) => ({
  find: async (deviceId: string, breachId: string, part: SnapshotPart): Promise<SnapshotRecord | null> => {
    const row = await db
      .selectFrom('snapshots')
      .selectAll()
      .where('breachId', '=', breachId)
      .where('deviceId', '=', deviceId)
      .where('part', '=', part)
      .executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  },

  /** Those of one breach in the order they were taken. */
  ofBreach: async (deviceId: string, breachId: string): Promise<SnapshotRecord[]> => {
    const rows = await db.selectFrom('snapshots').selectAll().where('breachId', '=', breachId).where('deviceId', '=', deviceId).execute()
    return rows.map(toRecord).sort((left, right) => order.indexOf(left.part) - order.indexOf(right.part))
  },

  /** False: the hub holds one of that part already. */
  add: async (snapshot: SnapshotRecord): Promise<boolean> => {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('snapshots')
      .values(snapshot)
      .onConflict((conflict) => conflict.columns(['breachId', 'deviceId', 'part']).doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows !== 1n) return false
    const { recordId, content, at } = snapshotRecord(snapshot)
    await chainRecords(db).append('snapshot', recordId, content, at)
    return true
  },

  /** How many of this PC wait for the fact of their breach. */
  waiting: async (deviceId: string): Promise<number> =>
    (
      await db
        .selectFrom('snapshots')
        .select((eb) => eb.fn.countAll<number>().as('snapshots'))
        .where('deviceId', '=', deviceId)
        .where('breachId', 'not in', (eb) => eb.selectFrom('breaches').select('breachId'))
        .executeTakeFirstOrThrow()
    ).snapshots,

  ids: async (): Promise<string[]> => (await db.selectFrom('snapshots').select('snapshotId').execute()).map(({ snapshotId }) => snapshotId),

  /** Removes those of these breaches; answers the ids of what is to go from the vault. */
  removeOf: async (breachIds: readonly string[], why: string, at: number): Promise<string[]> => {
    const ids = sql<string>`(select value from json_each(${JSON.stringify(breachIds)}))`
    const rows = await db.deleteFrom('snapshots').where('breachId', 'in', ids).returning(['snapshotId', 'breachId']).execute()
    return noteRemoved(db, rows, why, at)
  },

  /** Removes those older than a moment whose breach never came. */
  removeUnclaimed: async (before: number, why: string, at: number): Promise<string[]> => {
    const rows = await db
      .deleteFrom('snapshots')
      .where('receivedAt', '<', before)
      .where('breachId', 'not in', (eb) => eb.selectFrom('breaches').select('breachId'))
      .returning(['snapshotId', 'breachId'])
      .execute()
    return noteRemoved(db, rows, why, at)
  },
})

const noteRemoved = async (
  db: Kysely<Tables>,
  rows: readonly { readonly snapshotId: string; readonly breachId: string }[],
  why: string,
  at: number,
): Promise<string[]> => {
  await chainRecords(db).noteRemoval('pictures', [...new Set(rows.map(({ breachId }) => breachId))], why, at)
  return rows.map(({ snapshotId }) => snapshotId)
}
