import { setTimeout as delay } from 'node:timers/promises'
import type { Outcome } from '#shared/outcome'
import type { AgentStatus } from '../status/status'
import { bad, type Finding, good, skipped } from './finding'

/** What is looked at again while an agent that has just started, or was just told others, takes its policies up. */
const settledWithinMs = 5_000
const lookEveryMs = 100
const hourMs = 3_600_000
const dayMs = 24 * hourMs

export type PolicyStatus = Pick<AgentStatus, 'deviceId' | 'policyVersion' | 'policyRevision' | 'policyTold'>

const isSettled = ({ policyRevision, policyTold }: PolicyStatus): boolean =>
  policyRevision !== null && (policyTold === null || policyTold.revision === policyRevision)

/** The status once its policies are those the hub told, or the last one when that does not come about. */
export async function settledPolicies(first: PolicyStatus, look: () => Promise<Outcome<PolicyStatus>>): Promise<PolicyStatus> {
  const enough = performance.now() + settledWithinMs
  let status = first
  while (!isSettled(status) && status.deviceId !== null && performance.now() < enough) {
    await delay(lookEveryMs)
    const again = await look()
    if (!again.ok) break
    status = again.value
  }
  return status
}

/** Which policies are in force on this PC, how old they are, and whether they are those the hub expects here. */
export function examinePolicies({ deviceId, policyVersion, policyRevision, policyTold }: PolicyStatus): Finding {
  const check = 'policies'
  // Policies are taken up by an agent that knows who it is.
  if (deviceId === null) return skipped(check, 'identity')
  if (policyVersion === null) return bad(check, 'none could be loaded, so nothing is flagged on this PC: install the agent again.')
  if (policyTold === null) return good(check, `${policyVersion}; the hub has never told any, so the packs hold as they ship`)
  const { revision, agoMs } = policyTold
  const age = agoMs === null ? '' : `, ${agoOf(agoMs)}`
  if (revision === policyRevision) return good(check, `${policyVersion}, as the hub told last${age}`)
  return bad(
    check,
    `${policyVersion} are in force, while the hub expects revision ${revision}${age}: this agent cannot use it; bring the agent up to the hub's version.`,
  )
}

function agoOf(ms: number): string {
  if (ms < hourMs) return 'within the last hour'
  const [count, unit] = ms < 2 * dayMs ? [Math.floor(ms / hourMs), 'hour'] : [Math.floor(ms / dayMs), 'day']
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
