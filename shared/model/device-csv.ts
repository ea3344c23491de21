import { csvMoment, csvOf, readCsv } from './csv'
import { type DeviceDetail, deviceDetailSchema, deviceNameSchema, type Disposal, mostDevices, type RegisterEntry } from './device-register'
import { type Room, roomNameSchema } from './device'
import { idSchema } from './scalars'
import { type Seat, seatOf, seatWords } from './seat'

/** Why a line cannot be taken. */
export const deviceFaults = [
  ...(['heads', 'quote', 'too-many', 'cells', 'id', 'name', 'ambiguous', 'name-taken', 'twice'] as const),
  ...(['room', 'seat', 'seat-taken', 'seat-held', 'asset-tag', 'serial', 'groups'] as const),
] as const
export type DeviceFault = (typeof deviceFaults)[number]

export interface DeviceLineFault {
  readonly line: number
  readonly why: DeviceFault
  /** What stands there. */
  readonly words: string
}

export type DeviceChangeKind = 'new' | 'name' | 'room' | 'seat' | 'asset-tag' | 'serial' | 'groups'

/** What one line makes of one PC: all of it as it stands afterwards. */
export interface DeviceChange extends DeviceDetail {
  readonly line: number
  /** Null for one that is expected from now on. */
  readonly deviceId: string | null
  readonly name: string
  readonly roomName: string
  readonly seat: Seat | null
  readonly what: readonly DeviceChangeKind[]
}

/** What a file would do to the register. */
export interface DevicePlan {
  readonly faults: readonly DeviceLineFault[]
  readonly changes: readonly DeviceChange[]
  /** Lines that say what is so already. */
  readonly same: number
  /** Rooms that have to be made first. */
  readonly newRooms: readonly string[]
  /** Heads that say nothing here. */
  readonly ignored: readonly string[]
}

const columns = {
  deviceId: ['id', 'device id', 'machine id'],
  name: ['name', 'pc', 'device', 'computer', 'hostname'],
  room: ['room'],
  seat: ['seat'],
  assetTag: ['asset tag', 'asset', 'tag'],
  serial: ['serial', 'serial number'],
  groups: ['groups', 'group'],
} as const
type Column = keyof typeof columns
const columnNames = Object.keys(columns) as readonly Column[]

/** What an export says of a PC beyond that is not taken in again. */
const told = ['state', 'link', 'last heard', 'agent']

const key = (words: string): string => words.toLowerCase()

interface Line extends Partial<Record<Column, string>> {
  readonly line: number
  readonly surplus: boolean
}

/** The lines under the heads, by the columns they name; null where no head says `name`. */
const linesOf = (
  text: string,
): { readonly lines: readonly Line[]; readonly ignored: readonly string[]; readonly openQuote: number | null } | null => {
  const { rows, openQuote } = readCsv(text)
  const [heads, ...rest] = rows
  const places = (heads?.cells ?? []).map(
    (head) => columnNames.find((column) => columns[column].some((name) => name === key(head))) ?? null,
  )
  if (!places.includes('name')) return null
  const lines = rest.map(({ line, cells }) => {
    const named = cells.slice(0, places.length).flatMap((cell, index) => {
      const column = places[index] ?? null
      return column === null ? [] : [[column, cell] as const]
    })
    return { line, surplus: cells.slice(places.length).some((cell) => cell !== ''), ...Object.fromEntries(named) }
  })
  const ignored = (heads?.cells ?? []).filter((head, index) => places[index] === null && head !== '' && !told.includes(key(head)))
  return { lines, ignored, openQuote }
}

const groupsOf = (cell: string): string[] => [
  ...new Map(
    cell
      .split('|')
      .map((group) => group.trim())
      .filter((group) => group !== '')
      .map((group) => [key(group), group]),
  ).values(),
]

const sameGroups = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join('|') === [...b].sort().join('|')
const seatKey = (roomName: string, seat: Seat): string => `${key(roomName)} ${seatWords(seat)}`

/** What every line of a text would do. `register` is what is there; a PC is known by its id, else by its name. Nothing is changed. */
export const planDevices = (
  text: string,
  register: { readonly rooms: readonly Room[]; readonly entries: readonly RegisterEntry[] },
): DevicePlan => {
  const read = linesOf(text)
  const nothing = { changes: [], same: 0, newRooms: [], ignored: [] }
  if (read === null) return { ...nothing, faults: [{ line: 1, why: 'heads', words: '' }] }
  const { lines, ignored, openQuote } = read
  if (lines.length > mostDevices) return { ...nothing, faults: [{ line: lines[mostDevices]?.line ?? 1, why: 'too-many', words: '' }] }

  const faults: DeviceLineFault[] = openQuote === null ? [] : [{ line: openQuote, why: 'quote', words: '' }]
  const roomNames = new Map(register.rooms.map(({ roomId, name }) => [roomId, name]))
  const rooms = new Map(register.rooms.map(({ name }) => [key(name), name]))
  const newRooms: string[] = []
  const byId = new Map(register.entries.map((entry) => [entry.deviceId, entry]))
  const byName = new Map<string, RegisterEntry[]>()
  for (const entry of register.entries) {
    // A revoked PC that comes back is another one to the hub.
    if (entry.state !== 'revoked') byName.set(key(entry.name), [...(byName.get(key(entry.name)) ?? []), entry])
  }
  const met = new Set<string>()
  const changes: DeviceChange[] = []

  /** The PC a line is about, null for a new one, or why that cannot be said. */
  const find = (line: Line, name: string): RegisterEntry | DeviceFault | null => {
    const { deviceId = '', room = '' } = line
    if (deviceId !== '') return byId.get(idSchema.safeParse(key(deviceId)).data ?? '') ?? 'id'
    const named = byName.get(key(name)) ?? []
    const here = named.length > 1 ? named.filter((one) => key(roomNames.get(one.roomId) ?? '') === key(room)) : named
    return here.length > 1 || (here.length === 0 && named.length > 1) ? 'ambiguous' : (here[0] ?? null)
  }

  const change = (line: Line): DeviceChange | Omit<DeviceLineFault, 'line'> => {
    const bad = (why: DeviceFault, words = ''): Omit<DeviceLineFault, 'line'> => ({ why, words: words.slice(0, 80) })
    if (line.surplus) return bad('cells')
    const typed = line.name ?? ''
    const entry = find(line, typed)
    if (typeof entry === 'string') return bad(entry, entry === 'id' ? line.deviceId : typed)
    const name = deviceNameSchema.safeParse(typed)
    if (!name.success) return bad('name', typed)
    const mark = entry?.deviceId ?? `new ${key(typed)}`
    if (met.has(mark)) return bad('twice', typed)
    met.add(mark)
    if (entry !== null && key(entry.name) !== key(typed) && byName.has(key(typed))) return bad('name-taken', typed)
    const roomBefore = entry === null ? null : (roomNames.get(entry.roomId) ?? null)
    const wished = line.room === undefined || line.room === '' ? roomBefore : line.room
    const room = roomNameSchema.safeParse(wished)
    if (!room.success) return bad('room', wished ?? '')
    const roomName = rooms.get(key(room.data)) ?? room.data
    const moved = roomBefore === null || key(roomBefore) !== key(roomName)
    const seat = line.seat === undefined ? (moved ? null : (entry?.seat ?? null)) : line.seat === '' ? null : (seatOf(line.seat) ?? 'wrong')
    if (seat === 'wrong') return bad('seat', line.seat)
    const detail = deviceDetailSchema.safeParse({
      assetTag: line.assetTag ?? entry?.assetTag ?? '',
      serial: line.serial ?? entry?.serial ?? '',
      groups: line.groups === undefined ? (entry?.groups ?? []) : groupsOf(line.groups),
    })
    if (!detail.success) {
      const [at] = detail.error.issues[0]?.path ?? []
      return at === 'assetTag' ? bad('asset-tag', line.assetTag) : at === 'serial' ? bad('serial', line.serial) : bad('groups', line.groups)
    }
    if (!rooms.has(key(roomName))) {
      rooms.set(key(roomName), roomName)
      newRooms.push(roomName)
    }
    const differs: readonly (readonly [DeviceChangeKind, boolean])[] = [
      ['new', entry === null],
      ['name', entry !== null && entry.name !== name.data],
      ['room', entry !== null && moved],
      ['seat', seat?.row !== (moved ? undefined : entry?.seat?.row) || seat?.column !== (moved ? undefined : entry?.seat?.column)],
      ['asset-tag', detail.data.assetTag !== (entry?.assetTag ?? '')],
      ['serial', detail.data.serial !== (entry?.serial ?? '')],
      ['groups', !sameGroups(detail.data.groups, entry?.groups ?? [])],
    ]
    const what = differs.flatMap(([kind, is]) => (is ? [kind] : []))
    return { line: line.line, deviceId: entry?.deviceId ?? null, name: name.data, roomName, seat, ...detail.data, what }
  }

  for (const line of lines) {
    const made = change(line)
    if ('why' in made) faults.push({ line: line.line, ...made })
    else changes.push(made)
  }

  // Seats as they are once every other line is carried out: those that stay hold theirs.
  const spoken = new Set(changes.map(({ deviceId }) => deviceId))
  const held = new Set(
    register.entries.flatMap(({ deviceId, roomId, seat, state }) =>
      seat === null || state === 'revoked' || spoken.has(deviceId) ? [] : [seatKey(roomNames.get(roomId) ?? '', seat)],
    ),
  )
  const taken = new Set<string>()
  const seated = changes.filter(({ line, roomName, seat }) => {
    if (seat === null) return true
    const wanted = seatKey(roomName, seat)
    if (held.has(wanted) || taken.has(wanted)) {
      faults.push({ line, why: held.has(wanted) ? 'seat-held' : 'seat-taken', words: seatWords(seat) })
      return false
    }
    taken.add(wanted)
    return true
  })
  const used = new Set(seated.map(({ roomName }) => roomName))
  return {
    faults: faults.sort((a, b) => a.line - b.line),
    changes: seated.filter(({ what }) => what.length > 0),
    same: seated.filter(({ what }) => what.length === 0).length,
    newRooms: newRooms.filter((name) => used.has(name)),
    ignored,
  }
}

/** The register as a table that can be taken in again. */
export const deviceCsv = (entries: readonly RegisterEntry[], rooms: readonly Room[]): string => {
  const names = new Map(rooms.map(({ roomId, name }) => [roomId, name]))
  return csvOf([
    ['Id', 'Name', 'Room', 'Seat', 'Asset tag', 'Serial', 'Groups', 'State', 'Link', 'Last heard', 'Agent'],
    ...entries.map((entry) => [
      ...[entry.deviceId, entry.name, names.get(entry.roomId) ?? '', entry.seat === null ? '' : seatWords(entry.seat)],
      ...[entry.assetTag, entry.serial, entry.groups.join('|'), entry.state, entry.live ? 'live' : 'silent'],
      ...[csvMoment(entry.lastSeenAt), entry.agentVersion],
    ]),
  ])
}

/** The record of disposals, for the school's inventory. */
export const disposalCsv = (disposals: readonly Disposal[]): string =>
  csvOf([
    ['Retired at', 'Name', 'Room', 'How', 'Asset tag', 'Serial', 'Note', 'Retired by', 'Enrolled at', 'Id'],
    ...disposals.map((one) => [
      ...[csvMoment(one.at), one.name, one.roomName, one.how, one.assetTag, one.serial, one.note, one.byName],
      ...[csvMoment(one.enrolledAt), one.deviceId],
    ]),
  ])
