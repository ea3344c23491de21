import type { Download, Usage } from '#shared/model/outbox'
import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { findDevices, findRoom } from '../targets'

export interface TimelineOptions {
  readonly room: string
  /** One PC of the room; undefined for all. */
  readonly device: string | undefined
  /** Of the hub's clock; from the lesson's start, else an hour before the end, where nothing is said. */
  readonly from: number | undefined
  /** Now where nothing is said. */
  readonly until: number | undefined
}

const hourMs = 60 * 60_000
const headings = ['PC', 'WHO', 'FROM', 'UNTIL', 'FOR', 'APPLICATION', 'TITLE']
const time = (at: number): string => new Date(at).toISOString()

const usageRow = (name: string, { user, from, until, application, title }: Usage): readonly string[] => [
  name,
  user,
  time(from),
  time(until),
  `${Math.round((until - from) / 1_000)} s`,
  application,
  title,
]

const downloadRow = (name: string, { user, at, site, file }: Download): readonly string[] => [
  name,
  user,
  time(at),
  '-',
  '-',
  'download',
  [file, site].filter((part) => part !== '').join(' from '),
]

/** What was in front on the PCs of a room, oldest first on each; the hub writes the look down. */
export const showTimeline = (context: Context, asked: TimelineOptions): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, asked.room)
    if (!room.ok) return room
    const { roomId } = room.value
    const snapshot = await link.ask('room:watch', { roomId })
    if (!snapshot.ok) return snapshot
    const { devices, hubNow, lesson } = snapshot.value
    const chosen = asked.device === undefined ? null : findDevices(devices, [asked.device])
    if (chosen?.ok === false) return chosen
    const until = asked.until ?? hubNow
    const from = asked.from ?? (asked.until === undefined && lesson !== null ? lesson.startedAt : until - hourMs)
    const timeline = await link.ask('usage:timeline', { roomId, deviceId: chosen?.value[0]?.deviceId ?? null, from, until })
    if (!timeline.ok) return timeline
    if (context.options.json) {
      context.print(JSON.stringify({ from, until, ...timeline.value }))
      return ok(null)
    }
    const rows = timeline.value.devices.flatMap(({ deviceId, deviceName, spans }) => [
      ...spans.map((span) => usageRow(deviceName, span)),
      ...timeline.value.downloads.filter((one) => one.deviceId === deviceId).map((download) => downloadRow(deviceName, download)),
    ])
    context.print(rows.length === 0 ? 'Nothing was recorded in that time.' : table([headings, ...rows]))
    if (timeline.value.cut) context.print('There was more: only the newest is shown. Name one PC, or a shorter time.')
    return ok(null)
  })
