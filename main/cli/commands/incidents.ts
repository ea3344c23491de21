import { type IncidentDetail, incidentFilterSchema, type IncidentSummary } from '#shared/model/incident'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { findIncident } from './find-incident'

export interface IncidentListOptions {
  readonly state: readonly string[]
  readonly category: readonly string[]
  readonly year: readonly string[]
  readonly person: string
  readonly text: string
  readonly overdue?: boolean
  readonly limit: number
}

const headings = ['NO', 'GRADE', 'STATE', 'ABOUT', 'CONCERNS', 'WHOSE', 'TO DO', 'TITLE']

const rowOf = ({ incidentNumber, grade, state, person, concerns, assignee, actionsOpen, title }: IncidentSummary): readonly string[] => [
  String(incidentNumber),
  grade === null ? '-' : String(grade),
  state,
  person ?? '-',
  String(concerns),
  assignee?.displayName ?? '-',
  String(actionsOpen),
  title,
]

/** Incidents, newest first. */
export const listIncidents = (context: Context, own: IncidentListOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const { state, category, year, person, text, overdue = false } = own
    const filter = incidentFilterSchema.safeParse({ states: state, categories: category, years: year.map(Number), person, text, overdue })
    if (!filter.success) return fail('malformed', 'There is no such state, category or year: look at --help.')
    const listed = await link.ask('incident:list', { ...filter.data, before: null, limit: own.limit })
    if (!listed.ok) return listed
    const { incidents, open } = listed.value
    context.print(context.options.json ? JSON.stringify(listed.value) : table([headings, ...incidents.map(rowOf)]))
    if (!context.options.json) context.print(`${open} are open.`)
    return ok(null)
  })

const day = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString().slice(0, 10))

const linesOf = (detail: IncidentDetail): readonly string[] => [
  table([headings, rowOf(detail)]),
  ...detail.breaches.map(
    ({ breachNumber, grade, category, match, state }) => `concern ${breachNumber}: grade ${grade}, ${category}, ${state}: ${match.text}`,
  ),
  ...detail.reports.map(({ reportNumber, at }) => `report ${reportNumber} of a pupil: ${day(at)}`),
  detail.routeTitle === null
    ? `route: nobody has confirmed one; proposed: ${detail.proposal.rowId ?? 'none'}`
    : `route: ${detail.routeTitle}`,
  ...detail.actions.map(({ action, dueAt, doneAt, outcome }) =>
    [`${action}: ${doneAt === null ? `due ${day(dueAt)}` : `done ${day(doneAt)}`}`, outcome].filter((words) => words !== '').join(', '),
  ),
  ...detail.events.map(({ at, by, deed }) => `${new Date(at).toISOString()} ${by}: ${deed.kind}`),
]

/** One incident: its concerns, its route and what was done. */
export const showIncident = (context: Context, incidentNumber: number): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const found = await findIncident(link, incidentNumber)
    if (!found.ok) return found
    const detail = await link.ask('incident:get', { incidentId: found.value.incidentId })
    if (!detail.ok) return detail
    context.print(context.options.json ? JSON.stringify(detail.value) : linesOf(detail.value).join('\n'))
    return ok(null)
  })
