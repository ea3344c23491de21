import { type BreachFilter, breachFilterSchema, type BreachState, type BreachSummary } from '#shared/model/breach-review'
import { searchTerms } from '#shared/model/search'
import type { CallFailure } from '#shared/protocol/call'
import type { Ask } from '../link/hub-link'
import { Store } from './store'

const pageLength = 100

export type BreachList =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'ready'; readonly breaches: readonly BreachSummary[]; readonly wholeList: boolean }

export interface BreachChange {
  readonly was: BreachState | null
  readonly breach: BreachSummary
}

/** Everything that waits for a decision. */
export const waitingFilter: BreachFilter = breachFilterSchema.parse({ states: ['new', 'under-review'] })

const wordsOf = ({ rule, match, user, application, url, deviceName }: BreachSummary): string =>
  [rule.id, `${match.before}${match.text}${match.after}`, user ?? '', application, url ?? '', deviceName].join('\n').toLowerCase()

/** Whether a breach the feed tells of belongs into a list narrowed so: as the hub would say, by what the summary holds. */
export const passesFilter = (filter: BreachFilter, breach: BreachSummary): boolean => {
  const { states, grades, categories, years, person, roomId, from, until, text } = filter
  const words = wordsOf(breach)
  return (
    // The year of a pupil is the roster's to know: the next list has it.
    years.length === 0 &&
    (person === '' || breach.user?.toLowerCase() === person.toLowerCase()) &&
    (states.length === 0 || states.includes(breach.state)) &&
    (grades.length === 0 || grades.includes(breach.grade)) &&
    (categories.length === 0 || categories.includes(breach.category)) &&
    (roomId === null || roomId === breach.roomId) &&
    (from === null || breach.takenAt >= from) &&
    (until === null || breach.takenAt < until) &&
    searchTerms(text).every((term) => words.includes(term))
  )
}

/** Newest learned first, each once. */
const merge = (known: readonly BreachSummary[], more: readonly BreachSummary[]): readonly BreachSummary[] => {
  const byNumber = new Map([...known, ...more].map((breach) => [breach.breachNumber, breach]))
  return [...byNumber.values()].sort((left, right) => right.breachNumber - left.breachNumber)
}

/** Concerns as far as this account may see them: how many wait, and, once somebody opens their page, which. */
export class Breaches {
  /** How many nobody has decided on, those beyond the list included. */
  readonly waiting = new Store<number>(0)
  readonly list = new Store<BreachList>({ kind: 'loading' })
  readonly filter = new Store<BreachFilter>(waitingFilter)
  /** The newest change the feed told of. */
  readonly changed = new Store<BreachChange | null>(null)

  constructor(private readonly ask: Ask) {}

  /** For the badge alone: nobody has looked at a concern by that. */
  async count(): Promise<void> {
    const asked = await this.ask('breach:count', {})
    if (asked.ok) this.waiting.set(asked.value.waiting)
  }

  async load(filter: BreachFilter = this.filter.get()): Promise<void> {
    if (filter !== this.filter.get()) this.list.set({ kind: 'loading' })
    this.filter.set(filter)
    const asked = await this.ask('breach:list', { ...filter, before: null, limit: pageLength })
    // Another filter was chosen meanwhile: its own answer is on the way.
    if (filter !== this.filter.get()) return
    if (asked.ok) {
      const { breaches, waiting } = asked.value
      this.waiting.set(waiting)
      this.list.set({ kind: 'ready', breaches, wholeList: breaches.length < pageLength })
    } else if (this.list.get().kind !== 'ready') this.list.set({ kind: 'failed', code: asked.code, detail: asked.detail })
  }

  async older(): Promise<void> {
    const [before, filter] = [this.list.get(), this.filter.get()]
    const last = before.kind === 'ready' ? before.breaches.at(-1) : undefined
    if (last === undefined) return
    const asked = await this.ask('breach:list', { ...filter, before: last.breachNumber, limit: pageLength })
    const now = this.list.get()
    if (!asked.ok || now.kind !== 'ready' || filter !== this.filter.get()) return
    const { breaches } = asked.value
    this.list.set({ kind: 'ready', breaches: merge(now.breaches, breaches), wholeList: breaches.length < pageLength })
  }

  /** A word of the feed. What is listed stays in its place, even when it no longer passes the filter: it does not vanish under the hand. */
  take(change: BreachChange): void {
    const { was, breach } = change
    const newer = breach.test ? 0 : (breach.state === 'new' ? 1 : 0) - (was === 'new' ? 1 : 0)
    this.waiting.set(Math.max(0, this.waiting.get() + newer))
    const now = this.list.get()
    if (now.kind === 'ready') {
      const listed = now.breaches.some(({ breachNumber }) => breachNumber === breach.breachNumber)
      const oldest = now.breaches.at(-1)?.breachNumber ?? 0
      const within = now.wholeList || breach.breachNumber > oldest
      if (listed || (within && passesFilter(this.filter.get(), breach))) {
        this.list.set({ ...now, breaches: merge(now.breaches, [breach]) })
      }
    }
    this.changed.set(change)
  }

  clear(): void {
    this.waiting.set(0)
    this.list.set({ kind: 'loading' })
    this.filter.set(waitingFilter)
    this.changed.set(null)
  }
}
