import { randomUUID } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import { z } from 'zod'
import { type BreachState, breachStateSchema, type BreachSummary } from '#shared/model/breach-review'
import type { IncidentFilter, IncidentSummary } from '#shared/model/incident'
import { type PersonKind, personKindSchema, type RouteRow } from '#shared/model/route'
import { fail, ok, type Outcome } from '#shared/outcome'
import { categorySchema } from '#shared/policy/categories'
import { breachRecords } from './breaches'
import { chainRecords } from './chain'
import { type Doer, incidentEventRecords } from './incident-events'
import type { Tables } from './tables'
import { numbersFitting, putWords, removeWords } from './word-search'

export interface IncidentQuery {
  /** Rooms the account is held to; null for all. Only incidents all of whose concerns are of these are listed. */
  readonly roomIds: readonly string[] | null
  readonly filter: IncidentFilter
  /** Numbers below this; null for the newest. */
  readonly before: number | null
  readonly limit: number
  /** For `overdue`. */
  readonly now: number
}

/** A concern that changed together with an incident. */
export interface BreachMoved {
  readonly was: BreachState
  readonly breach: BreachSummary
}

export interface Described {
  readonly title: string
  readonly person: string | null
  readonly personKind: PersonKind
}

/** The confirmed row, and why it is another than proposed. */
export interface ConfirmedRoute {
  readonly row: Pick<RouteRow, 'rowId' | 'title'>
  readonly reason: string
}

type Row = Selectable<Tables['incidents']> & { displayName: string | null; yearGroup: number | null }

/** States in which somebody still has something to do. */
const openStates: readonly BreachState[] = ['new', 'under-review', 'escalated']
const closedStates: readonly BreachState[] = ['false-positive', 'resolved']

const categoriesSchema = z.array(categorySchema)

const toSummary = (row: Row): IncidentSummary => {
  const { incidentId, incidentNumber, title, person, displayName, yearGroup, grade, concerns, earliestAt, latestAt } = row
  const { openedAt, openedBy, changedAt, routeTitle, actionsOpen, dueAt, assigneeId, assigneeName } = row
  return {
    ...{ incidentId, incidentNumber, title, person, displayName, yearGroup, grade, concerns, earliestAt, latestAt },
    ...{ openedAt, openedBy, changedAt, routeTitle, actionsOpen, dueAt },
    state: breachStateSchema.parse(row.state),
    personKind: personKindSchema.parse(row.personKind),
    categories: categoriesSchema.parse(JSON.parse(row.categoriesJson)),
    assignee: assigneeId === null ? null : { staffId: assigneeId, displayName: assigneeName ?? '' },
    quarantined: row.quarantined === 1,
  }
}

const among = (values: readonly (string | number)[]) => sql<string>`(select value from json_each(${JSON.stringify(values)}))`

/** PCs of rooms. */
const inRooms = (roomIds: readonly string[]) => sql<string>`(select "deviceId" from devices where "roomId" in ${among(roomIds)})`

/** Whether all concerns of a row of `incidents` are of these rooms. */
export const withinRooms = (roomIds: readonly string[]) =>
  sql<boolean>`not exists (select 1 from json_each("deviceIdsJson") where value not in ${inRooms(roomIds)})`

export const incidentRecords = (db: Kysely<Tables>) => {
  const breaches = breachRecords(db)
  const events = incidentEventRecords(db)

  const joined = () =>
    db
      .selectFrom('incidents')
      .leftJoin('pupils', 'pupils.userName', 'incidents.person')
      .selectAll('incidents')
      .select(['pupils.displayName', 'pupils.yearGroup'])

  const find = async (incidentId: string): Promise<IncidentSummary | null> => {
    const row = await joined().where('incidentId', '=', incidentId).executeTakeFirst()
    return row === undefined ? null : toSummary(row)
  }

  /** Reckons anew what its concerns and actions come to, and what a search finds it by. */
  const settle = async (incidentId: string, at: number): Promise<void> => {
    const of = sql`from "incidentBreaches" join breaches on breaches."breachId" = "incidentBreaches"."breachId" where "incidentId" = ${incidentId}`
    await sql`update incidents set "changedAt" = ${at},
      ("grade", "concerns", "earliestAt", "latestAt", "quarantined") = (select max("grade"), count(*), min("takenAt"), max("lastAt"),
        coalesce(max("quarantinedAt" is not null), 0) ${of}),
      "categoriesJson" = (select json_group_array("category") from (select "category" ${of} group by "category" order by max("grade") desc, count(*) desc)),
      "deviceIdsJson" = (select json_group_array(distinct "deviceId") ${of}),
      ("actionsOpen", "dueAt") = (select count(*), min("dueAt") from "incidentActions" where "incidentId" = ${incidentId} and "doneAt" is null)
      where "incidentId" = ${incidentId}`.execute(db)
    const { rows } = await sql<{ incidentNumber: number; words: string }>`select "incidentNumber", concat_ws(char(10), "title", "person",
      (select "displayName" from pupils where "userName" = "person"),
      (select group_concat("deedJson" ->> 'note', char(10)) from "incidentEvents" where "incidentEvents"."incidentId" = incidents."incidentId"),
      (select group_concat("words", char(10)) ${of})) as words
      from incidents where "incidentId" = ${incidentId}`.execute(db)
    for (const { incidentNumber, words } of rows) {
      for (const statement of putWords('incidentWords', incidentNumber, words)) await statement.execute(db)
    }
  }

  const settled = async (incidentId: string, at: number): Promise<IncidentSummary> => {
    await settle(incidentId, at)
    const found = await find(incidentId)
    if (found === null) throw new Error(`Incident ${incidentId} went while it was changed`)
    return found
  }

  /** Brings concerns to a state, with a decision that names the incident. */
  const move = async (which: readonly BreachSummary[], to: BreachState, why: string, { staff, at }: Doer): Promise<void> => {
    for (const { breachId, state } of which) {
      if (state !== to) await breaches.decide(breachId, { to, note: why.slice(0, 1_000), staff, at })
    }
  }

  /** These concerns as they are now, beside what they were. */
  const movedOf = async (before: readonly BreachSummary[]): Promise<BreachMoved[]> => {
    const now = new Map((await breaches.those(before.map(({ breachId }) => breachId))).map(({ breach }) => [breach.breachId, breach]))
    return before.flatMap(({ breachId, state: was }) => {
      const breach = now.get(breachId)
      return breach === undefined ? [] : [{ was, breach }]
    })
  }

  const setState = async (incident: IncidentSummary, to: BreachState, note: string, doer: Doer): Promise<void> => {
    await db.updateTable('incidents').set({ state: to }).where('incidentId', '=', incident.incidentId).execute()
    await events.add(incident.incidentId, { kind: 'decided', from: incident.state, to, note }, doer)
  }

  const nameOf = ({ incidentNumber }: IncidentSummary): string => `Incident ${incidentNumber}`

  return {
    find,
    events,
    settled,

    open: async ({ title, person, personKind }: Described, assigned: boolean, { staff, at }: Doer): Promise<IncidentSummary> => {
      const incidentId = randomUUID()
      await db
        .insertInto('incidents')
        .values({
          ...{ incidentId, title, person, personKind, state: assigned ? 'under-review' : 'new', openedAt: at, changedAt: at },
          ...{
            assigneeId: assigned ? staff.staffId : null,
            assigneeName: assigned ? staff.displayName : null,
            openedBy: staff.displayName,
          },
          ...{ routeRowId: null, routeTitle: null, routeReason: null, routedBy: null, routedAt: null },
          ...{
            grade: null,
            categoriesJson: '[]',
            deviceIdsJson: '[]',
            concerns: 0,
            earliestAt: null,
            latestAt: null,
            quarantined: 0,
            actionsOpen: 0,
            dueAt: null,
          },
        })
        .execute()
      await events.add(incidentId, { kind: 'opened', title, person, personKind }, { staff, at })
      return settled(incidentId, at)
    },

    describe: async (incidentId: string, described: Described, doer: Doer): Promise<void> => {
      await db.updateTable('incidents').set(described).where('incidentId', '=', incidentId).execute()
      await events.add(incidentId, { kind: 'described', ...described }, doer)
    },

    /** A closed incident comes under review again. A concern that another incident has is `in-use`. */
    link: async (
      incident: IncidentSummary,
      linked: readonly BreachSummary[],
      doer: Doer,
    ): Promise<Outcome<readonly BreachMoved[], 'in-use'>> => {
      const { incidentId } = incident
      const held = linked.find((breach) => breach.incident !== null && breach.incident.incidentId !== incidentId)
      if (held !== undefined) {
        return fail(
          'in-use',
          `Concern ${held.breachNumber} belongs to incident ${held.incident?.incidentNumber ?? 0}. Take it out there first.`,
        )
      }
      const fresh = linked.filter((breach) => breach.incident === null)
      if (fresh.length === 0) return ok([])
      await db
        .insertInto('incidentBreaches')
        .values(fresh.map(({ breachId, state }) => ({ breachId, incidentId, stateBefore: state, linkedAt: doer.at })))
        .execute()
      await events.add(incidentId, { kind: 'linked', breachNumbers: fresh.map(({ breachNumber }) => breachNumber) }, doer)
      const reopened = closedStates.includes(incident.state)
      if (reopened) await setState(incident, 'under-review', '', doer)
      await move(fresh, reopened ? 'under-review' : incident.state, nameOf(incident), doer)
      return ok(await movedOf(fresh))
    },

    /** They stand again where they stood before, unless somebody has moved them since. */
    unlink: async (incident: IncidentSummary, unlinked: readonly BreachSummary[], doer: Doer): Promise<readonly BreachMoved[]> => {
      const own = unlinked.filter((breach) => breach.incident?.incidentId === incident.incidentId)
      if (own.length === 0) return []
      const rows = await db
        .deleteFrom('incidentBreaches')
        .where('breachId', 'in', among(own.map(({ breachId }) => breachId)))
        .returning(['breachId', 'stateBefore'])
        .execute()
      const before = new Map(rows.map(({ breachId, stateBefore }) => [breachId, breachStateSchema.parse(stateBefore)]))
      await events.add(incident.incidentId, { kind: 'unlinked', breachNumbers: own.map(({ breachNumber }) => breachNumber) }, doer)
      for (const breach of own) {
        if (breach.state === incident.state)
          await move([breach], before.get(breach.breachId) ?? 'new', `Taken out of ${nameOf(incident)}`, doer)
      }
      return movedOf(own)
    },

    /** The concerns that stood where it stood go along. */
    decide: async (incident: IncidentSummary, to: BreachState, note: string, doer: Doer): Promise<readonly BreachMoved[]> => {
      const along = (await breaches.ofIncident(incident.incidentId)).filter(({ state }) => state === incident.state)
      await setState(incident, to, note, doer)
      await move(along, to, note === '' ? nameOf(incident) : `${nameOf(incident)}: ${note}`, doer)
      return movedOf(along)
    },

    assign: async (incidentId: string, assignee: IncidentSummary['assignee'], doer: Doer): Promise<void> => {
      const [assigneeId, assigneeName] = [assignee?.staffId ?? null, assignee?.displayName ?? null]
      await db.updateTable('incidents').set({ assigneeId, assigneeName }).where('incidentId', '=', incidentId).execute()
      await events.add(incidentId, { kind: 'assigned', to: assigneeName }, doer)
    },

    /** Null while nobody confirmed one. */
    route: async (incidentId: string) => {
      const row = await db
        .selectFrom('incidents')
        .select(['routeRowId', 'routeReason', 'routedBy', 'routedAt'])
        .where('incidentId', '=', incidentId)
        .executeTakeFirst()
      if (row === undefined || row.routeRowId === null || row.routedAt === null) return null
      return { rowId: row.routeRowId, at: row.routedAt, by: row.routedBy ?? '', reason: row.routeReason ?? '' }
    },

    keepRoute: async (incidentId: string, { row, reason }: ConfirmedRoute, { staff, at }: Doer): Promise<void> => {
      const route = { routeRowId: row.rowId, routeTitle: row.title, routeReason: reason, routedBy: staff.displayName, routedAt: at }
      await db.updateTable('incidents').set(route).where('incidentId', '=', incidentId).execute()
    },

    /** Newest first: the table is walked in that order (the `+` keeps the index of states out of it), and its rows are short. */
    list: async ({ roomIds, filter, before, limit, now }: IncidentQuery): Promise<IncidentSummary[]> => {
      const { states, grades, categories, years, person, roomId, from, until, assignee, overdue } = filter
      const text = filter.text.trim()
      const numbers = numbersFitting('incidentWords', text)
      const rows = await joined()
        .$if(roomIds !== null, (query) => query.where(withinRooms(roomIds ?? [])))
        .$if(states.length > 0, (query) => query.where(sql<boolean>`+incidents."state" in ${among(states)}`))
        .$if(grades.length > 0, (query) => query.where(sql<boolean>`"grade" in ${among(grades)}`))
        .$if(categories.length > 0, (query) =>
          query.where(sql<boolean>`exists (select 1 from json_each("categoriesJson") where value in ${among(categories)})`),
        )
        .$if(years.length > 0, (query) => query.where(sql<boolean>`"yearGroup" in ${among(years)}`))
        .$if(person !== '', (query) => query.where('person', '=', person))
        .$if(roomId !== null, (query) =>
          query.where(sql<boolean>`exists (select 1 from json_each("deviceIdsJson") where value in ${inRooms([roomId ?? ''])})`),
        )
        .$if(from !== null, (query) => query.where('latestAt', '>=', from ?? 0))
        .$if(until !== null, (query) => query.where('earliestAt', '<', until ?? 0))
        .$if(assignee === 'nobody', (query) => query.where('assigneeId', 'is', null))
        .$if(assignee !== null && assignee !== 'nobody', (query) => query.where('assigneeId', '=', assignee))
        .$if(overdue, (query) => query.where('dueAt', '<', now))
        .$if(text !== '', (query) => query.where(numbers === null ? sql<boolean>`false` : sql<boolean>`"incidentNumber" in (${numbers})`))
        .$if(before !== null, (query) => query.where('incidentNumber', '<', before ?? 0))
        .orderBy('incidentNumber', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toSummary)
    },

    /** How many are not closed. */
    countOpen: async (roomIds: readonly string[] | null): Promise<number> =>
      (
        await db
          .selectFrom('incidents')
          .select((eb) => eb.fn.countAll<number>().as('open'))
          .where('state', 'in', openStates)
          .$if(roomIds !== null, (query) => query.where(withinRooms(roomIds ?? [])))
          .executeTakeFirstOrThrow()
      ).open,

    /** Whether an account held to these rooms may have it. */
    isWithin: async (incidentId: string, roomIds: readonly string[] | null): Promise<boolean> =>
      roomIds === null ||
      (await db
        .selectFrom('incidents')
        .select('incidentId')
        .where('incidentId', '=', incidentId)
        .where(withinRooms(roomIds))
        .executeTakeFirst()) !== undefined,

    /** With events and actions; their concerns are free again. */
    remove: async (incidentIds: readonly string[], why: string, at: number): Promise<void> => {
      const gone = await db.deleteFrom('incidents').where('incidentId', 'in', among(incidentIds)).returning('incidentNumber').execute()
      const numbers = gone.map(({ incidentNumber }) => incidentNumber)
      await removeWords('incidentWords', numbers).execute(db)
      await chainRecords(db).noteRemoval('incident', incidentIds, why, at)
    },
  }
}
