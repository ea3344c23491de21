import type { Kysely, Selectable } from 'kysely'
import { type LoggedChange, policyChangeRecordSchema, type PolicyChangeRecord } from '#shared/model/policy-change'
import { type PolicySet, policySetSchema, shippedPolicy } from '#shared/model/policy-set'
import type { Tables } from './tables'

const { change, state } = policyChangeRecordSchema.shape

const toRecord = (row: Selectable<Tables['policyChanges']>): PolicyChangeRecord => ({
  changeId: row.changeId,
  change: change.parse(JSON.parse(row.changeJson)),
  reason: row.reason,
  proposedBy: { staffId: row.proposedById, displayName: row.proposedByName },
  proposedAt: row.proposedAt,
  state: state.parse(row.state),
  decidedBy: row.decidedById === null ? null : { staffId: row.decidedById, displayName: row.decidedByName ?? '' },
  decidedAt: row.decidedAt,
  note: row.note,
  revision: row.revision,
})

/** The school's policies, and the log of how they came about. */
export const policyRecords = (db: Kysely<Tables>) => ({
  /** As they are in force; the packs as they ship until the first change. */
  current: async (): Promise<PolicySet> => {
    const row = await db.selectFrom('policySets').select('setJson').orderBy('revision', 'desc').limit(1).executeTakeFirst()
    return row === undefined ? shippedPolicy : policySetSchema.parse(JSON.parse(row.setJson))
  },

  /** From now on this is in force; earlier ones stay in the log. */
  keep: async (set: PolicySet, at: number): Promise<void> => {
    await db
      .insertInto('policySets')
      .values({ revision: set.revision, setJson: JSON.stringify(set), at })
      .execute()
  },

  findChange: async (changeId: string): Promise<PolicyChangeRecord | null> => {
    const row = await db.selectFrom('policyChanges').selectAll().where('changeId', '=', changeId).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  },

  addChange: async ({ change: made, proposedBy, decidedBy, ...record }: PolicyChangeRecord): Promise<void> => {
    await db
      .insertInto('policyChanges')
      .values({
        ...record,
        changeJson: JSON.stringify(made),
        target: targetOf(made),
        proposedById: proposedBy.staffId,
        proposedByName: proposedBy.displayName,
        decidedById: decidedBy?.staffId ?? null,
        decidedByName: decidedBy?.displayName ?? null,
      })
      .execute()
  },

  /** Somebody decided about a change that waited. */
  decide: async ({ changeId, state: decided, decidedBy, decidedAt, note, revision }: PolicyChangeRecord): Promise<void> => {
    await db
      .updateTable('policyChanges')
      .set({
        state: decided,
        decidedById: decidedBy?.staffId ?? null,
        decidedByName: decidedBy?.displayName ?? null,
        decidedAt,
        note,
        revision,
      })
      .where('changeId', '=', changeId)
      .execute()
  },

  /** Newest first. */
  changes: async (before: number | null, limit: number): Promise<PolicyChangeRecord[]> =>
    (
      await db
        .selectFrom('policyChanges')
        .selectAll()
        .$if(before !== null, (query) => query.where('proposedAt', '<', before))
        .orderBy('proposedAt', 'desc')
        .orderBy('changeId')
        .limit(limit)
        .execute()
    ).map(toRecord),

  /** All that wait for a second person. */
  waitingChanges: async (): Promise<PolicyChangeRecord[]> =>
    (await db.selectFrom('policyChanges').selectAll().where('state', '=', 'waiting').execute()).map(toRecord),

  waiting: async (): Promise<number> =>
    (
      await db
        .selectFrom('policyChanges')
        .select((eb) => eb.fn.countAll<number>().as('waiting'))
        .where('state', '=', 'waiting')
        .executeTakeFirstOrThrow()
    ).waiting,

  /** Of those that wait, the ones somebody else than this person proposed. */
  waitingFor: async (staffId: string): Promise<number> =>
    (
      await db
        .selectFrom('policyChanges')
        .select((eb) => eb.fn.countAll<number>().as('waiting'))
        .where('state', '=', 'waiting')
        .where('proposedById', '!=', staffId)
        .executeTakeFirstOrThrow()
    ).waiting,

  /** The change that last set the limit of each pack or rule, by that target. */
  limitsSetBy: async (): Promise<ReadonlyMap<string, PolicyChangeRecord>> => {
    const rows = await db
      .selectFrom('policyChanges')
      .selectAll()
      .where('state', '=', 'in-force')
      .where('target', 'is not', null)
      .orderBy('revision')
      .execute()
    return new Map(rows.map((row) => [row.target ?? '', toRecord(row)]))
  },
})

/** The pack or rule whose limit a change sets; null for any other change. */
const targetOf = (made: LoggedChange): string | null => (made.kind === 'limit' ? made.target : null)
