import { type Kysely, sql } from 'kysely'
import { samePupil } from '#shared/model/internet'
import type { Lease } from '#shared/model/lease'
import { idList, type leaseRecords, toLease } from './leases'
import type { DeviceRestrictions } from './reduce'
import type { Tables } from './tables'

/** Leases of pupils who sat at one PC before that the PC goes on holding; one more, and it forgets the oldest until that pupil is back. */
const othersPerDevice = 12

/** Leases that follow a pupil's user name from PC to PC [LE12]. */
export const pupilLeaseRecords = (db: Kysely<Tables>, leases: Pick<ReturnType<typeof leaseRecords>, 'keep' | 'changed'>) => {
  const liveAt = (at: number) =>
    db.selectFrom('leases').selectAll().where('pupil', 'is not', null).where('pupilEndedAt', 'is', null).where('endsAt', '>', at)

  /** Ends these on every PC that holds them. */
  const end = async (leaseIds: readonly string[], at: number): Promise<DeviceRestrictions[]> => {
    await db.updateTable('leases').set({ pupilEndedAt: at }).where('leaseId', 'in', idList(leaseIds)).execute()
    const rows = await db
      .updateTable('deviceLeases')
      .set({ endedAt: at })
      .where('endedAt', 'is', null)
      .where('leaseId', 'in', idList(leaseIds))
      .returning('deviceId')
      .execute()
    return leases.changed(rows, at)
  }

  /** Room for the pupil who has just come: what the PC holds of others is bounded. */
  const forgetOthers = async (deviceIds: readonly string[], leaseIds: readonly string[], at: number): Promise<void> => {
    await sql`update "deviceLeases" set "endedAt" = ${at} where ("deviceId", "leaseId") in (
      select "deviceId", "leaseId" from (
        select "deviceId", "deviceLeases"."leaseId" as "leaseId",
          row_number() over (partition by "deviceId" order by "stateAt" desc, "deviceLeases"."leaseId") as place
        from "deviceLeases" join leases on leases."leaseId" = "deviceLeases"."leaseId"
        where "pupil" is not null and "endedAt" is null and "deviceId" in ${idList(deviceIds)}
          and "deviceLeases"."leaseId" not in ${idList(leaseIds)}
      ) where place > ${othersPerDevice}
    )`.execute(db)
  }

  /** Every one that is not over at `at`, the soonest end first. */
  const live = async (at: number): Promise<Lease[]> => (await liveAt(at).orderBy('endsAt').orderBy('leaseId').execute()).map(toLease)

  return {
    live,

    find: async (leaseId: string, at: number): Promise<Lease | null> => {
      const row = await liveAt(at).where('leaseId', '=', leaseId).executeTakeFirst()
      return row === undefined ? null : toLease(row)
    },

    /** Keeps the lease in place of the pupil's earlier one of the same standing: of a lesson, or of none. Answers the PCs that changed. */
    order: async (lease: Lease, at: number): Promise<DeviceRestrictions[]> => {
      const earlier = (await live(at)).filter(
        (one) => samePupil(one.pupil ?? '', lease.pupil ?? '') && (one.lessonId === null) === (lease.lessonId === null),
      )
      await leases.keep(lease)
      return end(
        earlier.map(({ leaseId }) => leaseId),
        at,
      )
    },

    /** Gives these leases to the PCs at which their pupil sits. Answers the PCs that did not hold them yet. */
    place: async (leaseIds: readonly string[], deviceIds: readonly string[], at: number): Promise<DeviceRestrictions[]> => {
      const { rows } = await sql<{ deviceId: string }>`insert into "deviceLeases" ("deviceId", "leaseId", "state", "stateAt")
        select devices."deviceId", leases."leaseId", 'asked', ${at} from devices, leases
        where devices."deviceId" in ${idList(deviceIds)} and devices."revokedAt" is null
          and leases."leaseId" in ${idList(leaseIds)} and leases."endsAt" > ${at}
        on conflict ("deviceId", "leaseId") do update set "state" = 'asked', "failure" = null, "stateAt" = ${at}, "endedAt" = null
          where "endedAt" is not null
        returning "deviceId"`.execute(db)
      if (rows.length > 0) await forgetOthers(deviceIds, leaseIds, at)
      return leases.changed(rows, at)
    },

    end,
  }
}
