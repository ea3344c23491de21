import { incidentFilterSchema } from '#shared/model/incident'
import { mostOversightEntries } from '#shared/model/oversight'
import { ok } from '#shared/outcome'
import { exportActions, looksOf } from '../oversight/looks'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

const dayMs = 86_400_000
const overdueFilter = incidentFilterSchema.parse({ states: ['new', 'under-review', 'escalated'], overdue: true })

/** Who looked at what, and what waits too long: for the head. That the head looked is in the audit log like every look. */
export const oversightCalls = ({ store, clock }: CommandParts): CallsNamed<'oversight:read'> => ({
  'oversight:read': ({ days }, { actor, staff: head }) =>
    store.transact(async ({ audit, staff, breaches, incidents }) => {
      const now = clock.now()
      const from = now - days * dayMs
      const overdue = await breaches.overdue(head.roomIds, now, mostOversightEntries)
      const late = await incidents.list({ roomIds: head.roomIds, filter: overdueFilter, before: null, limit: mostOversightEntries, now })
      const answer = {
        from,
        looks: looksOf(await audit.counts(from, now), await staff.list()),
        reveals: await audit.since(from, ['breach:reveal'], mostOversightEntries),
        exports: await audit.since(from, exportActions, mostOversightEntries),
        overdue: overdue.first,
        overdueCount: overdue.count,
        overdueIncidents: late
          .flatMap(({ incidentNumber, title, assignee, actionsOpen, dueAt }) =>
            dueAt === null ? [] : [{ incidentNumber, title, assignee: assignee?.displayName ?? null, actionsOpen, dueAt }],
          )
          .sort((left, right) => left.dueAt - right.dueAt),
      }
      await audit.append({ at: now, action: 'oversight:view', staff: actor, subject: `${days} days`, detail: '', address: actor.address })
      return ok(answer)
    }),
})
