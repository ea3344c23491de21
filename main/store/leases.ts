import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { restrictionSchema } from '#shared/model/device'
import { type Lease, type LeaseState, type RestrictionKind, restrictionKindSchema } from '#shared/model/lease'
import { type DeviceRestrictions, leasesPerDevice, reduceReport } from './reduce'
import type { Tables } from './tables'

const stateSchema = restrictionSchema.shape.state
const failureSchema = restrictionSchema.shape.failure

/** SQLite takes no lists: a list of ids travels as one JSON bind. */
const idList = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

export const leaseRecords = (db: Kysely<Tables>) => {
  /** Devices with their live leases at `at`; of all devices when `deviceIds` is null. A device without any has an empty list. */
  const live = async (at: number, deviceIds: readonly string[] | null): Promise<DeviceRestrictions[]> => {
    const devices = await db
      .selectFrom('devices')
      .select(['deviceId', 'leaseRevision as revision'])
      .$if(deviceIds !== null, (query) => query.where('deviceId', 'in', idList(deviceIds ?? [])))
      .execute()
    const rows = await db
      .selectFrom('deviceLeases')
      .innerJoin('leases', 'leases.leaseId', 'deviceLeases.leaseId')
      .selectAll('leases')
      .select(['deviceId', 'state', 'failure', 'stateAt'])
      .where('endedAt', 'is', null)
      .where('endsAt', '>', at)
      .$if(deviceIds !== null, (query) => query.where('deviceId', 'in', idList(deviceIds ?? [])))
      .orderBy('startsAt')
      .orderBy('leases.leaseId')
      .execute()
    const byDevice = new Map(
      devices.map(({ deviceId, revision }) => [
        deviceId,
        { deviceId, revision, restrictions: new Array<z.infer<typeof restrictionSchema>>() },
      ]),
    )
    for (const row of rows) {
      byDevice.get(row.deviceId)?.restrictions.push({
        lease: {
          leaseId: row.leaseId,
          kind: restrictionKindSchema.parse(row.kind),
          owner: { staffId: row.ownerId, displayName: row.ownerName },
          reason: row.reason,
          text: row.text,
          from: row.startsAt,
          until: row.endsAt,
        },
        state: stateSchema.parse(row.state),
        failure: failureSchema.parse(row.failure),
        stateAt: row.stateAt,
      })
    }
    return [...byDevice.values()].map((device) => ({ ...device, restrictions: device.restrictions.slice(-leasesPerDevice) }))
  }

  const growRevisions = async (deviceIds: readonly string[]): Promise<void> => {
    await db
      .updateTable('devices')
      .set((eb) => ({ leaseRevision: eb('leaseRevision', '+', 1) }))
      .where('deviceId', 'in', idList(deviceIds))
      .execute()
  }

  /** Ends live leases of these kinds on these devices; of one owner only, if named. Answers which devices had how many. */
  const end = async (
    deviceIds: readonly string[],
    kinds: readonly RestrictionKind[],
    ownerId: string | null,
    at: number,
  ): Promise<string[]> => {
    const ended = await db
      .updateTable('deviceLeases')
      .set({ endedAt: at })
      .where('endedAt', 'is', null)
      .where('deviceId', 'in', idList(deviceIds))
      .where('leaseId', 'in', (eb) =>
        eb
          .selectFrom('leases')
          .select('leaseId')
          .where('kind', 'in', kinds)
          .where('endsAt', '>', at)
          .$if(ownerId !== null, (query) => query.where('ownerId', '=', ownerId)),
      )
      .returning('deviceId')
      .execute()
    return ended.map(({ deviceId }) => deviceId)
  }

  return {
    live,

    /**
     * Puts one lease on every device named that exists and is not revoked, in place of the owner's earlier ones of the same kind.
     * Answers those devices as they are now.
     */
    order: async (lease: Lease, deviceIds: readonly string[], at: number): Promise<DeviceRestrictions[]> => {
      const present = await db
        .selectFrom('devices')
        .select('deviceId')
        .where('deviceId', 'in', idList(deviceIds))
        .where('revokedAt', 'is', null)
        .execute()
      const ids = present.map(({ deviceId }) => deviceId)
      if (ids.length === 0) return []
      await end(ids, [lease.kind], lease.owner.staffId, at)
      await db
        .insertInto('leases')
        .values({
          leaseId: lease.leaseId,
          kind: lease.kind,
          ownerId: lease.owner.staffId,
          ownerName: lease.owner.displayName,
          reason: lease.reason,
          text: lease.text,
          startsAt: lease.from,
          endsAt: lease.until,
        })
        .execute()
      await sql`insert into "deviceLeases" ("deviceId", "leaseId", "state", "stateAt")
        select value, ${lease.leaseId}, 'asked', ${at} from json_each(${JSON.stringify(ids)})`.execute(db)
      await growRevisions(ids)
      return live(at, ids)
    },

    /** Ends the live leases of these kinds on these devices, whoever ordered them. `devices` are those that changed. */
    lift: async (
      deviceIds: readonly string[],
      kinds: readonly RestrictionKind[],
      at: number,
    ): Promise<{ readonly lifted: number; readonly devices: readonly DeviceRestrictions[] }> => {
      const ended = await end(deviceIds, kinds, null, at)
      const ids = [...new Set(ended)]
      await growRevisions(ids)
      return { lifted: ended.length, devices: ids.length === 0 ? [] : await live(at, ids) }
    },

    /** Takes the PC's word on its leases. Answers the device as it is now, or null when nothing changed. */
    report: async (deviceId: string, states: readonly LeaseState[], receivedAt: number): Promise<DeviceRestrictions | null> => {
      const [device] = await live(0, [deviceId])
      const changes = device === undefined ? [] : reduceReport(device.restrictions, states, receivedAt)
      for (const { leaseId, ...change } of changes) {
        await db.updateTable('deviceLeases').set(change).where('deviceId', '=', deviceId).where('leaseId', '=', leaseId).execute()
      }
      return changes.length === 0 ? null : ((await live(receivedAt, [deviceId]))[0] ?? null)
    },

    /** Marks the leases whose time is over as ended. Answers the devices that had any; their agents know by themselves. */
    expire: async (at: number): Promise<DeviceRestrictions[]> => {
      const ended = await db
        .updateTable('deviceLeases')
        .set((eb) => ({ endedAt: eb.selectFrom('leases').select('endsAt').whereRef('leases.leaseId', '=', 'deviceLeases.leaseId') }))
        .where('endedAt', 'is', null)
        .where('leaseId', 'in', (eb) => eb.selectFrom('leases').select('leaseId').where('endsAt', '<=', at))
        .returning('deviceId')
        .execute()
      return ended.length === 0 ? [] : live(at, [...new Set(ended.map(({ deviceId }) => deviceId))])
    },

    /** When the next live lease ends by itself; null when none lives. */
    nextEnd: async (): Promise<number | null> => {
      const row = await db
        .selectFrom('deviceLeases')
        .innerJoin('leases', 'leases.leaseId', 'deviceLeases.leaseId')
        .select((eb) => eb.fn.min<number | null>('endsAt').as('endsAt'))
        .where('endedAt', 'is', null)
        .executeTakeFirst()
      return row?.endsAt ?? null
    },
  }
}
