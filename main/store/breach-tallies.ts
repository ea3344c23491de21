import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { breachStateSchema } from '#shared/model/breach-review'
import { categorySchema, gradeSchema } from '#shared/policy/categories'
import type { Tables } from './tables'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** How long a concern waited for the first decision on it. */
export const waits = ['hour', 'day', 'three-days', 'longer', 'undecided'] as const

const tallySchema = z.object({
  category: categorySchema,
  grade: gradeSchema,
  state: breachStateSchema,
  /** Of the pupil by the roster; null where it tells nothing. */
  yearGroup: z.number().int().nullable(),
  waited: z.enum(waits),
  concerns: z.number().int().positive(),
})
/** Concerns alike, counted: no names, accounts, PCs or words. */
export type BreachTally = z.infer<typeof tallySchema>

/** Each concern with what it is counted by; its day by whole numbers, which a bound number is not to libsql; -1 stands for a year that is not known, since a key holds no null. */
const counted = sql`select breaches."breachId" as "breachId", "takenAt", "takenAt" / ${sql.lit(dayMs)} * ${sql.lit(dayMs)} as "day", "category", "grade", "state",
    coalesce(pupils."yearGroup", -1) as "yearGroup",
    case when first."at" is null then 'undecided'
      when first."at" - "receivedAt" <= ${hourMs} then 'hour'
      when first."at" - "receivedAt" <= ${24 * hourMs} then 'day'
      when first."at" - "receivedAt" <= ${72 * hourMs} then 'three-days'
      else 'longer' end as "waited"
  from breaches
  left join pupils on pupils."userName" = breaches."user"
  left join (select "breachId", min("at") as "at" from "breachDecisions" group by "breachId") as first on first."breachId" = breaches."breachId"
  where coalesce(json_extract("factJson", '$.test'), 0) = 0`

/** Counts of concerns that outlive them. Self-tests do not count. */
export const breachTallyRecords = (db: Kysely<Tables>) => ({
  /** Counts these before they are deleted, by day. */
  fold: async (breachIds: readonly string[]): Promise<void> => {
    await sql`insert into "breachTallies" ("day", "category", "grade", "state", "yearGroup", "waited", "concerns")
      select "day", "category", "grade", "state", "yearGroup", "waited", count(*) from (${counted})
      where "breachId" in (select value from json_each(${JSON.stringify(breachIds)})) group by 1, 2, 3, 4, 5, 6
      on conflict do update set "concerns" = "concerns" + excluded."concerns"`.execute(db)
  },

  /** What happened in a time: the concerns there are, and those that were deleted since, whose moment is known to the day (UTC). */
  between: async (from: number, until: number): Promise<BreachTally[]> => {
    const { rows } =
      await sql`select "category", "grade", "state", nullif("yearGroup", -1) as "yearGroup", "waited", sum("concerns") as "concerns"
      from (
        select "category", "grade", "state", "yearGroup", "waited", count(*) as "concerns" from (${counted})
        where "takenAt" >= ${from} and "takenAt" < ${until} group by 1, 2, 3, 4, 5
        union all
        select "category", "grade", "state", "yearGroup", "waited", "concerns" from "breachTallies"
        where "day" >= ${from} and "day" < ${until}
      ) group by 1, 2, 3, 4, 5`.execute(db)
    return z.array(tallySchema).parse(rows)
  },

  /** Self-tests that came through in a time. */
  selfTests: async (from: number, until: number): Promise<number> => {
    const { rows } = await sql<{ tests: number }>`select count(*) as "tests" from breaches
      where "takenAt" >= ${from} and "takenAt" < ${until} and json_extract("factJson", '$.test') = 1`.execute(db)
    return rows[0]?.tests ?? 0
  },
})
