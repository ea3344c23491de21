import { type BreachDetail, breachFilterSchema, type BreachState, breachStateSchema, type BreachSummary } from '#shared/model/breach-review'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'

export interface BreachListOptions {
  readonly state: readonly string[]
  readonly grade: number
  readonly category: readonly string[]
  readonly text: string
  readonly limit: number
}

const headings = ['NO', 'GRADE', 'CATEGORY', 'STATE', 'WHO', 'PC', 'WHEN', 'TIMES', 'MATCH']

const rowOf = (breach: BreachSummary): readonly string[] => [
  String(breach.breachNumber),
  String(breach.grade),
  breach.category,
  breach.state,
  breach.user ?? '-',
  breach.deviceName,
  new Date(breach.takenAt).toISOString(),
  String(breach.count),
  breach.match.text,
]

/** Concerns, newest first. */
export const listBreaches = (context: Context, own: BreachListOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const filter = breachFilterSchema.safeParse({
      states: own.state,
      grades: [1, 2, 3, 4, 5].filter((grade) => grade >= own.grade),
      categories: own.category,
      text: own.text,
    })
    if (!filter.success) return fail('malformed', 'There is no such state or category: look at --help.')
    const listed = await link.ask('breach:list', { ...filter.data, before: null, limit: own.limit })
    if (!listed.ok) return listed
    const { breaches, waiting } = listed.value
    context.print(context.options.json ? JSON.stringify(listed.value) : table([headings, ...breaches.map(rowOf)]))
    if (!context.options.json) context.print(`${waiting} wait for a decision.`)
    return ok(null)
  })

/** The concern of this number: staff say numbers, the protocol ids. */
const findBreach = async (link: HubLink, breachNumber: number): Promise<CliOutcome<BreachSummary>> => {
  const listed = await link.ask('breach:list', { before: breachNumber + 1, limit: 1 })
  if (!listed.ok) return listed
  const [found] = listed.value.breaches
  return found?.breachNumber === breachNumber
    ? ok(found)
    : fail('not-found', `There is no concern ${breachNumber}, or it is not for your account.`)
}

const linesOf = (detail: BreachDetail): readonly string[] => {
  const { match, window, url, rule, decisions } = detail
  return [
    table([headings, rowOf(detail)]),
    `${detail.source}: ${match.before}[${match.text}]${match.after}`,
    `why: ${detail.why} (${rule.id}, version ${rule.version})`,
    ...(window === null ? [] : [`in front: ${window.application}: ${window.title}`]),
    ...(url === null ? [] : [`address: ${url}`]),
    `pictures: ${detail.pictures} of ${detail.snapshotsTold}`,
    ...decisions.map(({ at, by, to, note }) => `${new Date(at).toISOString()} ${by}: ${to}${note === '' ? '' : ` (${note})`}`),
  ]
}

const show = (context: Context, detail: BreachDetail): void => {
  context.print(context.options.json ? JSON.stringify(detail) : linesOf(detail).join('\n'))
}

/** One concern with everything but its pictures, which are for the console. */
export const showBreach = (context: Context, breachNumber: number): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const found = await findBreach(link, breachNumber)
    if (!found.ok) return found
    const detail = await link.ask('breach:get', { breachId: found.value.breachId })
    if (!detail.ok) return detail
    show(context, detail.value)
    return ok(null)
  })

/** Decides on one concern. */
export const decideBreach = (context: Context, breachNumber: number, state: string, note: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const decision = breachStateSchema.safeParse(state)
    if (!decision.success) return fail('malformed', `A state is one of ${breachStateSchema.options.join(', ')}.`)
    const to: BreachState = decision.data
    const found = await findBreach(link, breachNumber)
    if (!found.ok) return found
    const detail = await link.ask('breach:decide', { breachId: found.value.breachId, state: to, note })
    if (!detail.ok) return detail
    show(context, detail.value)
    return ok(null)
  })
