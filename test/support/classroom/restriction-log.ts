import type { Room } from '#shared/model/device'
import type { HubLink } from '../../../main/cli/hub-link'
import { type RoomFeed, watchRoom } from '../../../main/cli/room-feed'
import { must } from './school'

/** A lease that a PC says is in force. */
export interface AppliedLease {
  readonly deviceId: string
  readonly leaseId: string
  /** The hub's clock when it made the lease. */
  readonly orderedAt: number
  /** The PC's clock when it held. */
  readonly grabbedAt: number
}

/** Hears of every lease that comes into force in a room. A technician's link is told no pictures, and so costs the agents nothing. */
export async function followRestrictions(link: HubLink, room: Room, onApplied: (applied: AppliedLease) => void): Promise<RoomFeed> {
  const feed = must('watching the room', await watchRoom(link, room))
  const known = new Set<string>()
  feed.onChange((deviceId, device) => {
    for (const { lease, state, stateAt } of device?.restrictions ?? []) {
      const key = `${deviceId} ${lease.leaseId}`
      if (state !== 'applied' || known.has(key)) continue
      known.add(key)
      onApplied({ deviceId, leaseId: lease.leaseId, orderedAt: lease.from, grabbedAt: stateAt })
    }
  })
  return feed
}
