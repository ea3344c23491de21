import { type Kysely, sql } from 'kysely'
import { breachStateSchema } from '#shared/model/breach-review'
import type { RetentionKind, RetentionPreview } from '#shared/model/retention'
import { breachHeld, incidentHeld, personHeld } from './holds'
import type { Tables } from './tables'

/** By kind, the moment before which it is over. */
export type RetentionEnds = Readonly<Record<RetentionKind, number>>

interface Sort {
  readonly from: ReturnType<typeof sql>
  /** What the days count from. */
  readonly age: ReturnType<typeof sql<number>>
  /** What the days are for. */
  readonly goes: ReturnType<typeof sql<boolean>>
  readonly held: ReturnType<typeof sql<boolean>>
}

const touched = sql<number>`max("lastAt", "receivedAt", coalesce("decidedAt", 0))`
/** Neither escalated, nor quarantined, nor part of an incident, with which it goes. */
const free = sql`breaches."state" != 'escalated' and breaches."quarantinedAt" is null
  and breaches."breachId" not in (select "breachId" from "incidentBreaches")`
const withPictures = sql`exists (select 1 from snapshots where snapshots."breachId" = breaches."breachId")`

const lastAct = sql<number>`(select max("at") from "pupilReportActs" where "pupilReportActs"."reportId" = "pupilReports"."reportId")`

const sorts: Readonly<Record<RetentionKind, Sort>> = {
  history: { from: sql`usage`, age: sql`"endsAt"`, goes: sql`true`, held: personHeld('usage.user') },
  downloads: { from: sql`downloads`, age: sql`"at"`, goes: sql`true`, held: personHeld('downloads.user') },
  flags: { from: sql`flags`, age: sql`"learnedAt"`, goes: sql`true`, held: personHeld('flags.user') },
  concerns: { from: sql`breaches`, age: touched, goes: sql`${free} and breaches."state" != 'false-positive'`, held: breachHeld },
  'false-positives': { from: sql`breaches`, age: touched, goes: sql`${free} and breaches."state" = 'false-positive'`, held: breachHeld },
  pictures: { from: sql`breaches`, age: touched, goes: sql`${free} and ${withPictures}`, held: breachHeld },
  incidents: {
    from: sql`incidents`,
    age: sql`"changedAt"`,
    goes: sql`incidents."quarantined" = 0 and incidents."state" in ('resolved', 'false-positive')`,
    held: incidentHeld,
  },
  'pupil-reports': {
    from: sql`"pupilReports"`,
    age: lastAct,
    goes: sql`"pupilReports"."state" = 'closed'
      and "pupilReports"."reportId" not in (select "incidentReports"."reportId" from "incidentReports")`,
    held: personHeld('pupilReports.user'),
  },
}

/** Of what a run deletes by its id. */
const idOf = {
  concerns: 'breachId',
  'false-positives': 'breachId',
  pictures: 'breachId',
  incidents: 'incidentId',
  'pupil-reports': 'reportId',
} as const

type Count = Omit<RetentionPreview['kinds'][number], 'kind' | 'days'>

const dayMs = 24 * 60 * 60_000

/** What is over, told the same way to whoever deletes it and to whoever wants to know before. */
export const retentionRecords = (db: Kysely<Tables>) => ({
  count: async (kind: RetentionKind, before: number): Promise<Count> => {
    const { from, age, goes, held } = sorts[kind]
    const { rows } = await sql<Count>`select
      count(*) filter (where ${age} < ${before} and not ${held}) as "due",
      count(*) filter (where ${age} < ${before + 7 * dayMs} and not ${held}) as "within7Days",
      count(*) filter (where not ${held}) as "within30Days",
      count(*) filter (where ${age} < ${before} and ${held}) as "held"
      from ${from} where ${goes} and ${age} < ${before + 30 * dayMs}`.execute(db)
    return rows[0] ?? { due: 0, within7Days: 0, within30Days: 0, held: 0 }
  },

  /** Ids of breaches, incidents or reports of pupils that are over and not held. */
  over: async (kind: keyof typeof idOf, before: number, limit: number): Promise<string[]> => {
    const { from, age, goes, held } = sorts[kind]
    const { rows } = await sql<{ id: string }>`select ${sql.ref(idOf[kind])} as "id" from ${from}
      where ${goes} and ${age} < ${before} and not ${held} limit ${limit}`.execute(db)
    return rows.map(({ id: found }) => found)
  },

  /** Concerns and incidents that are over within 30 days after these moments, the first of them first. */
  soon: async (ends: RetentionEnds, now: number, limit: number): Promise<RetentionPreview['soon']> => {
    const found: RetentionPreview['soon'] = []
    for (const kind of ['concerns', 'false-positives', 'incidents'] as const) {
      const { from, age, goes, held } = sorts[kind]
      const isIncident = kind === 'incidents'
      const { rows } = await sql<{ id: string; number: number; state: string; age: number }>`select
        ${sql.ref(idOf[kind])} as "id", ${sql.ref(isIncident ? 'incidentNumber' : 'breachNumber')} as "number",
        "state", ${age} as "age" from ${from} where ${goes} and ${age} < ${ends[kind] + 30 * dayMs} and not ${held}
        order by "age" limit ${limit}`.execute(db)
      for (const { id, number, state, age: at } of rows) {
        const goesAt = Math.max(now, at + now - ends[kind])
        found.push({ kind: isIncident ? 'incident' : 'concern', id, number, state: breachStateSchema.parse(state), goesAt })
      }
    }
    return found.sort((left, right) => left.goesAt - right.goesAt).slice(0, limit)
  },
})
