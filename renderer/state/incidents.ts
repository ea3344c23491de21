import type { BreachState } from '#shared/model/breach-review'
import { type IncidentFilter, incidentFilterSchema, type IncidentSummary } from '#shared/model/incident'
import { searchTerms } from '#shared/model/search'
import type { CallFailure } from '#shared/protocol/call'
import type { Ask } from '../link/hub-link'
import { Store } from './store'

const pageLength = 100

export type IncidentList =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'ready'; readonly incidents: readonly IncidentSummary[]; readonly wholeList: boolean }

export interface IncidentChange {
  readonly was: BreachState | null
  readonly incident: IncidentSummary
}

/** Everything that somebody still has to do something about. */
export const openIncidents: IncidentFilter = incidentFilterSchema.parse({ states: ['new', 'under-review', 'escalated'] })

const isOpen = (state: BreachState | null): boolean => state !== null && openIncidents.states.includes(state)

/** Whether an incident the feed tells of belongs into a list narrowed so, by what the summary holds; what needs more waits for the next list. */
const passesIncidentFilter = (filter: IncidentFilter, incident: IncidentSummary, now: number): boolean => {
  const { states, grades, categories, years, person, roomId, from, until, text, assignee, overdue } = filter
  const { state, grade, yearGroup, earliestAt, latestAt, dueAt } = incident
  const words = [incident.title, incident.person ?? '', incident.displayName ?? ''].join('\n').toLowerCase()
  return (
    roomId === null &&
    (states.length === 0 || states.includes(state)) &&
    (grades.length === 0 || (grade !== null && grades.includes(grade))) &&
    (categories.length === 0 || categories.some((category) => incident.categories.includes(category))) &&
    (years.length === 0 || (yearGroup !== null && years.includes(yearGroup))) &&
    (person === '' || incident.person?.toLowerCase() === person.toLowerCase()) &&
    (from === null || (latestAt !== null && latestAt >= from)) &&
    (until === null || (earliestAt !== null && earliestAt < until)) &&
    (assignee === null || (incident.assignee?.staffId ?? 'nobody') === assignee) &&
    (!overdue || (dueAt !== null && dueAt < now)) &&
    searchTerms(text).every((term) => words.includes(term))
  )
}

/** Newest opened first, each once. */
const merge = (known: readonly IncidentSummary[], more: readonly IncidentSummary[]): readonly IncidentSummary[] => {
  const byNumber = new Map([...known, ...more].map((incident) => [incident.incidentNumber, incident]))
  return [...byNumber.values()].sort((left, right) => right.incidentNumber - left.incidentNumber)
}

/** Incidents as far as this account may see them: how many are open, and, once somebody opens their page, which. */
export class Incidents {
  readonly open = new Store<number>(0)
  readonly list = new Store<IncidentList>({ kind: 'loading' })
  readonly filter = new Store<IncidentFilter>(openIncidents)

  constructor(
    private readonly ask: Ask,
    private readonly now: () => number,
  ) {}

  /** For the badge alone. */
  async count(): Promise<void> {
    const asked = await this.ask('incident:count', {})
    if (asked.ok) this.open.set(asked.value.open)
  }

  async load(filter: IncidentFilter = this.filter.get()): Promise<void> {
    if (filter !== this.filter.get()) this.list.set({ kind: 'loading' })
    this.filter.set(filter)
    const asked = await this.ask('incident:list', { ...filter, before: null, limit: pageLength })
    // Another filter was chosen meanwhile: its own answer is on the way.
    if (filter !== this.filter.get()) return
    if (asked.ok) {
      const { incidents, open } = asked.value
      this.open.set(open)
      this.list.set({ kind: 'ready', incidents, wholeList: incidents.length < pageLength })
    } else if (this.list.get().kind !== 'ready') this.list.set({ kind: 'failed', code: asked.code, detail: asked.detail })
  }

  async older(): Promise<void> {
    const [before, filter] = [this.list.get(), this.filter.get()]
    const last = before.kind === 'ready' ? before.incidents.at(-1) : undefined
    if (last === undefined) return
    const asked = await this.ask('incident:list', { ...filter, before: last.incidentNumber, limit: pageLength })
    const now = this.list.get()
    if (!asked.ok || now.kind !== 'ready' || filter !== this.filter.get()) return
    const { incidents } = asked.value
    this.list.set({ kind: 'ready', incidents: merge(now.incidents, incidents), wholeList: incidents.length < pageLength })
  }

  /** A word of the feed. What is listed stays in its place, even when it no longer passes the filter. */
  take({ was, incident }: IncidentChange): void {
    this.open.set(Math.max(0, this.open.get() + (isOpen(incident.state) ? 1 : 0) - (isOpen(was) ? 1 : 0)))
    const now = this.list.get()
    if (now.kind !== 'ready') return
    const listed = now.incidents.some(({ incidentNumber }) => incidentNumber === incident.incidentNumber)
    const oldest = now.incidents.at(-1)?.incidentNumber ?? 0
    const within = now.wholeList || incident.incidentNumber > oldest
    if (listed || (within && passesIncidentFilter(this.filter.get(), incident, this.now()))) {
      this.list.set({ ...now, incidents: merge(now.incidents, [incident]) })
    }
  }

  clear(): void {
    this.open.set(0)
    this.list.set({ kind: 'loading' })
    this.filter.set(openIncidents)
  }
}
