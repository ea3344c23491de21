import { breachFilterSchema } from '#shared/model/breach-review'
import {
  type IncidentAction,
  type IncidentDetail,
  type IncidentSummary,
  mostEarlier,
  mostEvents,
  mostIncidentReports,
  mostLinked,
} from '#shared/model/incident'
import { mostDrafts, mostLetters } from '#shared/model/letter'
import { mostNotices } from '#shared/model/parent-notice'
import { type PersonKind, proposeRow, type RouteBook, routeColumns, type RouteProposal } from '#shared/model/route'
import type { Records } from '../../store/store'
import { shippedRoutes } from './shipped-routes'

/** What somebody did so long ago no longer makes the next time a continued infringement. */
const repeatsCountForMs = 365 * 24 * 60 * 60_000

const anything = breachFilterSchema.parse({})

/** The school's matrices; those that ship until it changed them. */
export const routesOf = async ({ settings }: Pick<Records, 'settings'>): Promise<RouteBook> => (await settings.routes()) ?? shippedRoutes

/** The row this incident proposes now. */
export const proposalFor = async (records: Records, incident: IncidentSummary): Promise<RouteProposal> => {
  const { incidentId, person, personKind, categories, openedAt } = incident
  const routes = await routesOf(records)
  const repeats = person === null ? 0 : await records.incidentActions.sanctionedBefore(person, incidentId, openedAt - repeatsCountForMs)
  return proposeRow(routes[personKind], categories, repeats)
}

const inColumns = (personKind: PersonKind, actions: readonly IncidentAction[]): IncidentAction[] => {
  const columns: readonly string[] = routeColumns[personKind]
  return [...actions].sort((left, right) => columns.indexOf(left.action) - columns.indexOf(right.action))
}

/** Everything its page shows, for an account held to these rooms. */
export const detailOf = async (records: Records, incident: IncidentSummary, roomIds: readonly string[] | null): Promise<IncidentDetail> => {
  const { incidentId, person, personKind } = incident
  const breaches = (await records.breaches.ofIncident(incidentId)).slice(0, mostLinked)
  const own = new Set(breaches.map(({ breachId }) => breachId))
  const others =
    person === null
      ? []
      : await records.breaches.list({
          sight: { roomIds, categories: null, ofStaff: true },
          filter: { ...anything, person },
          before: null,
          limit: mostEarlier + own.size,
        })
  return {
    ...incident,
    breaches,
    actions: inColumns(personKind, await records.incidentActions.list(incidentId)),
    route: await records.incidents.route(incidentId),
    proposal: await proposalFor(records, incident),
    events: await records.incidents.events.list(incidentId, mostEvents),
    earlier: others.filter(({ breachId }) => !own.has(breachId)).slice(0, mostEarlier),
    notices: (await records.parentNotices.ofIncident(incidentId)).slice(0, mostNotices),
    drafts: (await records.letters.drafts(incidentId)).slice(0, mostDrafts),
    letters: await records.letters.list(incidentId, mostLetters),
    reports: await records.incidentReports.ofIncident(incidentId, mostIncidentReports),
  }
}
