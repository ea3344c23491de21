import { randomUUID } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import { type Flag, type Tamper, type TamperKind, tamperKindSchema } from '#shared/model/outbox'
import { personHeld } from './holds'
import type { Tables } from './tables'

export interface FlagQuery {
  /** Null for every room. */
  readonly roomIds: readonly string[] | null
  /** Learned before this moment; null for the newest. */
  readonly before: number | null
  readonly limit: number
}

export interface NewFlag {
  readonly deviceId: string
  readonly fact: Tamper
  readonly learnedAt: number
  /** Account of the pupil who was signed in when it happened, as far as known. */
  readonly user: string | null
  /** Found by the hub itself, not told by the PC. */
  readonly byHub: boolean
}

/** The hub notes a stop when it hears of it, the PC by its own marks, which are this far apart at most. */
const sameStopWithinMs = 90_000
const stops = ['agent-killed', 'agent-stopped'] as const
const isStop = (tamper: Tamper['tamper']): boolean => stops.some((stop) => stop === tamper)

export const flagRecords = (db: Kysely<Tables>) => {
  const joined = () =>
    db
      .selectFrom('flags')
      .innerJoin('devices', 'devices.deviceId', 'flags.deviceId')
      .selectAll('flags')
      .select(['devices.name as deviceName', 'devices.roomId as roomId'])

  const toFlag = (row: Selectable<Tables['flags']> & { deviceName: string; roomId: string }): Flag => ({
    flagId: row.flagId,
    deviceId: row.deviceId,
    deviceName: row.deviceName,
    roomId: row.roomId,
    user: row.user,
    tamper: tamperKindSchema.parse(row.tamper),
    from: row.startsAt,
    until: row.endsAt,
    detail: row.detail,
    learnedAt: row.learnedAt,
    seenBy: row.seenBy,
  })

  const find = async (flagId: string): Promise<Flag | null> => {
    const row = await joined().where('flagId', '=', flagId).executeTakeFirst()
    return row === undefined ? null : toFlag(row)
  }

  const mustFind = async (flagId: string): Promise<Flag> => {
    const flag = await find(flagId)
    if (flag === null) throw new Error(`The flag ${flagId} has no device`)
    return flag
  }

  /** The hub's own flag of the stop that this fact of the PC tells of. */
  const ofSameStop = async (deviceId: string, { tamper, from, until }: Tamper): Promise<string | null> => {
    if (!isStop(tamper)) return null
    const row = await db
      .selectFrom('flags')
      .select('flagId')
      .where('deviceId', '=', deviceId)
      .where('byHub', '=', 1)
      .where('tamper', 'in', stops)
      .where('startsAt', '>=', from - sameStopWithinMs)
      .where('startsAt', '<=', (until ?? from) + sameStopWithinMs)
      .orderBy('startsAt', 'desc')
      .executeTakeFirst()
    return row?.flagId ?? null
  }

  return {
    find,

    /** Keeps a tamper fact. The PC's word on a stop the hub flagged already completes that flag: it becomes the PC's, and stays one. */
    raise: async ({ deviceId, fact, learnedAt, user, byHub }: NewFlag): Promise<Flag> => {
      const known = byHub ? null : await ofSameStop(deviceId, fact)
      const columns = { tamper: fact.tamper, endsAt: fact.until, detail: fact.detail, byHub: byHub ? 1 : 0 }
      if (known !== null) {
        // The hub saw the moment itself; the PC knows it only to its last mark.
        await db.updateTable('flags').set(columns).where('flagId', '=', known).execute()
        return mustFind(known)
      }
      const flagId = randomUUID()
      await db
        .insertInto('flags')
        .values({ flagId, deviceId, ...columns, startsAt: fact.from, learnedAt, user, seenBy: null, seenAt: null })
        .execute()
      return mustFind(flagId)
    },

    /** The device is heard again: what the hub flagged of its silence is over. */
    endByHub: async (deviceId: string, at: number): Promise<Flag[]> => {
      const rows = await db
        .updateTable('flags')
        .set({ endsAt: at })
        .where('deviceId', '=', deviceId)
        .where('byHub', '=', 1)
        .where('endsAt', 'is', null)
        .returning('flagId')
        .execute()
      return Promise.all(rows.map(({ flagId }) => mustFind(flagId)))
    },

    /** Newest learned first, with how many in all nobody has looked at. */
    list: async ({ roomIds, before, limit }: FlagQuery): Promise<{ readonly flags: Flag[]; readonly unseen: number }> => {
      const rooms = sql<string>`(select value from json_each(${JSON.stringify(roomIds ?? [])}))`
      const rows = await joined()
        .$if(roomIds !== null, (query) => query.where('devices.roomId', 'in', rooms))
        .$if(before !== null, (query) => query.where('learnedAt', '<', before))
        .orderBy('learnedAt', 'desc')
        .orderBy('flagId')
        .limit(limit)
        .execute()
      const { unseen } = await db
        .selectFrom('flags')
        .innerJoin('devices', 'devices.deviceId', 'flags.deviceId')
        .select((eb) => eb.fn.countAll<number>().as('unseen'))
        .where('seenBy', 'is', null)
        .$if(roomIds !== null, (query) => query.where('devices.roomId', 'in', rooms))
        .executeTakeFirstOrThrow()
      return { flags: rows.map(toFlag), unseen }
    },

    /** How many of each kind happened in a time. */
    kinds: async (from: number, until: number): Promise<{ readonly tamper: TamperKind; readonly count: number }[]> => {
      const rows = await db
        .selectFrom('flags')
        .select('tamper')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('startsAt', '>=', from)
        .where('startsAt', '<', until)
        .groupBy('tamper')
        .execute()
      return rows.map(({ tamper, count }) => ({ tamper: tamperKindSchema.parse(tamper), count }))
    },

    /** Deletes flags learned before a moment and not held; answers how many. */
    removeBefore: async (before: number): Promise<number> =>
      Number(
        (
          await db
            .deleteFrom('flags')
            .where('learnedAt', '<', before)
            .where(sql<boolean>`not ${personHeld('flags.user')}`)
            .executeTakeFirstOrThrow()
        ).numDeletedRows,
      ),

    /** The first look stays. Null: there is no such flag. */
    see: async (flagId: string, staffName: string, at: number): Promise<Flag | null> => {
      await db
        .updateTable('flags')
        .set({ seenBy: staffName, seenAt: at })
        .where('flagId', '=', flagId)
        .where('seenBy', 'is', null)
        .execute()
      return find(flagId)
    },
  }
}
