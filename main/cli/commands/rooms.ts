import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { deviceHeadings, deviceRow, presenceWords, restrictionWords, table } from '../print'
import { watchRoom } from '../room-feed'
import { findDevices, findRoom } from '../targets'

/** The rooms with their counts, or with a room named, its PCs. */
export const list = (context: Context, roomName: string | undefined): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    if (roomName === undefined) {
      context.print(
        context.options.json
          ? JSON.stringify(rooms.value)
          : table([['ROOM', 'LIVE', 'PCS'], ...rooms.value.map((room) => [room.name, String(room.live), String(room.devices)])]),
      )
      return ok(null)
    }
    const room = findRoom(rooms.value, roomName)
    if (!room.ok) return room
    const feed = await watchRoom(link, room.value)
    if (!feed.ok) return feed
    const devices = [...feed.value.devices.values()]
    context.print(
      context.options.json ? JSON.stringify(devices) : table([deviceHeadings, ...devices.map((device) => deviceRow(device, Date.now()))]),
    )
    return ok(null)
  })

/** A line for each change until interrupted; with --json a whole PC a line. */
export const watch = (context: Context, roomName: string, signal: AbortSignal): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, roomName)
    if (!room.ok) return room
    const feed = await watchRoom(link, room.value)
    if (!feed.ok) return feed
    const { devices, ended, onChange } = feed.value
    const said = new Map<string, string>()
    const say = (deviceId: string): void => {
      const device = devices.get(deviceId)
      if (context.options.json) {
        context.print(JSON.stringify({ at: Date.now(), deviceId, device: device ?? null }))
        return
      }
      const front =
        device?.foreground === undefined || device.foreground === null
          ? '-'
          : `${device.foreground.application}: ${device.foreground.title}`
      const line =
        device === undefined
          ? 'gone from this room'
          : [presenceWords(device, Date.now()), device.user?.displayName ?? '-', restrictionWords(device), front].join(' | ')
      // The hub sends whole PCs; a change in what this line does not tell is no line.
      if (said.get(deviceId) === line) return
      said.set(deviceId, line)
      context.print(`${new Date().toLocaleTimeString('en-GB')}  ${device?.name ?? deviceId}: ${line}`)
    }
    for (const deviceId of devices.keys()) say(deviceId)
    onChange(say)
    const interrupted = new Promise<null>((resolve) => {
      if (signal.aborted) resolve(null)
      signal.addEventListener('abort', () => resolve(null), { once: true })
    })
    return (await Promise.race([ended, interrupted])) ?? ok(null)
  })

export const createRoom = (context: Context, name: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const room = await link.ask('room:create', { name })
    if (!room.ok) return room
    context.print(context.options.json ? JSON.stringify(room.value) : `Room "${room.value.name}" is there: ${room.value.roomId}`)
    return ok(null)
  })

export const renameDevice = (
  context: Context,
  wish: { readonly room: string; readonly device: string; readonly newName: string },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, wish.room)
    if (!room.ok) return room
    const feed = await watchRoom(link, room.value)
    if (!feed.ok) return feed
    const found = findDevices([...feed.value.devices.values()], [wish.device])
    if (!found.ok) return found
    for (const { deviceId } of found.value) {
      const renamed = await link.ask('device:rename', { deviceId, name: wish.newName })
      if (!renamed.ok) return renamed
    }
    context.print(context.options.json ? JSON.stringify({ name: wish.newName }) : `${wish.device} is now called ${wish.newName}.`)
    return ok(null)
  })
