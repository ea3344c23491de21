import type { DeviceView, Room } from '#shared/model/device'
import type { Lesson } from '#shared/model/lesson'
import type { ConsoleFeeds, ConsoleOrders } from '#shared/protocol/console-hub'
import type { Payload, Reply } from '#shared/protocol/table'

export type RoomSnapshot = Reply<ConsoleOrders, 'room:watch'>
export type RoomPatch = Payload<ConsoleFeeds, 'room:patch'>

/** What this console believes of one room: the hub's snapshot with every patch since. */
export interface RoomMirror {
  readonly room: Room
  readonly patch: number
  /** Whether pictures flow to this role. */
  readonly screens: boolean
  readonly lesson: Lesson | null
  readonly devices: ReadonlyMap<string, DeviceView>
  /** Added to this computer's clock it gives the hub's. */
  readonly clockSkewMs: number
}

export type PatchOutcome =
  | { readonly kind: 'applied'; readonly mirror: RoomMirror; readonly changed: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: 'gap' }
  | { readonly kind: 'not-ours' }

export const mirrorOf = (snapshot: RoomSnapshot, nowMs: number): RoomMirror => ({
  room: snapshot.room,
  patch: snapshot.patch,
  screens: snapshot.screens,
  lesson: snapshot.lesson,
  devices: new Map(snapshot.devices.map((device) => [device.deviceId, device])),
  clockSkewMs: snapshot.hubNow - nowMs,
})

/** One patch on top of a mirror. A number that was already applied or another room's patch changes nothing; a number too high is a gap. */
export const applyPatch = (mirror: RoomMirror, patch: RoomPatch): PatchOutcome => {
  if (patch.roomId !== mirror.room.roomId || patch.patch <= mirror.patch) return { kind: 'not-ours' }
  if (patch.patch > mirror.patch + 1) return { kind: 'gap' }
  const devices = new Map(mirror.devices)
  for (const device of patch.devices) devices.set(device.deviceId, device)
  const removed = patch.removed.filter((deviceId) => devices.delete(deviceId))
  return {
    kind: 'applied',
    mirror: { ...mirror, patch: patch.patch, lesson: patch.lesson, devices },
    changed: patch.devices.map((device) => device.deviceId),
    removed,
  }
}
