import type { DeviceView, Room } from '#shared/model/device'
import { fail, ok } from '#shared/outcome'
import type { CliOutcome } from './failure'

const same = (left: string, right: string): boolean => left.localeCompare(right, 'en', { sensitivity: 'accent' }) === 0

const list = (names: readonly string[]): string => {
  const shown = names.slice(0, 8).map((name) => `"${name}"`)
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ')
}

/** A room by its id or its name; case does not count. */
export function findRoom<R extends Room>(rooms: readonly R[], wanted: string): CliOutcome<R> {
  const found = rooms.filter((room) => room.roomId === wanted || same(room.name, wanted))
  const [room, ...others] = found
  if (room === undefined) {
    return fail(
      'target-unknown',
      rooms.length === 0 ? 'There is no room yet.' : `There is no room "${wanted}": there is ${list(rooms.map((one) => one.name))}.`,
    )
  }
  return others.length === 0
    ? ok(room)
    : fail('target-ambiguous', `${found.length} rooms are called "${wanted}": give the id, as list --json shows it.`)
}

/** The PCs named by id or name; none named means every PC of the room. All or nothing: one wrong name orders nothing. */
export function findDevices(devices: readonly DeviceView[], wanted: readonly string[]): CliOutcome<readonly DeviceView[]> {
  if (wanted.length === 0) return devices.length === 0 ? fail('nothing-to-do', 'There is no PC in this room yet.') : ok(devices)
  const chosen = new Map<string, DeviceView>()
  for (const name of wanted) {
    const found = devices.filter((device) => device.deviceId === name || same(device.name, name))
    const [device] = found
    if (device === undefined)
      return fail('target-unknown', `There is no PC "${name}" in this room: there is ${list(devices.map((one) => one.name))}.`)
    if (found.length > 1) return fail('target-ambiguous', `${found.length} PCs are called "${name}": give the id, as list --json shows it.`)
    chosen.set(device.deviceId, device)
  }
  return ok([...chosen.values()])
}
