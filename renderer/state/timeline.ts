import type { Usage } from '#shared/model/outbox'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'

export interface Stretch {
  readonly from: number
  readonly until: number
}

/** One application in front without a break, whatever its windows. */
export interface Bar extends Stretch {
  readonly application: string
  readonly user: string
  /** Title of the window that was longest in front. */
  readonly title: string
  readonly windows: number
}

/** One PC of the timeline. */
export interface TimelineRow {
  readonly deviceId: string
  readonly deviceName: string
  /** Accounts that used it, in the order they came. */
  readonly users: readonly string[]
  readonly bars: readonly Bar[]
}

export interface Total {
  readonly application: string
  readonly totalMs: number
}

/** Two windows of one application with less than this between them are one bar. */
const seamMs = 2_000
const quarterMs = 15 * 60_000

const cut = ({ from, until }: Stretch, within: Stretch): Stretch => ({
  from: Math.max(from, within.from),
  until: Math.min(until, within.until),
})

const barOf = (spans: readonly Usage[]): Bar | null => {
  const [first] = spans
  const last = spans.at(-1)
  if (first === undefined || last === undefined) return null
  const byTitle = new Map<string, number>()
  for (const { title, from, until } of spans) byTitle.set(title, (byTitle.get(title) ?? 0) + until - from)
  const [title] = [...byTitle].reduce((longest, one) => (one[1] > longest[1] ? one : longest), ['', -1])
  return { application: first.application, user: first.user, title, windows: byTitle.size, from: first.from, until: last.until }
}

/** Spans of one PC, oldest first, as bars within a stretch: windows of one application that follow each other are one. */
export const barsOf = (spans: readonly Usage[], within: Stretch): readonly Bar[] => {
  const runs: Usage[][] = []
  for (const span of spans) {
    const shown = cut(span, within)
    if (shown.until <= shown.from) continue
    const run = runs.at(-1)
    const last = run?.at(-1)
    const goesOn =
      last !== undefined && last.application === span.application && last.user === span.user && shown.from - last.until <= seamMs
    if (goesOn) run?.push({ ...span, ...shown })
    else runs.push([{ ...span, ...shown }])
  }
  return runs.flatMap((run) => barOf(run) ?? [])
}

/** The hub's answer as rows, in the order of the PCs' names. */
export const rowsOf = ({ devices }: Pick<Reply<ConsoleOrders, 'usage:timeline'>, 'devices'>, within: Stretch): readonly TimelineRow[] =>
  devices
    .map(({ deviceId, deviceName, spans }) => {
      const bars = barsOf(spans, within)
      return { deviceId, deviceName, bars, users: [...new Set(bars.map(({ user }) => user))] }
    })
    .sort((left, right) => left.deviceName.localeCompare(right.deviceName, 'en', { numeric: true }))

/** How long each application was in front on all these PCs together, longest first. */
export const totalsOf = (rows: readonly TimelineRow[]): readonly Total[] => {
  const totals = new Map<string, number>()
  for (const { bars } of rows)
    for (const { application, from, until } of bars) totals.set(application, (totals.get(application) ?? 0) + until - from)
  return [...totals]
    .map(([application, totalMs]) => ({ application, totalMs }))
    .sort((left, right) => right.totalMs - left.totalMs || left.application.localeCompare(right.application))
}

/** Applications with a colour of their own; the rest share one. */
export const colourCount = 8

/** The colour's number of each application: those in front longest have their own, any other is `colourCount`. */
export const coloursOf = (totals: readonly Total[]): ReadonlyMap<string, number> =>
  new Map(totals.map(({ application }, index) => [application, Math.min(index, colourCount)]))

/** The part of a stretch where anything was in front, out to the quarter of an hour; the stretch itself when nothing was. */
export const fitted = (rows: readonly TimelineRow[], within: Stretch): Stretch => {
  const bars = rows.flatMap((row) => row.bars)
  if (bars.length === 0) return within
  const from = bars.reduce((least, bar) => Math.min(least, bar.from), Infinity)
  const until = bars.reduce((most, bar) => Math.max(most, bar.until), -Infinity)
  return cut({ from: Math.floor(from / quarterMs) * quarterMs, until: Math.ceil(until / quarterMs) * quarterMs }, within)
}

const tickStepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240].map((minutes) => minutes * 60_000)
const mostTicks = 8

/** Round times of the clock to write under a stretch, at most eight. */
export const ticksOf = ({ from, until }: Stretch): readonly number[] => {
  const stepMs = tickStepsMs.find((step) => (until - from) / step <= mostTicks) ?? 360 * 60_000
  // Steps count from the computer's own midnight, whatever its zone.
  const midnight = new Date(from).setHours(0, 0, 0, 0)
  const first = midnight + Math.ceil((from - midnight) / stepMs) * stepMs
  return Array.from({ length: Math.max(0, Math.floor((until - first) / stepMs) + 1) }, (_, index) => first + index * stepMs)
}

/** Where a time lies in a stretch, in per cent of its width. */
export const percentOf = (at: number, { from, until }: Stretch): number => ((at - from) / (until - from)) * 100
