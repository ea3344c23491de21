import type { AuditAction } from '#shared/model/audit'
import type { IncidentSummary } from '#shared/model/incident'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { Doer } from '../../store/incident-events'
import type { Records } from '../../store/store'
import { findBreachesFor } from '../breaches/breach-access'
import { detailOf } from '../incidents/incident-detail'
import { type Changed, findIncidentFor, finish, incidentSubject, tellAll, type Worked, workOn } from '../incidents/incident-work'
import type { Caller, CallsNamed } from './calls'
import type { CommandParts } from './parts'

type IncidentCall =
  | 'incident:count'
  | 'incident:list'
  | 'incident:get'
  | 'incident:open'
  | 'incident:describe'
  | 'incident:link'
  | 'incident:unlink'
  | 'incident:decide'
  | 'incident:assign'
  | 'incident:assignees'
  | 'incident:note'

const numbers = (breaches: readonly { readonly breachNumber: number }[]): string =>
  breaches.map(({ breachNumber }) => breachNumber).join(', ') || 'none'

/** Concerns put together, decided on, assigned and noted upon; everything is audited. */
export const incidentCalls = (parts: CommandParts): CallsNamed<IncidentCall> => {
  const { store, clock, breaches: desk, gate } = parts

  const concernsFor = async (records: Records, breachIds: readonly string[], { staff }: Caller) => {
    const found = await findBreachesFor(records, breachIds, staff, desk.sharing(), gate)
    if (!found.ok) return found
    const concerns = found.value.map(({ breach }) => breach)
    // [SF5] What an incident has is counted, and kept for years.
    return concerns.some(({ test }) => test)
      ? fail('not-found', 'A self-test is nothing that anybody did: no incident has it.')
      : ok(concerns)
  }

  /** Does the same to many, all or none. */
  const workOnAll = async (
    action: AuditAction,
    incidentIds: readonly string[],
    caller: Caller,
    work: (records: Records, incident: IncidentSummary, doer: Doer) => Promise<Outcome<Worked, RefusalCode>>,
  ) => {
    const done = await store.transact(async (records): Promise<Outcome<readonly Changed[], RefusalCode>> => {
      const at = clock.now()
      const changes: Changed[] = []
      for (const incidentId of new Set(incidentIds)) {
        const found = await findIncidentFor(records, incidentId, caller.staff)
        if (!found.ok) return found
        const worked = await work(records, found.value, { staff: caller.actor, at })
        if (!worked.ok) return worked
        changes.push(await finish(records, { action, was: found.value.state, incidentId }, worked.value, caller, at))
      }
      return ok(changes)
    })
    if (!done.ok) return done
    tellAll(done.value, parts)
    return ok(done.value.map(({ change }) => change.incident))
  }

  return {
    'incident:count': (_payload, { staff }) =>
      store.transact(async (records) => ok({ open: await records.incidents.countOpen(staff.roomIds) })),

    'incident:list': ({ before, limit, ...filter }, { staff, actor }) =>
      store.transact(async (records) => {
        const { roomIds } = staff
        const now = clock.now()
        const listed = await records.incidents.list({ roomIds, filter, before, limit, now })
        const detail = `${listed.length} listed${filter.text === '' ? '' : ', by a search'}`
        const entry = { at: now, action: 'incident:list' as const, staff: actor, detail, address: actor.address }
        await records.audit.append({ ...entry, subject: 'incidents' })
        return ok({ incidents: listed, open: await records.incidents.countOpen(roomIds) })
      }),

    'incident:get': ({ incidentId }, { staff, actor }) =>
      store.transact(async (records) => {
        const found = await findIncidentFor(records, incidentId, staff)
        if (!found.ok) return found
        const entry = { at: clock.now(), action: 'incident:view' as const, staff: actor, detail: '', address: actor.address }
        await records.audit.append({ ...entry, subject: incidentSubject(found.value) })
        return ok(await detailOf(records, found.value, staff.roomIds))
      }),

    'incident:open': async ({ title, person, personKind, breachIds }, caller) => {
      const opened = await store.transact(async (records) => {
        const concerns = await concernsFor(records, breachIds, caller)
        if (!concerns.ok) return concerns
        const doer = { staff: caller.actor, at: clock.now() }
        const incident = await records.incidents.open({ title, person, personKind }, true, doer)
        const linked = await records.incidents.link(incident, concerns.value, doer)
        if (!linked.ok) return linked
        const { incidentId } = incident
        const worked = { detail: `concerns ${numbers(concerns.value)}`, moved: linked.value }
        const changed = await finish(records, { action: 'incident:open', was: null, incidentId }, worked, caller, doer.at)
        return ok({ changed, detail: await detailOf(records, changed.change.incident, caller.staff.roomIds) })
      })
      if (!opened.ok) return opened
      tellAll([opened.value.changed], parts)
      return ok(opened.value.detail)
    },

    'incident:describe': ({ incidentId, title, person, personKind }, caller) =>
      workOn(parts, { incidentId, action: 'incident:describe' }, caller, async (records, _incident, doer) => {
        await records.incidents.describe(incidentId, { title, person, personKind }, doer)
        return ok({ detail: '', moved: [] })
      }),

    'incident:link': ({ incidentId, breachIds }, caller) =>
      workOn(parts, { incidentId, action: 'incident:link' }, caller, async (records, incident, doer) => {
        const concerns = await concernsFor(records, breachIds, caller)
        if (!concerns.ok) return concerns
        const linked = await records.incidents.link(incident, concerns.value, doer)
        return linked.ok ? ok({ detail: `concerns ${numbers(concerns.value)}`, moved: linked.value }) : linked
      }),

    'incident:unlink': ({ incidentId, breachIds }, caller) =>
      workOn(parts, { incidentId, action: 'incident:unlink' }, caller, async (records, incident, doer) => {
        const concerns = await concernsFor(records, breachIds, caller)
        if (!concerns.ok) return concerns
        const moved = await records.incidents.unlink(incident, concerns.value, doer)
        return ok({ detail: `concerns ${numbers(moved.map(({ breach }) => breach))}`, moved })
      }),

    'incident:decide': ({ incidentIds, state, note }, caller) =>
      workOnAll('incident:decide', incidentIds, caller, async (records, incident, doer) => {
        const moved = await records.incidents.decide(incident, state, note, doer)
        return ok({ detail: `${incident.state} to ${state}${note === '' ? '' : ', with a note'}`, moved })
      }),

    'incident:assign': ({ incidentIds, staffId }, caller) =>
      workOnAll('incident:assign', incidentIds, caller, async (records, { incidentId }, doer) => {
        const found = staffId === null ? null : await records.staff.find(staffId)
        if (staffId !== null && (found === null || found.profile.role !== 'officer' || found.profile.disabled)) {
          return fail('not-found', 'An incident goes to an e-safety officer whose account is in use.')
        }
        const assignee = found === null ? null : { staffId: found.profile.staffId, displayName: found.profile.displayName }
        await records.incidents.assign(incidentId, assignee, doer)
        return ok({ detail: assignee?.displayName ?? 'to nobody', moved: [] })
      }),

    'incident:assignees': () =>
      store.transact(async ({ staff }) =>
        ok(
          (await staff.list())
            .filter(({ role, disabled }) => role === 'officer' && !disabled)
            .map(({ staffId, displayName }) => ({ staffId, displayName })),
        ),
      ),

    'incident:note': ({ incidentId, note }, caller) =>
      workOn(parts, { incidentId, action: 'incident:note' }, caller, async (records, _incident, doer) => {
        await records.incidents.events.add(incidentId, { kind: 'noted', note }, doer)
        return ok({ detail: '', moved: [] })
      }),
  }
}
