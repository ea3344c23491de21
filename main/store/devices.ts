import type { Kysely, Selectable } from 'kysely'
import { type DeviceFacts, deviceFactsSchema } from '#shared/model/device'
import { idList } from './leases'
import type { Tables } from './tables'

/** A PC that was enrolled once. Its certificate is known by its fingerprint (SHA-256 of the DER form, hex). */
export interface DeviceRecord {
  readonly deviceId: string
  readonly roomId: string
  readonly name: string
  /** What the PC last said of itself; null until its first hello. */
  readonly facts: DeviceFacts | null
  readonly certificateSerial: string
  readonly certificateFingerprint: string
  readonly certificateExpiresAt: number
  readonly enrolledAt: number
  readonly revokedAt: number | null
  readonly lastSeenAt: number | null
  /** Grows with every change to the device's leases. */
  readonly leaseRevision: number
}

const toRecord = ({ factsJson, ...row }: Selectable<Tables['devices']>): DeviceRecord => ({
  ...row,
  facts: factsJson === null ? null : deviceFactsSchema.parse(JSON.parse(factsJson)),
})

/** More than a lease a second for ten days. */
const revisionLeap = 1_000_000

export const deviceRecords = (db: Kysely<Tables>) => ({
  /** Every device, revoked ones included, by name. */
  list: async (): Promise<DeviceRecord[]> => (await db.selectFrom('devices').selectAll().orderBy('name').execute()).map(toRecord),

  find: async (deviceId: string): Promise<DeviceRecord | null> => {
    const row = await db.selectFrom('devices').selectAll().where('deviceId', '=', deviceId).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  },

  findByFingerprint: async (fingerprint: string): Promise<DeviceRecord | null> => {
    const row = await db.selectFrom('devices').selectAll().where('certificateFingerprint', '=', fingerprint).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  },

  add: async (device: Omit<DeviceRecord, 'facts' | 'revokedAt' | 'lastSeenAt' | 'leaseRevision'>): Promise<DeviceRecord> =>
    toRecord(await db.insertInto('devices').values(device).returningAll().executeTakeFirstOrThrow()),

  /** What the PC said in its hello. False: there is no such device. */
  keepFacts: async (deviceId: string, facts: DeviceFacts, at: number): Promise<boolean> =>
    changed(
      await db
        .updateTable('devices')
        .set({ factsJson: JSON.stringify(facts), lastSeenAt: at })
        .where('deviceId', '=', deviceId)
        .execute(),
    ),

  keepLastSeen: async (deviceId: string, at: number): Promise<boolean> =>
    changed(await db.updateTable('devices').set({ lastSeenAt: at }).where('deviceId', '=', deviceId).execute()),

  rename: async (deviceId: string, name: string): Promise<boolean> =>
    changed(await db.updateTable('devices').set({ name }).where('deviceId', '=', deviceId).execute()),

  move: async (deviceIds: readonly string[], roomId: string): Promise<void> => {
    await db.updateTable('devices').set({ roomId }).where('deviceId', 'in', idList(deviceIds)).execute()
  },

  /** After a restore: the next set of leases is newer than any a PC can hold from the hub that was lost. */
  leapRevisions: async (): Promise<void> => {
    await db
      .updateTable('devices')
      .set((eb) => ({ leaseRevision: eb('leaseRevision', '+', revisionLeap) }))
      .execute()
  },

  /** The first revocation stays; false: no such device, or revoked already. */
  revoke: async (deviceId: string, at: number): Promise<boolean> =>
    changed(
      await db.updateTable('devices').set({ revokedAt: at }).where('deviceId', '=', deviceId).where('revokedAt', 'is', null).execute(),
    ),
})

const changed = (results: readonly { readonly numUpdatedRows: bigint }[]): boolean => results.some((result) => result.numUpdatedRows > 0n)
