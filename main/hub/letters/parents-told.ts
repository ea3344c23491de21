import { randomUUID } from 'node:crypto'
import type { IncidentSummary } from '#shared/model/incident'
import type { ParentsTold } from '#shared/model/parent-notice'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { Doer } from '../../store/incident-events'
import type { Records } from '../../store/store'

/** Whether there are parents to tell. */
export const aboutPupil = ({ personKind, person }: IncidentSummary): Outcome<null, RefusalCode> => {
  if (personKind === 'staff') return fail('not-found', 'This incident is about a member of staff: there are no parents to tell.')
  return person === null ? fail('not-found', 'Nobody is named in this incident: say first whom it is about.') : ok(null)
}

/** The route's action `parents` is done, where it was to do: telling them there and here is one act. */
export const settleParents = async (
  { incidentActions }: Records,
  incidentId: string,
  { staff }: Doer,
  doneAt: number,
  outcome: string,
): Promise<void> => {
  const action = (await incidentActions.list(incidentId)).find((one) => one.action === 'parents')
  if (action !== undefined && action.doneAt === null)
    await incidentActions.keep({ ...action, doneAt, doneBy: staff.displayName, outcome: outcome.slice(0, 1_000) })
}

/** It is to do again: nothing that was written down about it stands. */
export const reopenParents = async ({ incidentActions }: Records, incidentId: string): Promise<void> => {
  const action = (await incidentActions.list(incidentId)).find((one) => one.action === 'parents')
  if (action !== undefined) await incidentActions.keep({ ...action, doneAt: null, doneBy: null, outcome: '' })
}

/** Writes down that parents were told. */
export const tellParents = async (records: Records, incidentId: string, told: ParentsTold, doer: Doer): Promise<void> => {
  await records.incidents.events.add(incidentId, { kind: 'parents-told', noticeId: randomUUID(), ...told }, doer)
  const { who, how, toldBy, note, letterNumber, toldAt } = told
  const by = letterNumber === null ? how : `letter ${letterNumber}`
  const outcome = `${who}, by ${by}, ${toldBy}${note === '' ? '' : `. ${note}`}`
  await settleParents(records, incidentId, doer, toldAt, outcome)
}
