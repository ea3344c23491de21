import { protocolVersion } from '#shared/protocol/version'
import type { Hold } from '../hold'
import type { LeaseKeeper } from '../leases/lease-keeper'
import type { Platform } from '../platform/platform'
import { agentVersion } from '../version'
import type { AgentStatus } from './status'

type Standing = Pick<AgentStatus, 'leases' | 'leaseStates'>
type HeldStatus = Standing &
  Pick<AgentStatus, 'format' | 'agentVersion' | 'protocol' | 'pid' | 'display' | 'consoleSwitching' | 'leaseRevision'>

/** The part of the status that needs nothing of the hub: the program, the display, and what holds on this PC. */
export const heldStatus = (platform: Platform, { leases }: Hold): HeldStatus => ({
  format: 'classwarden-status-1',
  agentVersion,
  protocol: protocolVersion,
  pid: process.pid,
  display: platform.display.value,
  consoleSwitching: platform.consoleSwitching.value,
  leaseRevision: leases.revision,
  ...standing(leases),
})

/** Every lease in force on this PC with its state, the PC's own among them: by its hours, and by a rule of the school. */
function standing({ leases, report, own, act }: LeaseKeeper): Standing {
  const ofPc = [own.value, act.value].filter((one) => one !== null)
  const words = ofPc.flatMap(({ lease, state, failure, stateAt }) =>
    state === 'asked' ? [] : [{ leaseId: lease.leaseId, state, failure, at: stateAt }],
  )
  return { leases: [...leases, ...ofPc.map(({ lease }) => lease)], leaseStates: [...report.value.states, ...words] }
}
