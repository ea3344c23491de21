import { type DeviceEvent, type LiveDevice, reduceDevice } from './live-device'

/** Told after every change: `before` is null for a device that is new, `after` for one that is gone. */
export type RosterListener = (before: LiveDevice | null, after: LiveDevice | null) => void

/** Every enrolled PC as it is now, in memory. */
export interface Roster {
  get(deviceId: string): LiveDevice | null
  inRoom(roomId: string): readonly LiveDevice[]
  add(device: LiveDevice): void
  remove(deviceId: string): void
  apply(deviceId: string, event: DeviceEvent): void
  all(): Iterable<LiveDevice>
  onChange(listener: RosterListener): void
  /** Told of every PC that has gone over to another room. */
  onMove(listener: (device: LiveDevice, before: LiveDevice) => void): void
}

export const createRoster = (): Roster => {
  const devices = new Map<string, LiveDevice>()
  const rooms = new Map<string, Set<string>>()
  const listeners: RosterListener[] = []
  const enter = ({ deviceId, roomId }: LiveDevice): void => {
    const room = rooms.get(roomId) ?? new Set()
    rooms.set(roomId, room.add(deviceId))
  }
  const tell: RosterListener = (before, after) => {
    for (const listener of listeners) listener(before, after)
  }

  return {
    get: (deviceId) => devices.get(deviceId) ?? null,
    all: () => devices.values(),
    inRoom: (roomId) =>
      [...(rooms.get(roomId) ?? [])].flatMap((deviceId) => {
        const device = devices.get(deviceId)
        return device === undefined ? [] : [device]
      }),
    add: (device) => {
      devices.set(device.deviceId, device)
      enter(device)
      tell(null, device)
    },
    remove: (deviceId) => {
      const device = devices.get(deviceId)
      if (device === undefined) return
      devices.delete(deviceId)
      rooms.get(device.roomId)?.delete(deviceId)
      tell(device, null)
    },
    apply: (deviceId, event) => {
      const before = devices.get(deviceId)
      if (before === undefined) return
      const after = reduceDevice(before, event)
      if (after === before) return
      devices.set(deviceId, after)
      if (after.roomId !== before.roomId) {
        rooms.get(before.roomId)?.delete(deviceId)
        enter(after)
      }
      tell(before, after)
    },
    onChange: (listener) => {
      listeners.push(listener)
    },
    onMove: (listener) => {
      listeners.push((before, after) => {
        if (before !== null && after !== null && before.roomId !== after.roomId) listener(after, before)
      })
    },
  }
}
