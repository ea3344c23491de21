import { applicationWords, type ProgramFolders } from '#shared/model/application'
import { applicationsOf } from '#shared/model/application-now'
import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'
import { watchRoom } from '../room-feed'
import { findDevices, findRoom } from '../targets'

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** The rule for applications at each PC, by the PC's own word. */
export const showApplications = (
  context: Context,
  wanted: { readonly room: string; readonly devices: string[] },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, wanted.room)
    if (!room.ok) return room
    const feed = await watchRoom(link, room.value)
    if (!feed.ok) return feed
    const devices = findDevices([...feed.value.devices.values()], wanted.devices)
    if (!devices.ok) return devices
    const standing = devices.value.map(({ name, restrictions }) => {
      const lease = applicationsOf(restrictions.map((one) => one.lease))
      const held = restrictions.find((one) => one.lease === lease)
      return { pc: name, state: held?.failure ?? held?.state ?? null, lease }
    })
    const rows = standing.map(({ pc, state, lease }) =>
      lease?.application == null
        ? [pc, 'every application is allowed']
        : [
            pc,
            `${lease.application.access === 'only' ? 'only' : 'closed:'} ${lease.application.applications.map(applicationWords).join(', ')}`,
            state ?? '',
            lease.owner.displayName,
            `until ${moment.format(lease.until)}`,
            lease.reason,
          ],
    )
    context.print(context.options.json ? JSON.stringify(standing) : table(rows))
    return ok(null)
  })

const foldersWords = ({ stopElsewhere, folders }: ProgramFolders): string =>
  `${stopElsewhere ? 'Programs outside approved folders are stopped.' : 'Programs run wherever they lie.'} ${
    folders.length === 0 ? "Nothing is approved besides the system's own folders." : `Approved besides: ${folders.join(' ')}`
  }`

/** Where programs of pupils may lie. */
export const showFolders = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const settings = await link.ask('setting:read', {})
    if (!settings.ok) return settings
    const { programFolders } = settings.value
    context.print(context.options.json ? JSON.stringify(programFolders) : foldersWords(programFolders))
    return ok(null)
  })

/** Changes that. */
export const changeFolders = (context: Context, change: (before: ProgramFolders) => ProgramFolders): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const before = await link.ask('setting:read', {})
    if (!before.ok) return before
    const programFolders = change(before.value.programFolders)
    const written = await link.ask('setting:write', { programFolders })
    if (!written.ok) return written
    context.print(context.options.json ? JSON.stringify(programFolders) : foldersWords(programFolders))
    return ok(null)
  })
