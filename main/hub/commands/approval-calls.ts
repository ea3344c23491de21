import { ok } from '#shared/outcome'
import { letterOrders } from '#shared/protocol/letter-calls'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Beyond this a count says nothing more. */
const mostCounted = 200

/** [PO9] What waits for somebody's decision, by what the deciding calls would take from that person. */
export const approvalCalls = ({ store }: CommandParts): CallsNamed<'approval:count'> => ({
  'approval:count': (_payload, { staff }) =>
    store.transact(async ({ policies, letters, staffGate, incidents }) => {
      const mayDecideLetters = letterOrders['letter:decide'].allowed.some((role) => role === staff.role)
      let mine = 0
      for (const { incidentId } of mayDecideLetters ? await letters.waiting(mostCounted) : [])
        if (await incidents.isWithin(incidentId, staff.roomIds)) mine += 1
      const requests = await staffGate.authorisations()
      return ok({
        policies: await policies.waitingFor(staff.staffId),
        letters: mine,
        gate: requests.filter(({ state, requestedBy }) => state === 'waiting' && requestedBy.staffId !== staff.staffId).length,
      })
    }),
})
