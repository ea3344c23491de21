import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import {
  type DeviceDetail,
  deviceGroupSchema,
  type Disposal,
  disposalHowSchema,
  type ExpectedPc,
  type ExpectedPlace,
  noDetail,
} from '#shared/model/device-register'
import type { Seat } from '#shared/model/seat'
import { chainRecords } from './chain'
import { disposalRecord } from './chained-records'
import { idList } from './leases'
import type { Tables } from './tables'

const groupsSchema = z.array(deviceGroupSchema)

/** Where a PC stands. */
export interface SeatRecord extends Seat {
  readonly deviceId: string
  readonly roomId: string
}

const toDisposal = ({ staffId: _, how, ...row }: Selectable<Tables['disposals']>): Disposal => ({
  ...row,
  how: disposalHowSchema.parse(how),
})

const toDetail = ({ assetTag, serial, groupsJson }: Omit<Selectable<Tables['deviceDetails']>, 'deviceId'>): DeviceDetail => ({
  assetTag,
  serial,
  groups: groupsSchema.parse(JSON.parse(groupsJson)),
})

/** What the school has written down about its PCs, enrolled or expected. */
export const registerRecords = (db: Kysely<Tables>) => {
  /** By device; those of which nothing is written down are not in it. */
  const details = async (): Promise<ReadonlyMap<string, DeviceDetail>> => {
    const rows = await db.selectFrom('deviceDetails').selectAll().execute()
    return new Map(rows.map(({ deviceId, ...row }) => [deviceId, toDetail(row)]))
  }

  const detail = async (deviceId: string): Promise<DeviceDetail> => {
    const row = await db.selectFrom('deviceDetails').selectAll().where('deviceId', '=', deviceId).executeTakeFirst()
    return row === undefined ? noDetail : toDetail(row)
  }

  const unseat = async (deviceIds: readonly string[]): Promise<void> => {
    await db.deleteFrom('seats').where('deviceId', 'in', idList(deviceIds)).execute()
  }

  const forget = async (deviceIds: readonly string[]): Promise<void> => {
    await unseat(deviceIds)
    await db.deleteFrom('deviceDetails').where('deviceId', 'in', idList(deviceIds)).execute()
    await db.deleteFrom('expectedDevices').where('deviceId', 'in', idList(deviceIds)).execute()
  }

  return {
    details,
    detail,

    /** PCs the school has of which the hub has never heard, by name. */
    expectedPcs: async (): Promise<ExpectedPc[]> => {
      const known = await details()
      const rows = await db.selectFrom('expectedDevices').selectAll().orderBy('name').execute()
      return rows.map((row) => ({ ...row, ...(known.get(row.deviceId) ?? noDetail) }))
    },

    /** The same, with nothing that is written down about them. */
    expectedPlaces: (): Promise<ExpectedPlace[]> =>
      db.selectFrom('expectedDevices').select(['deviceId', 'roomId', 'name']).orderBy('name').execute(),

    expect: async (pc: Omit<ExpectedPc, keyof DeviceDetail>): Promise<void> => {
      await db.insertInto('expectedDevices').values(pc).execute()
    },

    /** False: no such PC is expected. */
    changeExpected: async (deviceId: string, change: { readonly name?: string; readonly roomId?: string }): Promise<boolean> => {
      const { numUpdatedRows } = await db.updateTable('expectedDevices').set(change).where('deviceId', '=', deviceId).executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** Nothing is written down about these any more; expected ones are expected no more. */
    forget,

    describe: async (deviceId: string, { assetTag, serial, groups }: DeviceDetail): Promise<void> => {
      const row = { assetTag, serial, groupsJson: JSON.stringify(groups) }
      await db
        .insertInto('deviceDetails')
        .values({ deviceId, ...row })
        .onConflict((conflict) => conflict.column('deviceId').doUpdateSet(row))
        .execute()
    },

    seats: async (): Promise<SeatRecord[]> =>
      (await db.selectFrom('seats').selectAll().execute()).map(({ seatRow, seatColumn, ...seat }) => ({
        ...seat,
        row: seatRow,
        column: seatColumn,
      })),

    unseat,

    /** Seats these PCs; whoever sat there before stands aside. */
    seat: async (seats: readonly SeatRecord[]): Promise<void> => {
      await unseat(seats.map(({ deviceId }) => deviceId))
      for (const { deviceId, roomId, row, column } of seats) {
        await db.deleteFrom('seats').where('roomId', '=', roomId).where('seatRow', '=', row).where('seatColumn', '=', column).execute()
        await db.insertInto('seats').values({ deviceId, roomId, seatRow: row, seatColumn: column }).execute()
      }
    },

    /**
     * What was written down under this name goes over to the PC that has just enrolled: of the one expected in this room, else of the one expected
     * elsewhere (without its seat), else of one revoked here that is there anew. Answers the seat it takes; null for none.
     */
    inherit: async (deviceId: string, name: string, roomId: string): Promise<Seat | null> => {
      const { rows } = await sql<{ formerId: string; formerRoom: string }>`
        select "deviceId" as "formerId", "roomId" as "formerRoom" from (
          select "deviceId", "roomId", 0 as rank from "expectedDevices" where "name" = ${name}
          union all
          select "deviceId", "roomId", 1 as rank from devices where "name" = ${name} collate nocase and "roomId" = ${roomId}
            and "revokedAt" is not null and "deviceId" not in (select "deviceId" from disposals)
            and "deviceId" in (select "deviceId" from "deviceDetails" union select "deviceId" from seats)
        ) order by rank, "roomId" <> ${roomId} limit 1`.execute(db)
      const [former] = rows
      if (former === undefined) return null
      const { formerId, formerRoom } = former
      if (formerRoom !== roomId) await unseat([formerId])
      await db.updateTable('deviceDetails').set({ deviceId }).where('deviceId', '=', formerId).execute()
      await db.updateTable('seats').set({ deviceId }).where('deviceId', '=', formerId).execute()
      await db.deleteFrom('expectedDevices').where('deviceId', '=', formerId).execute()
      const taken = await db.selectFrom('seats').selectAll().where('deviceId', '=', deviceId).executeTakeFirst()
      return taken === undefined ? null : { row: taken.seatRow, column: taken.seatColumn }
    },

    /** Newest first. */
    disposals: async (): Promise<Disposal[]> =>
      (await db.selectFrom('disposals').selectAll().orderBy('at', 'desc').orderBy('name').execute()).map(toDisposal),

    /** Writes down how a PC left, and chains it. Its seat and its details go: the record holds them. */
    dispose: async (disposal: Disposal, staffId: string): Promise<void> => {
      const row = await db
        .insertInto('disposals')
        .values({ ...disposal, staffId })
        .returningAll()
        .executeTakeFirstOrThrow()
      const { recordId, content, at } = disposalRecord(row)
      await chainRecords(db).append('disposal', recordId, content, at)
      await forget([disposal.deviceId])
    },
  }
}
