import type { Room } from '#shared/model/device'
import { type DevicePlan, deviceCsv, disposalCsv, planDevices } from '#shared/model/device-csv'
import { disposalHowSchema, disposalHows, type RegisterEntry } from '#shared/model/device-register'
import { seatWords } from '#shared/model/seat'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { readTable, uploadTable } from '../table-file'
import { findRoom } from '../targets'

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

interface Register {
  readonly rooms: readonly Room[]
  readonly entries: readonly RegisterEntry[]
}

const readRegister = async (link: HubLink, exported = false): Promise<CliOutcome<Register>> => {
  const rooms = await link.ask('room:list', {})
  if (!rooms.ok) return rooms
  const entries = await link.ask('device:list', { export: exported })
  return entries.ok ? ok({ rooms: rooms.value, entries: entries.value }) : entries
}

/** PCs of the whole school by id or name; one wrong or doubtful name and nothing is done. */
const findEntries = ({ entries }: Register, wanted: readonly string[]): CliOutcome<RegisterEntry[]> => {
  const chosen = new Map<string, RegisterEntry>()
  for (const words of wanted) {
    const found = entries.filter(({ deviceId, name }) => deviceId === words || same(name, words))
    const [entry] = found
    if (entry === undefined) return fail('target-unknown', `There is no PC "${words}" in the register.`)
    if (found.length > 1)
      return fail('target-ambiguous', `${found.length} PCs are called "${words}": give the id, as devices list --json shows it.`)
    chosen.set(entry.deviceId, entry)
  }
  return ok([...chosen.values()])
}

export interface DeviceFilter {
  readonly room?: string
  readonly group?: string
  readonly csv?: boolean
}

/** Every PC that is not retired. */
export const listDevices = (context: Context, { room, group, csv }: DeviceFilter): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const register = await readRegister(link, csv === true)
    if (!register.ok) return register
    const { rooms, entries } = register.value
    const only = room === undefined ? ok(null) : findRoom(rooms, room)
    if (!only.ok) return only
    const names = new Map(rooms.map(({ roomId, name }) => [roomId, name]))
    const shown = entries.filter(
      ({ roomId, groups }) =>
        (only.value === null || roomId === only.value.roomId) && (group === undefined || groups.some((one) => same(one, group))),
    )
    if (csv === true) context.print(deviceCsv(shown, rooms).trimEnd())
    else if (context.options.json) context.print(JSON.stringify(shown))
    else {
      const rows = shown.map(({ name, roomId, seat, state, live, assetTag, groups }) => [
        ...[name, names.get(roomId) ?? '-', seat === null ? '-' : seatWords(seat)],
        ...[state === 'enrolled' ? (live ? 'live' : 'silent') : state, assetTag === '' ? '-' : assetTag],
        groups.length === 0 ? '-' : groups.join(', '),
      ])
      context.print(table([['PC', 'ROOM', 'SEAT', 'STATE', 'TAG', 'GROUPS'], ...rows]))
    }
    return ok(null)
  })

export const moveDevices = (context: Context, roomName: string, names: readonly string[]): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const register = await readRegister(link)
    if (!register.ok) return register
    const [room, found] = [findRoom(register.value.rooms, roomName), findEntries(register.value, names)]
    if (!room.ok) return room
    if (!found.ok) return found
    const { roomId, name } = room.value
    const moved = await link.ask('device:move', { roomId, deviceIds: found.value.map(({ deviceId }) => deviceId) })
    if (!moved.ok) return moved
    context.print(context.options.json ? JSON.stringify(moved.value) : `${moved.value.moved} moved to ${name}.`)
    return ok(null)
  })

/** Names by a pattern, in the order given. */
export const renameDevices = (
  context: Context,
  { pattern, from, names }: { readonly pattern: string; readonly from: number; readonly names: readonly string[] },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const register = await readRegister(link)
    if (!register.ok) return register
    const found = findEntries(register.value, names)
    if (!found.ok) return found
    const renamed = await link.ask('device:rename-all', { deviceIds: found.value.map(({ deviceId }) => deviceId), pattern, from })
    if (!renamed.ok) return renamed
    context.print(context.options.json ? JSON.stringify({ renamed: found.value.length }) : `${found.value.length} renamed.`)
    return ok(null)
  })

export const retireDevices = (
  context: Context,
  { how, note, names }: { readonly how: string; readonly note: string; readonly names: readonly string[] },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const way = disposalHowSchema.safeParse(how)
    if (!way.success) return fail('malformed', `A PC leaves ${disposalHows.join(', ')}.`)
    const register = await readRegister(link)
    if (!register.ok) return register
    const found = findEntries(register.value, names)
    if (!found.ok) return found
    const retired = await link.ask('device:retire', { deviceIds: found.value.map(({ deviceId }) => deviceId), how: way.data, note })
    if (!retired.ok) return retired
    context.print(context.options.json ? JSON.stringify({ retired: found.value.length }) : `${found.value.length} retired.`)
    return ok(null)
  })

/** How PCs left the school. */
export const listDisposals = (context: Context, csv: boolean): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const read = await link.ask('device:disposals', { export: csv })
    if (!read.ok) return read
    if (csv) context.print(disposalCsv(read.value).trimEnd())
    else if (context.options.json) context.print(JSON.stringify(read.value))
    else {
      const rows = read.value.map(({ at, name, roomName, how, assetTag, byName, note }) => [
        ...[new Date(at).toISOString().slice(0, 10), name, roomName, how, assetTag === '' ? '-' : assetTag, byName, note],
      ])
      context.print(table([['RETIRED', 'PC', 'ROOM', 'HOW', 'TAG', 'BY', 'NOTE'], ...rows]))
    }
    return ok(null)
  })

const planLines = (file: string, { faults, changes, newRooms, ignored, same: unchanged }: DevicePlan): string[] => [
  ...faults.map(({ line, why, words }) => `${file}:${line}: ${why}${words === '' ? '' : ` "${words}"`}`),
  ...ignored.map((head) => `The column "${head}" is passed over.`),
  ...newRooms.map((name) => `New room: ${name}`),
  ...changes.map(({ name, roomName, what }) => `${name} (${roomName}): ${what.join(', ')}`),
  `${changes.length} to write, ${unchanged} as they are, ${faults.length} lines do not fit.`,
]

/** Takes in a table of PCs; with `dryRun` it only says what would be done. Nothing is written while a line does not fit, unless it is left out. */
export const importDevices = (
  context: Context,
  { file, dryRun, leaveOut }: { readonly file: string; readonly dryRun: boolean; readonly leaveOut: boolean },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const text = await readTable(file)
    if (!text.ok) return text
    const register = await readRegister(link)
    if (!register.ok) return register
    const plan = planDevices(text.value, register.value)
    if (dryRun || (plan.faults.length > 0 && !leaveOut)) {
      context.print(context.options.json ? JSON.stringify(plan) : planLines(file, plan).join('\n'))
      return plan.faults.length === 0 || leaveOut
        ? ok(null)
        : fail('malformed', `${plan.faults.length} lines do not fit. Mend them, or leave them out with --leave-out.`)
    }
    const uploadId = await uploadTable(link, text.value)
    if (!uploadId.ok) return uploadId
    const taken = await link.ask('device:import', { uploadId: uploadId.value, leaveOut })
    if (!taken.ok) return taken
    const { added, changed, rooms } = taken.value
    context.print(
      context.options.json ? JSON.stringify(taken.value) : `${added} expected from now on, ${changed} changed, ${rooms} new rooms.`,
    )
    return ok(null)
  })

export const renameRoom = (context: Context, roomName: string, name: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, roomName)
    if (!room.ok) return room
    const renamed = await link.ask('room:rename', { roomId: room.value.roomId, name })
    if (!renamed.ok) return renamed
    context.print(context.options.json ? JSON.stringify(renamed.value) : `${room.value.name} is now called ${name}.`)
    return ok(null)
  })

export const removeRoom = (context: Context, roomName: string, moveTo: string | undefined): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, roomName)
    if (!room.ok) return room
    const target = moveTo === undefined ? ok(null) : findRoom(rooms.value, moveTo)
    if (!target.ok) return target
    const removed = await link.ask('room:remove', { roomId: room.value.roomId, moveTo: target.value?.roomId ?? null })
    if (!removed.ok) return removed
    context.print(context.options.json ? JSON.stringify({ removed: room.value.name }) : `${room.value.name} is removed.`)
    return ok(null)
  })
