import type { CoverageRow } from '#shared/model/coverage'
import { coverageCsv } from '#shared/model/coverage-csv'
import { countReason, countStates, inUrgency } from '#shared/model/coverage-order'
import { groupMembers } from '#shared/model/device-register'
import { fail, ok } from '#shared/outcome'
import words from '../../../assets/locales/reasons-en.json'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { findRoom } from '../targets'

export interface CoverageOptions {
  readonly room: string | undefined
  readonly group: string | undefined
  readonly csv: boolean
}

const headings = ['PC', 'ROOM', 'STATE', 'NOT WATCHED SINCE', 'WHAT IS WRONG, AND WHAT TO DO']

const moment = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString())

/** Every PC with what keeps it from being watched, what to do first at the top; of one room or group, or of all this account may see. */
export const showCoverage = (context: Context, { room, group, csv }: CoverageOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const found = room === undefined ? null : findRoom(rooms.value, room)
    if (found?.ok === false) return found
    const register = group === undefined ? ok(null) : await link.ask('device:list', {})
    if (!register.ok) return register
    const among = register.value && groupMembers(register.value, group ?? '')
    if (among?.size === 0) return fail('target-unknown', `No PC is in a group "${group ?? ''}".`)
    const read = await link.ask('coverage:read', { since: null })
    if (!read.ok) return read
    const names = new Map(rooms.value.map(({ roomId, name }) => [roomId, name]))
    const nameOf = (roomId: string): string => names.get(roomId) ?? ''
    const isMeant = ({ roomId, deviceId }: CoverageRow): boolean =>
      (found === null || roomId === found.value.roomId) && (among === null || among.has(deviceId))
    const rows = inUrgency(read.value.rows.filter(isMeant))
    if (context.options.json) {
      context.print(JSON.stringify({ ...read.value, rows }))
      return ok(null)
    }
    if (csv) {
      context.print(coverageCsv(rows, nameOf, words).trimEnd())
      return ok(null)
    }
    const line = ({ name, roomId, state, unmonitoredSince, reasons }: CoverageRow): readonly string[] => [
      ...[name, nameOf(roomId), state, moment(unmonitoredSince)],
      reasons.map((reason) => `${words[reason].what} ${words[reason].do}`).join(' ') || '-',
    ]
    if (rows.length > 0) context.print(table([headings, ...rows.map(line)]))
    const { fine, look, blind, silent } = countStates(rows)
    const neverEnrolled = countReason(rows, 'not-enrolled')
    const ofThem = neverEnrolled === 0 ? '' : `, ${neverEnrolled} of them never enrolled`
    context.print(`${rows.length} expected: ${fine} fine, ${look} to be looked at, ${blind} blind, ${silent} silent${ofThem}.`)
    return ok(null)
  })
