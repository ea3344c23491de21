import type { HoldOn } from '#shared/model/retention'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** What the school's days delete next. */
export const previewRetention = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const preview = await link.ask('retention:preview', {})
    if (!preview.ok) return preview
    const { kinds, soon } = preview.value
    const rows = kinds.map(({ kind, days, due, within7Days, within30Days, held }) =>
      [kind, days, due, within7Days, within30Days, held].map(String),
    )
    const first = soon.map(({ kind, number, state, goesAt }) => `${kind} ${number} (${state}) goes on ${day(goesAt)}`)
    const lines = [table([['KIND', 'DAYS', 'NEXT RUN', 'IN 7 DAYS', 'IN 30 DAYS', 'HELD'], ...rows]), ...first]
    context.print(context.options.json ? JSON.stringify(preview.value) : lines.join('\n'))
    return ok(null)
  })

/** Legal holds, newest first. */
export const listHolds = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const listed = await link.ask('hold:list', {})
    if (!listed.ok) return listed
    const rows = listed.value.map(({ holdId, name, reason, placedBy, placedAt, liftedAt }) => [
      ...[holdId, name, reason, placedBy, day(placedAt)],
      liftedAt === null ? 'in force' : `lifted ${day(liftedAt)}`,
    ])
    const shown = rows.length === 0 ? 'Nothing is held.' : table([['HOLD', 'ON', 'WHY', 'BY', 'SINCE', 'STATE'], ...rows])
    context.print(context.options.json ? JSON.stringify(listed.value) : shown)
    return ok(null)
  })

/** What `concern 12`, `incident 3` or `person NAME` means: staff say numbers, the protocol ids. */
const holdOn = async (link: HubLink, kind: string, named: string): Promise<CliOutcome<HoldOn>> => {
  if (kind === 'person') return ok({ kind, userName: named })
  const number = Number(named)
  if ((kind !== 'concern' && kind !== 'incident') || !Number.isInteger(number) || number < 1)
    return fail('malformed', 'Name a concern or incident by its number, or a person by the account: look at --help.')
  const asked = { before: number + 1, limit: 1 }
  if (kind === 'concern') {
    const listed = await link.ask('breach:list', asked)
    if (!listed.ok) return listed
    const [found] = listed.value.breaches
    return found?.breachNumber === number ? ok({ kind, breachId: found.breachId }) : fail('not-found', `There is no concern ${number}.`)
  }
  const listed = await link.ask('incident:list', asked)
  if (!listed.ok) return listed
  const [found] = listed.value.incidents
  return found?.incidentNumber === number
    ? ok({ kind, incidentId: found.incidentId })
    : fail('not-found', `There is no incident ${number}.`)
}

/** Holds something against its days. */
export const placeHold = (context: Context, kind: string, named: string, reason: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const on = await holdOn(link, kind, named)
    if (!on.ok) return on
    const hold = await link.ask('hold:place', { on: on.value, reason })
    if (!hold.ok) return hold
    context.print(context.options.json ? JSON.stringify(hold.value) : `${hold.value.name} is held: ${hold.value.holdId}`)
    return ok(null)
  })

/** Lets its days count again. */
export const liftHold = (context: Context, holdId: string, reason: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const hold = await link.ask('hold:lift', { holdId, reason })
    if (!hold.ok) return hold
    context.print(context.options.json ? JSON.stringify(hold.value) : `${hold.value.name} is held no longer.`)
    return ok(null)
  })
