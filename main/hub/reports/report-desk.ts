import { randomUUID } from 'node:crypto'
import type { Clock } from '#shared/clock'
import type { PackEntry } from '#shared/model/policy-view'
import type { Report, ReportKind, SelfCheckItem } from '#shared/model/report'
import { type Term, termAt, termBefore, termSpan } from '#shared/model/school-term'
import { ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Records, Store } from '../../store/store'
import type { Actor } from '../identity/actor'
import type { Log } from '../log'
import { dataMapReport } from './data-map-report'
import { governorsReport, type ReportPlace } from './governors-report'
import { schoolFacts } from './school-facts'
import { selfCheck } from './self-check'
import { selfCheckReport } from './self-check-report'
import { termFigures } from './term-figures'

export interface ReportWish {
  readonly kind: ReportKind
  /** Null: the running one. Only the governors' report is of a term. */
  readonly term: Term | null
}

/** Makes reports, on demand and when a term is over. */
export interface ReportDesk {
  /** Gathers in one transaction, writes outside of any, and keeps it. `actor` null: by the schedule. */
  make(wish: ReportWish, actor: Actor | null): Promise<Outcome<Report, StoreFaultCode>>
  selfCheck(records: Records): Promise<readonly SelfCheckItem[]>
  /** Terms that can be reported on, the running one first. */
  terms(): readonly Term[]
  /** Makes the governors' report of the term that is over, once, where the school says so. */
  runSchedule(): Promise<void>
}

export interface ReportDeskParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly timeZone: () => string
  readonly packs: readonly PackEntry[]
}

const termsOffered = 6

export const createReportDesk = ({ store, clock, log, timeZone, packs }: ReportDeskParts): ReportDesk => {
  const packTitle = (target: string): string => packs.find(({ pack }) => pack === target.split('/')[0])?.title ?? target

  /** Reads what the report needs, and answers how to write it. */
  const gather = async (records: Records, { kind, term }: ReportWish): Promise<() => Promise<Uint8Array<ArrayBuffer>>> => {
    const now = clock.now()
    const { schoolName } = await records.settings.reports()
    const place: ReportPlace = { schoolName, timeZone: timeZone(), now, packTitle }
    if (kind === 'governors') {
      const figures = await termFigures(records, term ?? termAt(now, place.timeZone), place.timeZone, now)
      return () => governorsReport(figures, place)
    }
    const facts = await schoolFacts(records, now)
    if (kind === 'data-map') return () => dataMapReport(facts, place)
    const { answers } = await records.settings.reports()
    return () => selfCheckReport(selfCheck(facts, packs, answers), place)
  }

  const make: ReportDesk['make'] = async (wish, actor) => {
    const gathered = await store.transact(async (records) => ok(await gather(records, wish)))
    if (!gathered.ok) return gathered
    const pdf = await gathered.value()
    const at = clock.now()
    const report: Report = { ...wish, reportId: randomUUID(), madeAt: at, madeBy: actor?.displayName ?? null, bytes: pdf.byteLength }
    return store.transact(async (records) => {
      await records.reports.add(report, pdf)
      const subject = [wish.kind, wish.term].filter((one) => one !== null).join(' ')
      const detail = actor === null ? 'by the schedule' : ''
      await records.audit.append({ at, action: 'report:make', staff: actor, subject, detail, address: actor?.address ?? '' })
      return ok(report)
    })
  }

  const runSchedule = async (): Promise<void> => {
    const due = termBefore(termAt(clock.now(), timeZone()))
    const missing = await store.transact(async ({ settings, reports, devices }) => {
      const { scheduled } = await settings.reports()
      const isMade = (await reports.list()).some(({ term, madeBy }) => term === due && madeBy === null)
      // A hub that was not there yet has nothing to tell of that term.
      const { until } = termSpan(due, timeZone())
      const wasThere = (await devices.list()).some(({ enrolledAt }) => enrolledAt < until)
      return ok(scheduled && !isMade && wasThere)
    })
    if (!missing.ok || !missing.value) return
    const made = await make({ kind: 'governors', term: due }, null)
    if (made.ok) log.info('report-made', { term: due })
    else log.warn('report-not-made', { term: due, code: made.code })
  }
  /** Two at once would both find it missing. */
  let running: Promise<void> | null = null

  return {
    make,
    selfCheck: async (records) => selfCheck(await schoolFacts(records, clock.now()), packs, (await records.settings.reports()).answers),
    terms: () => {
      const terms = [termAt(clock.now(), timeZone())]
      while (terms.length < termsOffered) terms.push(termBefore(terms.at(-1) ?? 'autumn-2026'))
      return terms
    },
    runSchedule: () => (running ??= runSchedule().finally(() => (running = null))),
  }
}
