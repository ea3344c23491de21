import { personKinds, type RouteBook, type RouteRow } from '#shared/model/route'
import { fail, ok } from '#shared/outcome'
import { findIncidentFor, finish, tellAll, workOn } from '../incidents/incident-work'
import { detailOf, proposalFor, routesOf } from '../incidents/incident-detail'
import { checkFollowed, orderForPupil } from '../internet/pupil-order'
import { ruleOf } from '../internet/rule'
import type { CallsNamed } from './calls'
import { replayed } from './order-memory'
import type { CommandParts } from './parts'

type RouteCall = 'incident:route' | 'incident:act' | 'incident:remove-access' | 'route:read' | 'route:write'

const dayMs = 24 * 60 * 60_000

const noAction = () => fail('not-found', 'There is no such action in the route of this incident any more.')

/** Whether these are exactly the actions of the row. */
const asInRow = ({ actions }: RouteRow, planned: readonly { readonly action: string }[]): boolean =>
  planned.length === actions.length && actions.every((action) => planned.some((one) => one.action === action))

/** What of the matrices is other than before, for the audit log. */
const changesBetween = (before: RouteBook, after: RouteBook): string => {
  const changed = personKinds.flatMap((who) => {
    const old = new Map(before[who].map((row) => [row.rowId, JSON.stringify(row)]))
    const rows = after[who].filter((row) => old.get(row.rowId) !== JSON.stringify(row)).map(({ title }) => title)
    const gone = before[who].filter(({ rowId }) => !after[who].some((row) => row.rowId === rowId)).map(({ title }) => `${title} (removed)`)
    return [...rows, ...gone].map((title) => `${who}: ${title}`)
  })
  if (JSON.stringify(before.coursework) !== JSON.stringify(after.coursework)) changed.unshift('coursework sites')
  if (JSON.stringify(before.contacts) !== JSON.stringify(after.contacts)) changed.unshift('contacts')
  return changed.join('; ') || 'nothing changed'
}

/** The way an incident goes: proposed by the school's matrix, confirmed by a person, followed to its end. */
export const routeCalls = (parts: CommandParts): CallsNamed<RouteCall> => {
  const { store, clock, roster, leases, orders } = parts
  return {
    'incident:route': ({ incidentId, rowId, actions, reason }, caller) =>
      workOn(parts, { incidentId, action: 'incident:route' }, caller, async (records, incident, doer) => {
        const rows = (await routesOf(records))[incident.personKind]
        const row = rows.find((one) => one.rowId === rowId)
        if (row === undefined) return fail('not-found', 'The matrix has no such row any more. Choose another.')
        const proposal = await proposalFor(records, incident)
        const deviates = proposal.rowId !== rowId || !asInRow(row, actions)
        const given = reason.trim()
        if (deviates && given.length < 3) {
          return fail('reason-needed', 'This is not what the school’s route says for this incident. Say why.')
        }
        const kept = deviates ? given : ''
        await records.incidents.keepRoute(incidentId, { row, reason: kept }, doer)
        await records.incidentActions.plan(incidentId, actions)
        const deed = { rowId, title: row.title, actions: actions.map(({ action }) => action), proposedRowId: proposal.rowId, reason: kept }
        await records.incidents.events.add(incidentId, { kind: 'routed', ...deed }, doer)
        return ok({ detail: `${row.title}${deviates ? `; not as proposed: ${kept}` : ''}`, moved: [] })
      }),

    'incident:act': ({ incidentId, actionId, dueAt, doneAt, outcome }, caller) =>
      workOn(parts, { incidentId, action: 'incident:act' }, caller, async (records, _incident, doer) => {
        const found = (await records.incidentActions.list(incidentId)).find((one) => one.actionId === actionId)
        if (found === undefined) return noAction()
        if (found.action === 'parents' && doneAt !== found.doneAt)
          return fail('reason-needed', 'Say under Parents and letters who was told, by whom and how, or why they are not.')
        const doneBy = doneAt === null ? null : doer.staff.displayName
        await records.incidentActions.keep({ ...found, dueAt, doneAt, doneBy, outcome })
        await records.incidents.events.add(incidentId, { kind: 'acted', action: found.action, dueAt, doneAt, outcome }, doer)
        return ok({ detail: `${found.action}: ${doneAt === null ? 'to do' : 'done'}`, moved: [] })
      }),

    'incident:remove-access': async ({ incidentId, actionId, orderId, days, exceptions, reason }, { sessionId, staff, actor }) => {
      if (!orders.take(sessionId, orderId)) return replayed()
      const ordered = await leases.change(async (records) => {
        const found = await findIncidentFor(records, incidentId, staff)
        if (!found.ok) return found
        const { person: pupil, state: was } = found.value
        const action = (await records.incidentActions.list(incidentId)).find((one) => one.actionId === actionId)
        if (action?.action !== 'remove-access') return noAction()
        if (pupil === null) return fail('not-found', 'Nobody is named in this incident: say whose access is removed first.')
        const followed = checkFollowed(roster, pupil)
        if (!followed.ok) return followed
        const rule = ruleOf({ access: 'removed', exceptions })
        if (!rule.ok) return rule
        const at = clock.now()
        const until = at + days * dayMs
        const order = await orderForPupil(records, roster, {
          ...{ pupil, internet: rule.value, reason, lessonId: null, from: at, until, actor },
        })
        const { leaseId } = order.value
        await records.incidentActions.keep({ ...action, doneAt: at, doneBy: actor.displayName, leaseId })
        const sites = rule.value.access === 'removed' ? rule.value.exceptions : []
        await records.incidents.events.add(
          incidentId,
          { kind: 'access-removed', leaseId, until, exceptions: [...sites] },
          { staff: actor, at },
        )
        const worked = { detail: `${days} days, ${sites.length} sites excepted`, moved: [] }
        const changed = await finish(records, { action: 'incident:remove-access', was, incidentId }, worked, { actor }, at)
        const detail = await detailOf(records, changed.change.incident, staff.roomIds)
        return ok({ value: { changed, detail }, devices: order.devices })
      })
      if (!ordered.ok) {
        orders.giveBack(sessionId, orderId)
        return ordered
      }
      tellAll([ordered.value.changed], parts)
      return ok(ordered.value.detail)
    },

    'route:read': () => store.transact(async (records) => ok(await routesOf(records))),

    'route:write': (routes, { actor }) =>
      store.transact(async (records) => {
        const at = clock.now()
        const detail = changesBetween(await routesOf(records), routes)
        await records.settings.keepRoutes(routes, at)
        await records.audit.append({ at, action: 'route:write', staff: actor, subject: 'routes', detail, address: actor.address })
        return ok(null)
      }),
  }
}
