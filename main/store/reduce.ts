import type { Restriction } from '#shared/model/device'
import type { LeaseSet, LeaseState } from '#shared/model/lease'

/** The live leases of one device, oldest first, with the PC's own word on each. */
export interface DeviceRestrictions {
  readonly deviceId: string
  readonly revision: number
  readonly restrictions: readonly Restriction[]
}

/** A lease set holds no more; older ones give way. */
export const leasesPerDevice = 32

/** Messages a pupil may still have to read; one more ends the oldest (LE7). */
export const messagesPerDevice = 4

/** A PC's clock may run ahead of the hub's by this much when it says that a lease has ended by itself. */
export const clockToleranceMs = 60_000

/** What the agent shall make true. A message the pupil closed is not sent again; a lease past its end never. */
export const leaseSetOf = ({ revision, restrictions }: DeviceRestrictions, hubNow: number): LeaseSet => ({
  revision,
  hubNow,
  leases: restrictions.filter(({ lease, state }) => state !== 'seen' && lease.until > hubNow).map(({ lease }) => lease),
})

export interface RestrictionChange {
  readonly leaseId: string
  readonly state: Restriction['state']
  readonly failure: Restriction['failure']
  readonly stateAt: number
  /** Set when the lease is over on this device. */
  readonly endedAt: number | null
}

/**
 * What a report of a PC changes, by the hub's clock. Words on leases that are not live are passed over: they crossed an order on
 * the wire. `ended` ends a lease only at its time; before that the PC merely does not have it in force.
 */
export const reduceReport = (
  restrictions: readonly Restriction[],
  states: readonly LeaseState[],
  receivedAt: number,
): RestrictionChange[] => {
  const said = new Map(states.map((state) => [state.leaseId, state]))
  return restrictions.flatMap((restriction) => {
    const state = said.get(restriction.lease.leaseId)
    if (state === undefined) return []
    const over = state.state === 'ended' && restriction.lease.until <= receivedAt + clockToleranceMs
    const next: RestrictionChange = {
      leaseId: restriction.lease.leaseId,
      state: state.state === 'ended' ? (over ? restriction.state : 'asked') : state.state,
      failure: state.state === 'failed' ? state.failure : null,
      stateAt: receivedAt,
      endedAt: over ? Math.min(receivedAt, restriction.lease.until) : null,
    }
    const same = next.endedAt === null && next.state === restriction.state && next.failure === restriction.failure
    // The pupil closed it: a late word from before does not open it again.
    const closed = restriction.state === 'seen' && next.endedAt === null
    return same || closed ? [] : [next]
  })
}

/** The device after these changes, at `now`. */
export const applyChanges = (device: DeviceRestrictions, changes: readonly RestrictionChange[], now: number): DeviceRestrictions => {
  const changed = new Map(changes.map((change) => [change.leaseId, change]))
  return {
    ...device,
    restrictions: device.restrictions.flatMap((restriction) => {
      const change = changed.get(restriction.lease.leaseId)
      if (restriction.lease.until <= now || (change !== undefined && change.endedAt !== null)) return []
      return change === undefined
        ? [restriction]
        : [{ ...restriction, state: change.state, failure: change.failure, stateAt: change.stateAt }]
    }),
  }
}
