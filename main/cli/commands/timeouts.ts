import { randomUUID } from 'node:crypto'
import { type AllowedHours, allowedHoursSchema, timeoutRuleSchema } from '#shared/model/timeout'
import { timeoutWords } from '#shared/model/timeout-words'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { findDevices, findRoom } from '../targets'

export interface RuleOptions {
  readonly idle?: number
  readonly longest?: number
  /** As in "1-5 08:00-17:00". */
  readonly hours: readonly string[]
  readonly then: string
  readonly warn: string
}

/** The school's rule and the rooms' own. */
export const showTimeouts = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const read = await link.ask('timeout:read', {})
    if (!read.ok) return read
    const { school, rooms } = read.value
    const rows = rooms.map(({ name, rule }) => [name, rule === null ? 'as the school' : timeoutWords(rule)])
    context.print(
      context.options.json
        ? JSON.stringify(read.value)
        : `${table([['School', timeoutWords(school.rule)], ...rows])}\nHours are read in ${school.timeZone}; teachers ${school.teachersMayChange ? 'may' : 'may not'} change their rooms.`,
    )
    return ok(null)
  })

/** Gives the school, or one room, this rule; what is not named ends no session. */
export const setTimeouts = (context: Context, roomName: string | undefined, own: RuleOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const hours: AllowedHours[] = []
    for (const text of own.hours) {
      const stretch = parseHours(text)
      if (!stretch.ok) return stretch
      hours.push(stretch.value)
    }
    const rule = timeoutRuleSchema.safeParse({
      idleMinutes: own.idle ?? null,
      longestMinutes: own.longest ?? null,
      allowedHours: hours.length === 0 ? null : hours,
      action: own.then,
      warnMinutes: own.warn.split(',').map(Number),
    })
    if (!rule.success) return fail('malformed', `These are no session times: ${rule.error.issues[0]?.message ?? 'look at --help'}.`)
    const read = await link.ask('timeout:read', {})
    if (!read.ok) return read
    if (roomName === undefined) {
      const written = await link.ask('timeout:write', { ...read.value.school, rule: rule.data })
      if (!written.ok) return written
    } else {
      const room = findRoom(read.value.rooms, roomName)
      if (!room.ok) return room
      const written = await link.ask('timeout:write-room', { roomId: room.value.roomId, rule: rule.data })
      if (!written.ok) return written
    }
    context.print(context.options.json ? JSON.stringify(rule.data) : `${roomName ?? 'School'}: ${timeoutWords(rule.data)}`)
    return ok(null)
  })

/** Lets a room go by the school's rule again. */
export const inheritTimeouts = (context: Context, roomName: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const read = await link.ask('timeout:read', {})
    if (!read.ok) return read
    const room = findRoom(read.value.rooms, roomName)
    if (!room.ok) return room
    const written = await link.ask('timeout:write-room', { roomId: room.value.roomId, rule: null })
    if (!written.ok) return written
    const { rule } = read.value.school
    context.print(context.options.json ? JSON.stringify(rule) : `${room.value.name}, as the school: ${timeoutWords(rule)}`)
    return ok(null)
  })

/** Begins a new session on PCs of a room; a lock of one that ended is lifted. */
export const renewSessions = (context: Context, order: { readonly room: string; readonly devices: readonly string[] }) =>
  asStaff(context, async (link): Promise<CliOutcome<null>> => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, order.room)
    if (!room.ok) return room
    const { roomId } = room.value
    const snapshot = await link.ask('room:watch', { roomId })
    if (!snapshot.ok) return snapshot
    const devices = findDevices(snapshot.value.devices, order.devices)
    if (!devices.ok) return devices
    const deviceIds = devices.value.map(({ deviceId }) => deviceId)
    const renewed = await link.ask('timeout:renew', { roomId, deviceIds, orderId: randomUUID() })
    if (!renewed.ok) return renewed
    const silent = renewed.value.silentDeviceIds.length
    context.print(
      context.options.json
        ? JSON.stringify({ deviceIds, silentDeviceIds: renewed.value.silentDeviceIds })
        : `New sessions on ${deviceIds.length - silent} of ${deviceIds.length}${silent === 0 ? '' : `; ${silent} silent`}.`,
    )
    return ok(null)
  })

/** "1-5 08:00-17:00" or "1,3,6 08:00-24:00": ISO days, then from and to. */
function parseHours(text: string): CliOutcome<AllowedHours> {
  const parts = /^([1-7](?:[-,][1-7])*) (\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/u.exec(text)
  const [, days = '', fromHour, fromMinute, toHour, toMinute] = parts ?? []
  const parsed = allowedHoursSchema.safeParse({
    days: days.split(',').flatMap(daysOf),
    from: Number(fromHour) * 60 + Number(fromMinute),
    to: Number(toHour) * 60 + Number(toMinute),
  })
  return parsed.success ? ok(parsed.data) : fail('malformed', `"${text}" are no hours: write them like "1-5 08:00-17:00" (1 is Monday).`)
}

const daysOf = (run: string): readonly number[] => {
  const [first = 0, last = first] = run.split('-').map(Number)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_none, index) => first + index)
}
