import type { AuditAction } from '#shared/model/audit'
import type { IncidentDetail, IncidentSummary } from '#shared/model/incident'
import type { Staff } from '#shared/model/staff'
import { type Failure, fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { Doer } from '../../store/incident-events'
import type { BreachMoved } from '../../store/incidents'
import type { Records, Store } from '../../store/store'
import type { StoreFaultCode } from '../../store/faults'
import type { BreachDesk } from '../breaches/breach-desk'
import type { Actor } from '../identity/actor'
import { detailOf } from './incident-detail'
import type { IncidentChange, IncidentDesk } from './incident-desk'

interface Worker {
  readonly staff: Staff
  readonly actor: Actor
}

/** What a piece of work came to: for the audit log, and for those who follow the concerns. */
export interface Worked {
  readonly detail: string
  readonly moved: readonly BreachMoved[]
}

/** An incident after a change, and everything consoles are told of it. */
export interface Changed {
  readonly change: IncidentChange
  readonly moved: readonly BreachMoved[]
}

const unknownIncident = (): Failure<RefusalCode> => fail('not-found', 'There is no such incident any more, or it is not for your account.')

/** As the audit log names it. */
export const incidentSubject = ({ incidentNumber }: IncidentSummary): string => `incident ${incidentNumber}`

/** Answers alike for what is not there and for what is not this account's. */
export const findIncidentFor = async (
  { incidents }: Records,
  incidentId: string,
  { roomIds }: Pick<Staff, 'roomIds'>,
): Promise<Outcome<IncidentSummary, RefusalCode>> => {
  const found = await incidents.find(incidentId)
  return found !== null && (await incidents.isWithin(incidentId, roomIds)) ? ok(found) : unknownIncident()
}

/** Reckons the incident anew after `worked`, writes the audit entry, and says what is to be told. */
export const finish = async (
  records: Records,
  { action, was, incidentId }: { readonly action: AuditAction; readonly was: IncidentSummary['state'] | null; readonly incidentId: string },
  { detail, moved }: Worked,
  { actor }: Pick<Worker, 'actor'>,
  at: number,
): Promise<Changed> => {
  const incident = await records.incidents.settled(incidentId, at)
  await records.audit.append({ at, action, staff: actor, subject: incidentSubject(incident), detail, address: actor.address })
  const concerns = await records.breaches.ofIncident(incidentId)
  return { change: { was, incident, roomIds: [...new Set(concerns.map(({ roomId }) => roomId))] }, moved }
}

/** Tells consoles, once the store holds it. */
export const tellAll = (changes: readonly Changed[], desks: { readonly breaches: BreachDesk; readonly incidents: IncidentDesk }): void => {
  for (const { change, moved } of changes) {
    for (const one of moved) desks.breaches.tell(one)
    desks.incidents.tell(change)
  }
}

interface WorkParts {
  readonly store: Store
  readonly clock: { now(): number }
  readonly breaches: BreachDesk
  readonly incidents: IncidentDesk
}

/** Does one thing to one incident as a transaction, and answers the incident as its page shows it. */
export const workOn = async (
  { store, clock, breaches, incidents }: WorkParts,
  { incidentId, action }: { readonly incidentId: string; readonly action: AuditAction },
  worker: Worker,
  work: (records: Records, incident: IncidentSummary, doer: Doer) => Promise<Outcome<Worked, RefusalCode>>,
): Promise<Outcome<IncidentDetail, RefusalCode | StoreFaultCode>> => {
  const done = await store.transact(async (records): Promise<Outcome<{ changed: Changed; detail: IncidentDetail }, RefusalCode>> => {
    const found = await findIncidentFor(records, incidentId, worker.staff)
    if (!found.ok) return found
    const at = clock.now()
    const worked = await work(records, found.value, { staff: worker.actor, at })
    if (!worked.ok) return worked
    const changed = await finish(records, { action, was: found.value.state, incidentId }, worked.value, worker, at)
    return ok({ changed, detail: await detailOf(records, changed.change.incident, worker.staff.roomIds) })
  })
  if (!done.ok) return done
  tellAll([done.value.changed], { breaches, incidents })
  return ok(done.value.detail)
}
