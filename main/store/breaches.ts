import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import { type Breach, type BreachRepeat, breachSchema } from '#shared/model/breach'
import {
  type BreachDecision,
  type BreachFilter,
  type BreachState,
  breachStateSchema,
  type BreachSummary,
} from '#shared/model/breach-review'
import { type Overdue, overdueAfterMs, overdueSchema } from '#shared/model/oversight'
import type { Category } from '#shared/policy/categories'
import { breachTallyRecords } from './breach-tallies'
import { chainRecords } from './chain'
import { breachRecord, decisionRecord, revealRecord } from './chained-records'
import type { Tables } from './tables'
import { numbersFitting, putWords, removeWords } from './word-search'

/** What of the breaches somebody may see; null for all. */
export interface BreachSight {
  readonly roomIds: readonly string[] | null
  readonly categories: readonly Category[] | null
  /** Those about staff, recorded under an authorisation, too [SG6]. */
  readonly ofStaff: boolean
}

export interface BreachQuery {
  readonly sight: BreachSight
  readonly filter: BreachFilter
  /** Numbers below this; null for the newest. */
  readonly before: number | null
  readonly limit: number
}

/** A breach with everything that the PC told of it. */
export interface BreachRecord {
  readonly fact: Breach
  readonly breach: BreachSummary
}

export interface Decided {
  readonly to: BreachState
  readonly note: string
  readonly staff: { readonly staffId: string; readonly displayName: string }
  readonly at: number
}

export interface Reveal {
  readonly breachId: string
  readonly staff: { readonly staffId: string; readonly displayName: string }
  readonly reason: string
  readonly at: number
}

type Row = Selectable<Tables['breaches']> & {
  deviceName: string
  roomId: string
  pictures: number
  incidentId: string | null
  incidentNumber: number | null
}

const wordsOf = ({ rule, category, why, match, user, window, url }: Breach): string =>
  [rule.id, category, why, `${match.before}${match.text}${match.after}`, user, window?.application, window?.title, url]
    .filter((words) => words !== null && words !== undefined)
    .join('\n')
    .toLowerCase()

const toRecord = (row: Row): BreachRecord => {
  const fact = breachSchema.parse(JSON.parse(row.factJson))
  const { breachId, takenAt, rule, category, grade, source, match, user, test, url } = fact
  const { breachNumber, deviceId, deviceName, roomId, receivedAt, count, lastAt, pictures, decidedBy, decidedAt } = row
  const { incidentId, incidentNumber } = row
  const application = fact.window?.application ?? ''
  const state = breachStateSchema.parse(row.state)
  return {
    fact,
    breach: {
      ...{ breachId, takenAt, rule, category, grade, source, match, user, test, url, application, breachNumber, deviceId, deviceName },
      ...{ roomId, receivedAt, count, lastAt, pictures, state, decidedBy, decidedAt },
      incident: incidentId === null || incidentNumber === null ? null : { incidentId, incidentNumber },
      quarantined: row.quarantinedAt !== null,
    },
  }
}

/** What a self-test shows is no concern of anybody's [SF5]. */
const noTest = sql<boolean>`coalesce(json_extract("factJson", '$.test'), 0) = 0`

/** A person or a search names few; everything else is found by walking the narrow index, newest first. */
const planOf = ({ person, text }: BreachFilter): string => (person === '' && text.trim() === '' ? 'indexed by breaches_narrow' : '')

const among = (values: readonly (string | number)[]) => sql<string>`(select value from json_each(${JSON.stringify(values)}))`

const inRooms = (roomIds: readonly string[]) => sql<string>`(select "deviceId" from devices where "roomId" in ${among(roomIds)})`

export const breachRecords = (db: Kysely<Tables>) => {
  const joined = () =>
    db
      .selectFrom('breaches')
      .innerJoin('devices', 'devices.deviceId', 'breaches.deviceId')
      .leftJoin('incidentBreaches', 'incidentBreaches.breachId', 'breaches.breachId')
      .leftJoin('incidents', 'incidents.incidentId', 'incidentBreaches.incidentId')
      .selectAll('breaches')
      .select(['incidents.incidentId', 'incidents.incidentNumber'])
      .select(['devices.name as deviceName', 'devices.roomId as roomId'])
      .select((eb) =>
        eb
          .selectFrom('snapshots')
          .select((inner) => inner.fn.countAll<number>().as('pictures'))
          .whereRef('snapshots.breachId', '=', 'breaches.breachId')
          .whereRef('snapshots.deviceId', '=', 'breaches.deviceId')
          .$asScalar()
          .$notNull()
          .as('pictures'),
      )

  const find = async (breachId: string): Promise<BreachRecord | null> => {
    const row = await joined().where('breaches.breachId', '=', breachId).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  }

  const those = async (breachIds: readonly string[]): Promise<BreachRecord[]> =>
    (await joined().where('breaches.breachId', 'in', among(breachIds)).orderBy('breachNumber', 'desc').execute()).map(toRecord)

  /** Numbers of those whose words, or whose PC's name, fit a search. */
  const fitting = async (text: string): Promise<RawBuilder<number>> => {
    const { rows } = await sql<{ deviceId: string }>`select "deviceId" from devices where instr(lower("name"), ${text}) > 0`.execute(db)
    const ofDevices = sql<number>`select "breachNumber" from breaches where "deviceId" in ${among(rows.map(({ deviceId }) => deviceId))}`
    const numbers = numbersFitting('breachWords', text)
    if (numbers === null) return ofDevices
    return rows.length === 0 ? numbers : sql<number>`${numbers} union ${ofDevices}`
  }

  return {
    find,

    /** Those of these ids that there are, newest first. */
    those,

    /** Newest first. */
    ofIncident: async (incidentId: string): Promise<BreachSummary[]> =>
      (await joined().where('incidentBreaches.incidentId', '=', incidentId).orderBy('breachNumber', 'desc').execute()).map(
        (row) => toRecord(row).breach,
      ),

    /** Null: the hub has one of this id already. */
    add: async (deviceId: string, fact: Breach, receivedAt: number): Promise<BreachSummary | null> => {
      const { breachId, takenAt, category, grade } = fact
      const factJson = JSON.stringify(fact)
      // Its pictures may have come before it, and be sealed away already.
      const sealed = await db
        .selectFrom('snapshots')
        .select('quarantinedAt')
        .where('breachId', '=', breachId)
        .where('deviceId', '=', deviceId)
        .where('quarantinedAt', 'is not', null)
        .executeTakeFirst()
      const quarantinedAt = sealed?.quarantinedAt ?? null
      const added = await db
        .insertInto('breaches')
        .values({
          ...{ breachId, deviceId, takenAt, receivedAt, category, grade, lastAt: takenAt, count: 1, state: 'new' },
          ...{ decidedBy: null, decidedAt: null, user: fact.user, quarantinedAt, words: wordsOf(fact), factJson },
        })
        .onConflict((conflict) => conflict.column('breachId').doNothing())
        .returning('breachNumber')
        .executeTakeFirst()
      if (added === undefined) return null
      for (const statement of putWords('breachWords', added.breachNumber, wordsOf(fact))) await statement.execute(db)
      const { recordId, content, at } = breachRecord({ breachId, deviceId, receivedAt, factJson })
      await chainRecords(db).append('breach', recordId, content, at)
      return (await find(breachId))?.breach ?? null
    },

    /** Null: the PC told no such breach, it is deleted by now, or the hub knows of as many already. */
    repeat: async (deviceId: string, { breachId, count, until }: BreachRepeat): Promise<BreachSummary | null> => {
      const { numUpdatedRows } = await db
        .updateTable('breaches')
        .set((eb) => ({ count, lastAt: eb.fn<number>('max', ['lastAt', eb.val(until)]) }))
        .where('breachId', '=', breachId)
        .where('deviceId', '=', deviceId)
        .where('count', '<', count)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? ((await find(breachId))?.breach ?? null) : null
    },

    /** Newest first. */
    list: async ({ sight, filter, before, limit }: BreachQuery): Promise<BreachSummary[]> => {
      const { states, grades, categories, years, person, roomId, from, until } = filter
      const text = filter.text.trim().toLowerCase()
      const numbers = text === '' ? null : await fitting(text)
      const conditions = [
        ...(sight.roomIds === null ? [] : [sql<boolean>`"deviceId" in ${inRooms(sight.roomIds)}`]),
        ...(sight.categories === null ? [] : [sql<boolean>`"category" in ${among(sight.categories)}`, noTest]),
        ...(sight.ofStaff ? [] : [sql<boolean>`"breachId" not in (select "breachId" from "staffBreaches")`]),
        ...(states.length === 0 ? [] : [sql<boolean>`"state" in ${among(states)}`]),
        ...(grades.length === 0 ? [] : [sql<boolean>`"grade" in ${among(grades)}`]),
        ...(categories.length === 0 ? [] : [sql<boolean>`"category" in ${among(categories)}`]),
        ...(roomId === null ? [] : [sql<boolean>`"deviceId" in ${inRooms([roomId])}`]),
        ...(from === null ? [] : [sql<boolean>`"takenAt" >= ${from}`]),
        ...(until === null ? [] : [sql<boolean>`"takenAt" < ${until}`]),
        ...(person === '' ? [] : [sql<boolean>`"user" = ${person}`]),
        ...(years.length === 0 ? [] : [sql<boolean>`"user" in (select "userName" from pupils where "yearGroup" in ${among(years)})`]),
        ...(numbers === null ? [] : [sql<boolean>`"breachNumber" in (${numbers})`]),
        ...(before === null ? [] : [sql<boolean>`"breachNumber" < ${before}`]),
      ]
      const { rows: found } = await sql<{ breachNumber: number }>`select "breachNumber" from breaches ${sql.raw(planOf(filter))}
        where ${sql.join([sql<boolean>`true`, ...conditions], sql` and `)} order by "breachNumber" desc limit ${limit}`.execute(db)
      const rows = await joined()
        .where(sql<boolean>`"breachNumber" in ${among(found.map(({ breachNumber }) => breachNumber))}`)
        .orderBy('breachNumber', 'desc')
        .execute()
      return rows.map((row) => toRecord(row).breach)
    },

    /** How many nobody has decided on. */
    waiting: async ({ roomIds, categories, ofStaff }: BreachSight): Promise<number> =>
      (
        await db
          .selectFrom('breaches')
          .select((eb) => eb.fn.countAll<number>().as('waiting'))
          .where('state', '=', 'new')
          .where(noTest)
          .$if(!ofStaff, (query) => query.where('breachId', 'not in', (eb) => eb.selectFrom('staffBreaches').select('breachId')))
          .$if(roomIds !== null, (query) => query.where(sql<boolean>`"deviceId" in ${inRooms(roomIds ?? [])}`))
          .$if(categories !== null, (query) => query.where('category', 'in', among(categories ?? [])))
          .executeTakeFirstOrThrow()
      ).waiting,

    /** New ones that wait longer than their grade may, the longest wait first, and how many there are of them. */
    overdue: async (
      roomIds: readonly string[] | null,
      now: number,
      limit: number,
    ): Promise<{ readonly first: Overdue[]; readonly count: number }> => {
      const late = sql<boolean>`"receivedAt" < ${now} - case "grade" ${sql.join(
        Object.entries(overdueAfterMs).map(([grade, ms]) => sql`when ${Number(grade)} then ${ms}`),
        sql` `,
      )} end and ${noTest}`
      const query = db
        .selectFrom('breaches')
        .innerJoin('devices', 'devices.deviceId', 'breaches.deviceId')
        .where('state', '=', 'new')
        .where(late)
        .$if(roomIds !== null, (some) => some.where('devices.roomId', 'in', among(roomIds ?? [])))
      const rows = await query.select(['breachNumber', 'category', 'grade', 'receivedAt']).orderBy('receivedAt').limit(limit).execute()
      const { count } = await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return { first: z.array(overdueSchema).parse(rows), count }
    },

    /** Writes down a decision and brings the breach there. Null: there is no such breach. */
    decide: async (breachId: string, { to, note, staff, at }: Decided): Promise<BreachSummary | null> => {
      const found = await find(breachId)
      if (found === null) return null
      const { staffId, displayName: staffName } = staff
      const decision = await db
        .insertInto('breachDecisions')
        .values({ breachId, at, staffId, staffName, fromState: found.breach.state, toState: to, note })
        .returningAll()
        .executeTakeFirstOrThrow()
      const { recordId, content } = decisionRecord(decision)
      await chainRecords(db).append('decision', recordId, content, at)
      await db.updateTable('breaches').set({ state: to, decidedBy: staffName, decidedAt: at }).where('breachId', '=', breachId).execute()
      return { ...found.breach, state: to, decidedBy: staffName, decidedAt: at }
    },

    /** [SF5] Nobody has to decide on the concern of a self-test that ended. Null: there is none. */
    settleTest: async (breachId: string, at: number): Promise<BreachSummary | null> => {
      const { numUpdatedRows } = await db
        .updateTable('breaches')
        .set({ state: 'resolved', decidedBy: 'Self-test', decidedAt: at })
        .where('breachId', '=', breachId)
        .where('state', '=', 'new')
        .where(sql<boolean>`not ${noTest}`)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n ? ((await find(breachId))?.breach ?? null) : null
    },

    /** Concerns of self-tests that were learned before a moment. */
    testsBefore: async (before: number, limit: number): Promise<string[]> => {
      const rows = await db
        .selectFrom('breaches')
        .select('breachId')
        .where('receivedAt', '<', before)
        .where(sql<boolean>`not ${noTest}`)
        .limit(limit)
        .execute()
      return rows.map(({ breachId }) => breachId)
    },

    /** The newest ones, oldest of them first. */
    decisions: async (breachId: string, limit: number): Promise<BreachDecision[]> => {
      const rows = await db
        .selectFrom('breachDecisions')
        .selectAll()
        .where('breachId', '=', breachId)
        .orderBy('decisionId', 'desc')
        .limit(limit)
        .execute()
      return rows.reverse().map(({ at, staffName, fromState, toState, note }) => ({
        ...{ at, by: staffName, note },
        from: breachStateSchema.parse(fromState),
        to: breachStateSchema.parse(toState),
      }))
    },

    /** Why this person wanted to see the pictures; null while no reason was given. */
    revealReason: async (breachId: string, staffId: string): Promise<string | null> =>
      (
        await db
          .selectFrom('breachReveals')
          .select('reason')
          .where('breachId', '=', breachId)
          .where('staffId', '=', staffId)
          .executeTakeFirst()
      )?.reason ?? null,

    reveal: async ({ breachId, staff, reason, at }: Reveal): Promise<void> => {
      const row = { breachId, staffId: staff.staffId, staffName: staff.displayName, reason, at }
      await db.insertInto('breachReveals').values(row).execute()
      const { recordId, content } = revealRecord(row)
      await chainRecords(db).append('reveal', recordId, content, at)
    },

    /** Seals them off: from now on nobody is shown their pictures. */
    quarantine: async (breachIds: readonly string[], at: number): Promise<void> => {
      await db
        .updateTable('breaches')
        .set({ quarantinedAt: at })
        .where('breachId', 'in', among(breachIds))
        .where('quarantinedAt', 'is', null)
        .execute()
    },

    /** With their decisions, reasons and mails; their pictures go by the records of those. What stays is that there were so many of their kind. */
    remove: async (breachIds: readonly string[], why: string, at: number): Promise<void> => {
      await breachTallyRecords(db).fold(breachIds)
      const gone = await db.deleteFrom('breaches').where('breachId', 'in', among(breachIds)).returning('breachNumber').execute()
      const numbers = gone.map(({ breachNumber }) => breachNumber)
      await removeWords('breachWords', numbers).execute(db)
      await chainRecords(db).noteRemoval('breach', breachIds, why, at)
    },
  }
}
