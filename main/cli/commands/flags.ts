import type { Flag } from '#shared/model/outbox'
import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { findRoom } from '../targets'

export interface FlagListOptions {
  readonly room: string | undefined
  readonly unseen: boolean
  readonly limit: number
}

const headings = ['FLAG', 'WHAT', 'PC', 'WHO', 'FROM', 'UNTIL', 'SEEN BY', 'DETAIL']

const rowOf = (flag: Flag): readonly string[] => [
  flag.flagId,
  flag.tamper,
  flag.deviceName,
  flag.user ?? '-',
  new Date(flag.from).toISOString(),
  flag.until === null ? '-' : new Date(flag.until).toISOString(),
  flag.seenBy ?? '-',
  flag.detail,
]

/** What happened to PCs, newest first: of one room, or of all this account may see. */
export const listFlags = (context: Context, { room, unseen, limit }: FlagListOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = room === undefined ? null : await link.ask('room:list', {})
    if (rooms?.ok === false) return rooms
    const found = rooms === null || room === undefined ? null : findRoom(rooms.value, room)
    if (found?.ok === false) return found
    const listed = await link.ask('flag:list', { roomId: found?.value.roomId ?? null, before: null, limit })
    if (!listed.ok) return listed
    const flags = listed.value.flags.filter(({ seenBy }) => !unseen || seenBy === null)
    if (context.options.json) context.print(JSON.stringify({ ...listed.value, flags }))
    else {
      if (flags.length > 0) context.print(table([headings, ...flags.map(rowOf)]))
      context.print(`${listed.value.unseen} not seen yet.`)
    }
    return ok(null)
  })

/** Marks one as seen, for all staff. */
export const seeFlag = (context: Context, flagId: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const seen = await link.ask('flag:seen', { flagId })
    if (!seen.ok) return seen
    context.print(context.options.json ? JSON.stringify(seen.value) : `Seen by ${seen.value.seenBy ?? 'nobody'}.`)
    return ok(null)
  })
