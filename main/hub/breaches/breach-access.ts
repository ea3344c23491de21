import type { BreachSharing } from '#shared/model/breach-review'
import type { Staff } from '#shared/model/staff'
import { type Failure, fail, ok, type Outcome } from '#shared/outcome'
import type { RefusalCode } from '#shared/protocol/refusal'
import type { BreachRecord } from '../../store/breaches'
import type { Records } from '../../store/store'
import type { StaffGate } from '../staff-gate/staff-gate'
import { sees, sightOf } from './breach-sight'

export const unknownBreach = (): Failure<RefusalCode> =>
  fail('not-found', 'There is no such concern any more, or it is not for your account.')

/** As the audit log names it. */
export const subjectOf = ({ breach }: Pick<BreachRecord, 'breach'>): string => `concern ${breach.breachNumber}, ${breach.deviceName}`

/** Answers alike for what is not there and for what is not this account's: neither tells of the other. */
export const findBreachFor = async (
  { breaches }: Records,
  breachId: string,
  staff: Staff,
  sharing: BreachSharing,
  gate: Pick<StaffGate, 'authorisationOf'>,
): Promise<Outcome<BreachRecord, RefusalCode>> => {
  const found = await breaches.find(breachId)
  return found !== null && sees(sightOf(staff, sharing), found.breach, gate) ? ok(found) : unknownBreach()
}

/** All of these, or a failure. */
export const findBreachesFor = async (
  { breaches }: Records,
  breachIds: readonly string[],
  staff: Staff,
  sharing: BreachSharing,
  gate: Pick<StaffGate, 'authorisationOf'>,
): Promise<Outcome<readonly BreachRecord[], RefusalCode>> => {
  const found = await breaches.those(breachIds)
  const sight = sightOf(staff, sharing)
  return found.length === new Set(breachIds).size && found.every(({ breach }) => sees(sight, breach, gate)) ? ok(found) : unknownBreach()
}
