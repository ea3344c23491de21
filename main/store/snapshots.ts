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
  /** Sealed away then for good; null while it may be shown. */
  readonly quarantinedAt: number | null
}

/** A PC's pictures so close to one that is quarantined may show the same. */
const nearMs = 2 * 60_000

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

  /** `held`: the hub holds one of that part already. `quarantined`: it is near one that is, and goes where that went. */
  add: async (snapshot: Omit<SnapshotRecord, 'quarantinedAt'>): Promise<'added' | 'quarantined' | 'held'> => {
    const { deviceId, takenAt, sha256, receivedAt, breachId } = snapshot
    const { rows } = await sql<{ near: number }>`select exists (select 1 from snapshots where "quarantinedAt" is not null
      and ("sha256" = ${sha256} or "deviceId" = ${deviceId} and abs("takenAt" - ${takenAt}) <= ${nearMs})) as near`.execute(db)
    const quarantinedAt = rows[0]?.near === 1 ? receivedAt : null
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('snapshots')
      .values({ ...snapshot, quarantinedAt })
      .onConflict((conflict) => conflict.columns(['breachId', 'deviceId', 'part']).doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows !== 1n) return 'held'
    const { recordId, content, at } = snapshotRecord({ ...snapshot, quarantinedAt })
    await chainRecords(db).append('snapshot', recordId, content, at)
    if (quarantinedAt === null) return 'added'
    await db.updateTable('breaches').set({ quarantinedAt }).where('breachId', '=', breachId).where('quarantinedAt', 'is', null).execute()
    return 'quarantined'
  },

  /**
   * Quarantines the pictures of these breaches, the same pictures elsewhere, and what their PCs pictured within two minutes of any of these. Answers
   * the breaches whose pictures these are.
   */
  quarantine: async (breachIds: readonly string[], at: number): Promise<string[]> => {
    const ids = sql<string>`(select value from json_each(${JSON.stringify(breachIds)}))`
    const rows = await sql<{ breachId: string }>`update snapshots set "quarantinedAt" = ${at} where "quarantinedAt" is null and (
        "breachId" in ${ids}
        or "sha256" in (select "sha256" from snapshots where "breachId" in ${ids})
        or exists (select 1 from snapshots as own where own."breachId" in ${ids} and own."deviceId" = snapshots."deviceId"
          and abs(own."takenAt" - snapshots."takenAt") <= ${nearMs})
        or exists (select 1 from breaches where breaches."breachId" in ${ids} and breaches."deviceId" = snapshots."deviceId"
          and abs(breaches."takenAt" - snapshots."takenAt") <= ${nearMs})
      ) returning "breachId"`.execute(db)
    return [...new Set(rows.rows.map(({ breachId }) => breachId))]
  },

  /** Ids of those that are sealed away. */
  quarantined: async (): Promise<string[]> =>
    (await db.selectFrom('snapshots').select('snapshotId').where('quarantinedAt', 'is not', null).execute()).map(
      ({ snapshotId }) => snapshotId,
    ),

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
      .where('quarantinedAt', 'is', null)
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
