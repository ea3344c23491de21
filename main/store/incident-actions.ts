import { randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { IncidentAction } from '#shared/model/incident'
import { type RouteAction, routeActionSchema, sanctions } from '#shared/model/route'
import type { Tables } from './tables'

export interface PlannedAction {
  readonly action: RouteAction
  readonly dueAt: number | null
}

const toAction = ({
  incidentId: _incident,
  position: _position,
  action,
  ...row
}: Selectable<Tables['incidentActions']>): IncidentAction => ({
  ...row,
  action: routeActionSchema.parse(action),
})

/** The checklists of confirmed routes. */
export const incidentActionRecords = (db: Kysely<Tables>) => {
  const list = async (incidentId: string): Promise<IncidentAction[]> =>
    (await db.selectFrom('incidentActions').selectAll().where('incidentId', '=', incidentId).orderBy('position').execute()).map(toAction)

  return {
    list,

    /** Puts these in place of what is not done; what is done stays, and is not planned again. */
    plan: async (incidentId: string, planned: readonly PlannedAction[]): Promise<void> => {
      await db.deleteFrom('incidentActions').where('incidentId', '=', incidentId).where('doneAt', 'is', null).execute()
      const done = await list(incidentId)
      const fresh = planned.filter(({ action }) => !done.some((one) => one.action === action))
      if (fresh.length === 0) return
      await db
        .insertInto('incidentActions')
        .values(
          fresh.map(({ action, dueAt }, index) => ({
            ...{ actionId: randomUUID(), incidentId, position: done.length + index, action, dueAt },
            ...{ doneAt: null, doneBy: null, outcome: '', leaseId: null },
          })),
        )
        .execute()
    },

    /** Replaces how an action stands. */
    keep: async ({ actionId, dueAt, doneAt, doneBy, outcome, leaseId }: IncidentAction): Promise<void> => {
      await db.updateTable('incidentActions').set({ dueAt, doneAt, doneBy, outcome, leaseId }).where('actionId', '=', actionId).execute()
    },

    /** Other incidents of this person, opened since a moment and no false positives, in which a sanction was carried out. */
    sanctionedBefore: async (person: string, exceptIncidentId: string, since: number): Promise<number> =>
      (
        await db
          .selectFrom('incidents')
          .select((eb) => eb.fn.countAll<number>().as('incidents'))
          .where('person', '=', person)
          .where('incidentId', '!=', exceptIncidentId)
          .where('state', '!=', 'false-positive')
          .where('openedAt', '>=', since)
          .where((eb) =>
            eb.exists(
              eb
                .selectFrom('incidentActions')
                .select('actionId')
                .whereRef('incidentActions.incidentId', '=', 'incidents.incidentId')
                .where('doneAt', 'is not', null)
                .where('action', 'in', sanctions),
            ),
          )
          .executeTakeFirstOrThrow()
      ).incidents,
  }
}
