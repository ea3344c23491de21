import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'

/** Who counts as staff. */
export const showStaffSigns = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const signs = await link.ask('gate:signs', {})
    if (!signs.ok) return signs
    const { userNames, groups, roomIds, deviceIds } = signs.value
    const rows = [
      ...userNames.map((one) => ['account', one]),
      ...groups.map((one) => ['group', one]),
      ...roomIds.map((one) => ['room', one]),
      ...deviceIds.map((one) => ['PC', one]),
    ]
    const shown = rows.length === 0 ? 'Nobody counts as staff: everybody at a pupil PC is monitored.' : table(rows)
    context.print(context.options.json ? JSON.stringify(signs.value) : shown)
    return ok(null)
  })

/** Counts accounts or groups as staff, or no longer. */
export const changeStaffSigns = (
  context: Context,
  { add, group, names }: { readonly add: boolean; readonly group: boolean; readonly names: string[] },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const signs = await link.ask(add ? 'gate:add' : 'gate:remove', group ? { groups: names } : { userNames: names })
    if (!signs.ok) return signs
    const { userNames, groups } = signs.value
    const shown = `${userNames.length} accounts and ${groups.length} groups count as staff.`
    context.print(context.options.json ? JSON.stringify(signs.value) : shown)
    return ok(null)
  })

/** Every authorisation, newest first, and what was thrown away for want of one. */
export const showAuthorisations = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const read = await link.ask('gate:read', {})
    if (!read.ok) return read
    const { authorisations, drops } = read.value
    const rows = authorisations.map(
      ({ authorisationId, subject, deviceName, scope, state, from, until, kept, looks, requestedBy, decidedBy }) => [
        ...[authorisationId, subject.kind === 'user' ? subject.userName : (deviceName ?? subject.deviceId), scope.join('+'), state],
        ...[new Date(from).toISOString(), new Date(until).toISOString(), requestedBy.displayName, decidedBy?.displayName ?? '-'],
        ...[`${kept.history}/${kept.concerns}/${kept.pictures}`, String(looks)],
      ],
    )
    const headings = ['AUTHORISATION', 'OF', 'WHAT', 'STATE', 'FROM', 'UNTIL', 'ASKED BY', 'DECIDED BY', 'KEPT', 'LOOKS']
    const thrown = drops.map(({ deviceName, facts }) => `${deviceName}: ${facts} facts about staff thrown away`)
    const shown = rows.length === 0 ? 'Nobody is authorised to monitor staff.' : table([headings, ...rows])
    context.print(context.options.json ? JSON.stringify(read.value) : [shown, ...thrown].join('\n'))
    return ok(null)
  })

/** Approves or refuses what somebody else asked for. */
export const decideAuthorisation = (context: Context, authorisationId: string, approve: boolean, note: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const decided = await link.ask('gate:decide', { authorisationId, approve, note })
    if (!decided.ok) return decided
    context.print(context.options.json ? JSON.stringify(decided.value) : `It is ${decided.value.state}.`)
    return ok(null)
  })

/** Ends one at once, or takes it back while it waits. */
export const endAuthorisation = (context: Context, authorisationId: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const ended = await link.ask('gate:end', { authorisationId })
    if (!ended.ok) return ended
    context.print(context.options.json ? JSON.stringify(ended.value) : `It is ${ended.value.state}.`)
    return ok(null)
  })
