import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import {
  type Hardware,
  hardwareSchema,
  type InventoryChange,
  inventoryChangeSchema,
  type InventoryEntry,
  type InventoryPart,
  inventoryParts,
  type InventoryRow,
  type PackageCount,
  type SoftwareItem,
  type SystemCare,
  systemCareSchema,
} from '#shared/model/inventory'
import { hardwareChanges, missingHardware, softwareChanges, systemChanges } from '#shared/model/inventory-changes'
import { idList } from './leases'
import type { Tables } from './tables'

/** Of each PC the newest changes are kept: years of weekly updates. */
const entriesPerPc = 400
/** Changes named of one reading, where not all of them are asked for. */
const changesShown = 40
/** Changes in one answer that names all of them, so that it stays a message; one reading is never parted. */
const changesAtOnce = 20_000

export interface InventoryDigests {
  readonly hardware: string | null
  readonly system: string | null
  readonly software: string | null
}

export interface SoftwareTold {
  readonly digest: string
  /** The list this is the difference to; null for a whole list. */
  readonly base: string | null
  readonly total: number
  readonly added: readonly SoftwareItem[]
  readonly gone: readonly SoftwareItem[]
}

export interface EntryQuery {
  readonly deviceId: string | null
  readonly part: InventoryPart | null
  readonly before: number | null
  /** Null for every room. */
  readonly roomIds: readonly string[] | null
  /** Every change of each reading, and then fewer readings than `limit` where they are long. */
  readonly whole: boolean
  readonly limit: number
}

/** Package numbers with what they stand for, in one JSON text: libsql needs a microsecond for each cell. */
const pairsSchema = z.array(z.tuple([z.string(), z.string()]))
const countsSchema = z.array(z.tuple([z.string(), z.string(), z.number()]))
const pairOf = ({ name, version }: SoftwareItem): string => `${name} ${version}`
const asJson = (items: readonly SoftwareItem[]): string => JSON.stringify(items.map(({ name, version }) => [name, version]))

export const inventoryRecords = (db: Kysely<Tables>) => {
  const find = (deviceId: string) => db.selectFrom('inventories').selectAll().where('deviceId', '=', deviceId).executeTakeFirst()

  /** The row of the device, made when it is not there. */
  const open = async (deviceId: string, at: number) => {
    await db
      .insertInto('inventories')
      .values({ deviceId, readAt: at })
      .onConflict((conflict) => conflict.column('deviceId').doUpdateSet({ readAt: at }))
      .execute()
    return db.selectFrom('inventories').selectAll().where('deviceId', '=', deviceId).executeTakeFirstOrThrow()
  }

  const note = async (deviceId: string, part: InventoryPart, changes: readonly InventoryChange[], at: number): Promise<void> => {
    if (changes.length === 0) return
    const changesJson = JSON.stringify(changes)
    const listHash = createHash('sha256').update(changesJson).digest('hex')
    await db
      .insertInto('inventoryChangeLists')
      .values({ listHash, changesJson })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await db.insertInto('inventoryChanges').values({ deviceId, at, part, listHash }).execute()
    const { rows } = await sql<{ listHash: string }>`delete from "inventoryChanges" where "deviceId" = ${deviceId} and "changeId" <= (
        select "changeId" from "inventoryChanges" where "deviceId" = ${deviceId} order by "changeId" desc limit 1 offset ${sql.lit(entriesPerPc)}
      ) returning "listHash"`.execute(db)
    for (const { listHash: old } of rows) {
      await sql`delete from "inventoryChangeLists" where "listHash" = ${old}
        and not exists (select 1 from "inventoryChanges" where "listHash" = ${old})`.execute(db)
    }
  }

  const softwareOf = async (inventoryId: number): Promise<SoftwareItem[]> => {
    const { rows } = await sql<{ held: string }>`select json_group_array(json_array("name", "version")) as held from (
        select "name", "version" from "inventorySoftware" join "inventoryPackages" using ("packageId")
        where "inventoryId" = ${sql.lit(inventoryId)} order by "name", "version"
      )`.execute(db)
    return pairsSchema.parse(JSON.parse(rows[0]?.held ?? '[]')).map(([name, version]) => ({ name, version }))
  }

  const addSoftware = async (inventoryId: number, added: readonly SoftwareItem[]): Promise<void> => {
    const list = asJson(added)
    await sql`insert or ignore into "inventoryPackages" ("name", "version") select value ->> 0, value ->> 1 from json_each(${list})`.execute(
      db,
    )
    const named = sql`select "packageId" from json_each(${list}) as one join "inventoryPackages" as known
      on known."name" = one.value ->> 0 and known."version" = one.value ->> 1`
    await sql`insert into "inventorySoftware" ("inventoryId", "packageId") select ${sql.lit(inventoryId)}, "packageId" from (${named})`.execute(
      db,
    )
    await sql`update "inventoryPackages" set "pcs" = "pcs" + 1 where "packageId" in (${named})`.execute(db)
  }

  const removeSoftware = async (inventoryId: number, gone: readonly SoftwareItem[]): Promise<void> => {
    const list = asJson(gone)
    const named = sql`select "packageId" from json_each(${list}) as one join "inventoryPackages" as known
      on known."name" = one.value ->> 0 and known."version" = one.value ->> 1`
    await sql`delete from "inventorySoftware" where "inventoryId" = ${sql.lit(inventoryId)} and "packageId" in (${named})`.execute(db)
    await sql`update "inventoryPackages" set "pcs" = "pcs" - 1 where "packageId" in (${named})`.execute(db)
    await sql`delete from "inventoryPackages" where "pcs" <= 0 and "packageId" in (${named})`.execute(db)
  }

  /** Programs of PCs that were revoked count no more. */
  const forgetRevoked = async (): Promise<void> => {
    const { rows } = await sql<{ inventoryId: number }>`select "inventoryId" from inventories join devices using ("deviceId")
      where "revokedAt" is not null and "softwareDigest" is not null`.execute(db)
    for (const { inventoryId } of rows) {
      const held = await softwareOf(inventoryId)
      if (held.length > 0) await removeSoftware(inventoryId, held)
      await sql`update inventories set "softwareDigest" = null where "inventoryId" = ${sql.lit(inventoryId)}`.execute(db)
    }
  }

  const rows = async (deviceId: string | null): Promise<InventoryRow[]> => {
    const { rows: found } = await sql<{
      deviceId: string
      deviceName: string
      roomId: string
      readAt: number | null
      hardwareJson: string | null
      systemJson: string | null
      packages: number | null
    }>`select devices."deviceId", devices."name" as "deviceName", devices."roomId", "readAt", "hardwareJson", "systemJson",
        case when "softwareDigest" is null then null
          else (select count(*) from "inventorySoftware" where "inventorySoftware"."inventoryId" = inventories."inventoryId") end as packages
      from devices left join inventories using ("deviceId")
      where ${deviceId === null ? sql`"revokedAt" is null` : sql`devices."deviceId" = ${deviceId}`} order by devices."name"`.execute(db)
    return found.map(({ hardwareJson, systemJson, ...row }) => ({
      ...row,
      hardware: hardwareJson === null ? null : hardwareSchema.parse(JSON.parse(hardwareJson)),
      system: systemJson === null ? null : systemCareSchema.parse(JSON.parse(systemJson)),
    }))
  }

  return {
    /** What is held of the device; `readAt` moves on, for it has just told of a reading. */
    digests: async (deviceId: string, at: number): Promise<InventoryDigests> => {
      const { hardwareDigest, systemDigest, softwareDigest } = await open(deviceId, at)
      return { hardware: hardwareDigest, system: systemDigest, software: softwareDigest }
    },

    /** Answers what the PC has less of than before, in words; null when nothing is missing. */
    keepHardware: async (deviceId: string, digest: string, hardware: Hardware, at: number): Promise<string | null> => {
      const { hardwareJson } = await open(deviceId, at)
      const before = hardwareJson === null ? null : hardwareSchema.parse(JSON.parse(hardwareJson))
      await db
        .updateTable('inventories')
        .set({ hardwareDigest: digest, hardwareJson: JSON.stringify(hardware) })
        .where('deviceId', '=', deviceId)
        .execute()
      if (before === null) return null
      await note(deviceId, 'hardware', hardwareChanges(before, hardware), at)
      return missingHardware(before, hardware)
    },

    keepSystem: async (deviceId: string, digest: string, system: SystemCare, at: number): Promise<void> => {
      const { systemJson } = await open(deviceId, at)
      await db
        .updateTable('inventories')
        .set({ systemDigest: digest, systemJson: JSON.stringify(system) })
        .where('deviceId', '=', deviceId)
        .execute()
      if (systemJson !== null) await note(deviceId, 'system', systemChanges(systemCareSchema.parse(JSON.parse(systemJson)), system), at)
    },

    /** False: what is held is not what the difference is to, or does not come to the total; the whole list is needed. */
    keepSoftware: async (deviceId: string, told: SoftwareTold, at: number): Promise<boolean> => {
      const { inventoryId, softwareDigest } = await open(deviceId, at)
      if (told.base !== null && told.base !== softwareDigest) return false
      const held = await softwareOf(inventoryId)
      const before = new Map(held.map((one) => [pairOf(one), one]))
      const after = new Map(told.base === null ? [] : before)
      for (const one of told.gone) after.delete(pairOf(one))
      for (const one of told.added) after.set(pairOf(one), one)
      if (after.size !== told.total) return false
      const gone = held.filter((one) => !after.has(pairOf(one)))
      const added = [...after.values()].filter((one) => !before.has(pairOf(one)))
      if (gone.length > 0) await removeSoftware(inventoryId, gone)
      if (added.length > 0) await addSoftware(inventoryId, added)
      await db.updateTable('inventories').set({ softwareDigest: told.digest }).where('deviceId', '=', deviceId).execute()
      if (softwareDigest !== null) await note(deviceId, 'software', softwareChanges(gone, added), at)
      return true
    },

    list: (): Promise<InventoryRow[]> => rows(null),

    sheet: async (deviceId: string): Promise<{ readonly pc: InventoryRow; readonly software: SoftwareItem[] } | null> => {
      const [pc] = await rows(deviceId)
      if (pc === undefined) return null
      const kept = await find(deviceId)
      return { pc, software: kept === undefined ? [] : await softwareOf(kept.inventoryId) }
    },

    /** Programs whose name holds `search`, those on most PCs first; with how many there are in all. Of PCs of these rooms, null for every room. */
    packages: async (
      search: string,
      limit: number,
      roomIds: readonly string[] | null,
    ): Promise<{ readonly packages: PackageCount[]; readonly total: number }> => {
      await forgetRevoked()
      const pattern = `%${search.replaceAll(/[\\%_]/gu, (one) => `\\${one}`)}%`
      const counts =
        roomIds === null
          ? sql`"inventoryPackages"`
          : sql`(select "inventoryPackages"."name", "version", count(*) as "pcs" from "inventoryPackages"
              join "inventorySoftware" using ("packageId") join inventories using ("inventoryId") join devices using ("deviceId")
              where "roomId" in ${idList(roomIds)} and "revokedAt" is null group by "packageId")`
      const matching = sql`from ${counts} where "name" like ${pattern} escape '\\'`
      const { rows: counted } = await sql<{ total: number }>`select count(*) as total ${matching}`.execute(db)
      const { rows: listed } = await sql<{ held: string }>`select json_group_array(json_array("name", "version", "pcs")) as held from (
          select "name", "version", "pcs" ${matching} order by "pcs" desc, "name", "version" limit ${sql.lit(limit)}
        )`.execute(db)
      const packages = countsSchema.parse(JSON.parse(listed[0]?.held ?? '[]')).map(([name, version, pcs]) => ({ name, version, pcs }))
      return { packages, total: counted[0]?.total ?? 0 }
    },

    /** The PCs of these rooms on which a program is; null for every room. */
    holders: async (
      name: string,
      roomIds: readonly string[] | null,
    ): Promise<{ deviceId: string; deviceName: string; version: string }[]> => {
      const { rows: found } = await sql<{ deviceId: string; deviceName: string; version: string }>`
        select devices."deviceId", devices."name" as "deviceName", "version" from "inventoryPackages"
        join "inventorySoftware" using ("packageId") join inventories using ("inventoryId") join devices using ("deviceId")
        where "inventoryPackages"."name" = ${name} and "revokedAt" is null
        and ${roomIds === null ? sql`true` : sql`"roomId" in ${idList(roomIds)}`} order by devices."name", "version"`.execute(db)
      return found
    },

    /** Newest first. */
    entries: async ({ deviceId, part, before, roomIds, whole, limit }: EntryQuery): Promise<InventoryEntry[]> => {
      const found = await db
        .selectFrom('inventoryChanges')
        .innerJoin('inventoryChangeLists', 'inventoryChangeLists.listHash', 'inventoryChanges.listHash')
        .innerJoin('devices', 'devices.deviceId', 'inventoryChanges.deviceId')
        .select(['changeId', 'inventoryChanges.deviceId', 'devices.name as deviceName', 'devices.roomId', 'at', 'part', 'changesJson'])
        .$if(deviceId !== null, (query) => query.where('inventoryChanges.deviceId', '=', deviceId))
        .$if(part !== null, (query) => query.where('part', '=', part))
        .$if(before !== null, (query) => query.where('changeId', '<', before))
        .$if(roomIds !== null, (query) => query.where('devices.roomId', 'in', idList(roomIds ?? [])))
        .orderBy('changeId', 'desc')
        .limit(limit)
        .execute()
      const entries: InventoryEntry[] = []
      let told = 0
      for (const { changesJson, part: kept, ...entry } of found) {
        const changes = z.array(inventoryChangeSchema).parse(JSON.parse(changesJson))
        told += changes.length
        if (whole && told > changesAtOnce && entries.length > 0) break
        const named = whole ? changes : changes.slice(0, changesShown)
        entries.push({ ...entry, part: z.enum(inventoryParts).parse(kept), changes: named, count: changes.length })
      }
      return entries
    },
  }
}
