import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import { restrictionSchema } from '#shared/model/device'
import { applicationRuleSchema } from '#shared/model/application'
import { internetRuleSchema } from '#shared/model/internet'
import { type Lease, type LeaseState, type RestrictionKind, restrictionKindSchema } from '#shared/model/lease'
import { type DeviceRestrictions, applyChanges, leasesPerDevice, messagesPerDevice, reduceReport } from './reduce'
import type { Tables } from './tables'

/** Devices with the ids and states of their unended leases, as `findHeld` writes them. */
const heldSchema = z.array(
  z.tuple([
    z.string(),
    z.number(),
    z.array(z.tuple([z.string(), restrictionSchema.shape.state, restrictionSchema.shape.failure, z.number()])),
  ]),
)

/** A PC's word on its leases, and when the hub heard it. */
export interface LeaseReported {
  readonly deviceId: string
  readonly states: readonly LeaseState[]
  readonly at: number
}

/** SQLite takes no lists: a list of ids travels as one JSON bind. */
export const idList = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

export const toLease = (row: Selectable<Tables['leases']>): Lease => ({
  leaseId: row.leaseId,
  kind: restrictionKindSchema.parse(row.kind),
  owner: { staffId: row.ownerId, displayName: row.ownerName },
  reason: row.reason,
  text: row.text,
  lessonId: row.lessonId,
  pupil: row.pupil,
  internet: row.internetJson === null ? null : internetRuleSchema.parse(JSON.parse(row.internetJson)),
  application: row.applicationJson === null ? null : applicationRuleSchema.parse(JSON.parse(row.applicationJson)),
  from: row.startsAt,
  until: row.endsAt,
})

export const leaseRecords = (db: Kysely<Tables>) => {
  /** libsql needs a microsecond for each cell: a class of 200 comes as one JSON text instead of two thousand cells. */
  const findHeld = async (deviceIds: readonly string[] | null): Promise<z.infer<typeof heldSchema>> => {
    const { rows } = await sql<{ held: string }>`select json_group_array(json_array("deviceId", "leaseRevision", json((
        select json_group_array(json_array("leaseId", "state", "failure", "stateAt")) from "deviceLeases"
        where "deviceLeases"."deviceId" = devices."deviceId" and "endedAt" is null
      )))) as held from devices where ${deviceIds === null ? sql`true` : sql`"deviceId" in ${idList(deviceIds)}`}`.execute(db)
    return heldSchema.parse(JSON.parse(rows[0]?.held ?? '[]'))
  }

  const findLeases = async (leaseIds: readonly string[]): Promise<Map<string, Lease>> => {
    const rows = await db.selectFrom('leases').selectAll().where('leaseId', 'in', idList(leaseIds)).execute()
    return new Map(rows.map((row) => [row.leaseId, toLease(row)]))
  }

  /** Devices with their live leases at `at`; of all devices when `deviceIds` is null. A device without any has an empty list. */
  const live = async (at: number, deviceIds: readonly string[] | null): Promise<DeviceRestrictions[]> => {
    const held = await findHeld(deviceIds)
    const leases = await findLeases([...new Set(held.flatMap(([, , states]) => states.map(([leaseId]) => leaseId)))])
    return held.map(([deviceId, revision, states]) => ({
      deviceId,
      revision,
      restrictions: states
        .flatMap(([leaseId, state, failure, stateAt]) => {
          const lease = leases.get(leaseId)
          return lease === undefined || lease.until <= at ? [] : [{ lease, state, failure, stateAt }]
        })
        .sort((left, right) => left.lease.from - right.lease.from)
        .slice(-leasesPerDevice),
    }))
  }

  const growRevisions = async (deviceIds: readonly string[]): Promise<void> => {
    await db
      .updateTable('devices')
      .set((eb) => ({ leaseRevision: eb('leaseRevision', '+', 1) }))
      .where('deviceId', 'in', idList(deviceIds))
      .execute()
  }

  /** Ends live leases of these kinds on these devices, whoever ordered them; what follows a pupil stays. Answers the device of each. */
  const end = async (deviceIds: readonly string[], kinds: readonly RestrictionKind[], at: number): Promise<string[]> => {
    const { rows } = await sql<{ ended: string }>`update "deviceLeases" set "endedAt" = ${at}
      where "endedAt" is null and "deviceId" in ${idList(deviceIds)} and exists (
        select 1 from leases where leases."leaseId" = "deviceLeases"."leaseId" and "endsAt" > ${at} and "kind" in ${idList(kinds)}
          and "pupil" is null
      ) returning "deviceId" as ended`.execute(db)
    return rows.map(({ ended }) => ended)
  }

  /** The devices these rows name changed: their revisions grow, and they are answered as they are now. */
  const changed = async (rows: readonly { readonly deviceId: string }[], at: number): Promise<DeviceRestrictions[]> => {
    const ids = [...new Set(rows.map(({ deviceId }) => deviceId))]
    if (ids.length === 0) return []
    await growRevisions(ids)
    return live(at, ids)
  }

  /** Ends the oldest messages of these devices, so that one more may be shown. */
  const makePlaceForMessage = async (deviceIds: readonly string[], at: number): Promise<void> => {
    await sql`update "deviceLeases" set "endedAt" = ${at} where ("deviceId", "leaseId") in (
      select "deviceId", "leaseId" from (
        select "deviceId", "deviceLeases"."leaseId" as "leaseId",
          row_number() over (partition by "deviceId" order by "startsAt" desc, "deviceLeases"."leaseId") as place
        from "deviceLeases" join leases on leases."leaseId" = "deviceLeases"."leaseId"
        where "kind" = 'message' and "endedAt" is null and "endsAt" > ${at} and "deviceId" in ${idList(deviceIds)}
      ) where place >= ${messagesPerDevice}
    )`.execute(db)
  }

  /** The devices on which any of these leases has not ended. */
  const devicesOf = (leaseIds: readonly string[]): Promise<{ deviceId: string }[]> =>
    db.selectFrom('deviceLeases').select('deviceId').where('endedAt', 'is', null).where('leaseId', 'in', idList(leaseIds)).execute()

  /** Writes the lease down; no device has it yet. */
  const keep = async ({ owner, internet, application, from, until, ...lease }: Lease): Promise<void> => {
    const rules = {
      internetJson: internet === null ? null : JSON.stringify(internet),
      applicationJson: application === null ? null : JSON.stringify(application),
    }
    await db
      .insertInto('leases')
      .values({ ...lease, ownerId: owner.staffId, ownerName: owner.displayName, ...rules, startsAt: from, endsAt: until })
      .execute()
  }

  return {
    live,
    keep,
    changed,

    /**
     * Puts one lease on every device named that exists and is not revoked, in place of the earlier one of the same
     * kind, whoever ordered it; messages stand beside each other, up to four. Answers those devices as they are now.
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
      if (lease.kind === 'message') await makePlaceForMessage(ids, at)
      else await end(ids, [lease.kind], at)
      await keep(lease)
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
      const ended = await end(deviceIds, kinds, at)
      const ids = [...new Set(ended)]
      await growRevisions(ids)
      return { lifted: ended.length, devices: ids.length === 0 ? [] : await live(at, ids) }
    },

    /** Who else than `staffId` holds leases of these kinds on these devices at `at`, and until when; the longest first. */
    heldByOthers: async (
      deviceIds: readonly string[],
      kinds: readonly RestrictionKind[],
      staffId: string,
      at: number,
    ): Promise<{ readonly owner: Lease['owner']; readonly kind: RestrictionKind; readonly until: number }[]> => {
      const { rows } = await sql<{ ownerId: string; ownerName: string; kind: string; until: number }>`
        select "ownerId", "ownerName", "kind", max("endsAt") as until from "deviceLeases"
        join leases on leases."leaseId" = "deviceLeases"."leaseId"
        where "endedAt" is null and "deviceId" in ${idList(deviceIds)} and "endsAt" > ${at}
          and "kind" in ${idList(kinds)} and "pupil" is null and "ownerId" <> ${staffId}
        group by "ownerId", "ownerName" order by until desc`.execute(db)
      return rows.map(({ ownerId, ownerName, kind, until }) => ({
        owner: { staffId: ownerId, displayName: ownerName },
        kind: restrictionKindSchema.parse(kind),
        until,
      }))
    },

    /** Ends the leases of these kinds that others than `staffId` hold on these devices. Answers the devices that changed. */
    endOthers: async (
      deviceIds: readonly string[],
      kinds: readonly RestrictionKind[],
      staffId: string,
      at: number,
    ): Promise<DeviceRestrictions[]> => {
      const { rows } = await sql<{ deviceId: string }>`update "deviceLeases" set "endedAt" = ${at}
        where "endedAt" is null and "deviceId" in ${idList(deviceIds)} and exists (
          select 1 from leases where leases."leaseId" = "deviceLeases"."leaseId" and "endsAt" > ${at}
            and "kind" in ${idList(kinds)} and "pupil" is null and "ownerId" <> ${staffId}
        ) returning "deviceId"`.execute(db)
      return changed(rows, at)
    },

    /** The teacher's own leases that live on these devices become part of the lesson and outlast it no more (LE9). */
    joinLesson: async (
      lessonId: string,
      staffId: string,
      deviceIds: readonly string[],
      endsAt: number,
      at: number,
    ): Promise<DeviceRestrictions[]> => {
      const { rows: joined } = await sql<{ leaseId: string }>`
        update leases set "lessonId" = ${lessonId}, "endsAt" = min("endsAt", ${endsAt})
        where "ownerId" = ${staffId} and "endsAt" > ${at} and "pupil" is null and exists (
          select 1 from "deviceLeases" where "deviceLeases"."leaseId" = leases."leaseId"
            and "endedAt" is null and "deviceId" in ${idList(deviceIds)}
        ) returning "leaseId"`.execute(db)
      return changed(await devicesOf(joined.map(({ leaseId }) => leaseId)), at)
    },

    /** Leases that last to the lesson's end move with it, but none beyond `longestMs` from its beginning (LE9, LE11). */
    moveLessonEnd: async (
      lesson: { readonly lessonId: string; readonly endsAt: number },
      endsAt: number,
      longestMs: number,
      at: number,
    ): Promise<DeviceRestrictions[]> => {
      const { rows: moved } = await sql<{ leaseId: string }>`
        update leases set "endsAt" = max("endsAt", min(${endsAt}, "startsAt" + ${longestMs}))
        where "lessonId" = ${lesson.lessonId} and "endsAt" = ${lesson.endsAt} returning "leaseId"`.execute(db)
      return changed(await devicesOf(moved.map(({ leaseId }) => leaseId)), at)
    },

    /** Ends every lease of the lesson, wherever it lives. */
    endLesson: async (lessonId: string, at: number): Promise<DeviceRestrictions[]> => {
      await db
        .updateTable('leases')
        .set({ pupilEndedAt: at })
        .where('lessonId', '=', lessonId)
        .where('pupil', 'is not', null)
        .where('pupilEndedAt', 'is', null)
        .execute()
      const { rows } = await sql<{ deviceId: string }>`update "deviceLeases" set "endedAt" = ${at}
        where "endedAt" is null and "leaseId" in (select "leaseId" from leases where "lessonId" = ${lessonId})
        returning "deviceId"`.execute(db)
      return changed(rows, at)
    },

    /** Takes the word of PCs on their leases, in the order it came, by few statements however many PCs. Answers the devices that changed. */
    report: async (reports: readonly LeaseReported[]): Promise<DeviceRestrictions[]> => {
      const devices = new Map((await live(0, [...new Set(reports.map(({ deviceId }) => deviceId))])).map((one) => [one.deviceId, one]))
      // Of two words on one lease the later alone is written.
      const written = new Map<string, readonly unknown[]>()
      const answers = new Map<string, DeviceRestrictions>()
      for (const { deviceId, states, at } of reports) {
        const device = devices.get(deviceId)
        if (device === undefined) continue
        const changes = reduceReport(device.restrictions, states, at)
        if (changes.length === 0) continue
        for (const { leaseId, state, failure, stateAt, endedAt } of changes) {
          written.set(`${deviceId} ${leaseId}`, [deviceId, leaseId, state, failure, stateAt, endedAt])
        }
        devices.set(deviceId, applyChanges(device, changes, 0))
        answers.set(deviceId, applyChanges(device, changes, at))
      }
      if (written.size === 0) return []
      await sql`update "deviceLeases" set "state" = change.value ->> 2, "failure" = change.value ->> 3, "stateAt" = change.value ->> 4,
          "endedAt" = change.value ->> 5 from json_each(${JSON.stringify([...written.values()])}) as change
        where "deviceLeases"."deviceId" = change.value ->> 0 and "deviceLeases"."leaseId" = change.value ->> 1`.execute(db)
      return [...answers.values()]
    },

    /** Marks the leases whose time is over as ended. Answers the devices that had any; their agents know by themselves. */
    expire: async (at: number): Promise<DeviceRestrictions[]> => {
      const { rows } = await sql<{ deviceId: string }>`update "deviceLeases" set "endedAt" = leases."endsAt" from leases
        where "deviceLeases"."endedAt" is null and leases."leaseId" = "deviceLeases"."leaseId" and leases."endsAt" <= ${at}
        returning "deviceId"`.execute(db)
      return rows.length === 0 ? [] : live(at, [...new Set(rows.map(({ deviceId }) => deviceId))])
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
