import type { DeviceView } from '#shared/model/device'

export interface RoomCounts {
  readonly devices: number
  readonly live: number
  readonly silent: number
  readonly locked: number
  readonly blanked: number
}

const noCounts: RoomCounts = { devices: 0, live: 0, silent: 0, locked: 0, blanked: 0 }

const inForce = (device: DeviceView, kind: 'lock' | 'blank'): boolean =>
  device.restrictions.some((restriction) => restriction.lease.kind === kind && restriction.state === 'applied')

/** A revoked PC belongs to no class any more: it is neither here nor missing. */
export const belongsToClass = (device: DeviceView): boolean => !(device.presence.state === 'silent' && device.presence.why === 'revoked')

/** What the header says of a room. Locked and blanked count only what PCs themselves report as applied. */
export const countRoom = (devices: Iterable<DeviceView>): RoomCounts => {
  let counts = noCounts
  for (const device of devices) {
    if (!belongsToClass(device)) continue
    const live = device.presence.state === 'live'
    counts = {
      devices: counts.devices + 1,
      live: counts.live + (live ? 1 : 0),
      silent: counts.silent + (live ? 0 : 1),
      locked: counts.locked + (inForce(device, 'lock') ? 1 : 0),
      blanked: counts.blanked + (inForce(device, 'blank') ? 1 : 0),
    }
  }
  return counts
}

export const sameCounts = (a: RoomCounts, b: RoomCounts): boolean =>
  a.devices === b.devices && a.live === b.live && a.silent === b.silent && a.locked === b.locked && a.blanked === b.blanked
