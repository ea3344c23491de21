import { randomUUID } from 'node:crypto'
import type { DeviceView, Room } from '#shared/model/device'
import type { PowerWish } from '#shared/model/power'
import type { PowerPlan } from '#shared/model/power-schedule'
import type { WakeReason, WakeResult } from '#shared/model/wake'
import { fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { findDevices, findRoom } from '../targets'

interface Target {
  readonly room: string
  readonly devices: readonly string[]
}

/** Orders it from PCs of a room; what each makes of it is in `list`. */
export const orderPower = (context: Context, target: Target, wish: PowerWish): Promise<CliOutcome<null>> =>
  onDevices(context, target, async (link, { roomId }, devices) => {
    const deviceIds = devices.map(({ deviceId }) => deviceId)
    const ordered = await link.ask('power:order', { roomId, deviceIds, orderId: randomUUID(), ...wish })
    if (!ordered.ok) return ordered
    const silent = ordered.value.silentDeviceIds.length
    const words = `Asked ${deviceIds.length - silent} of ${deviceIds.length}${silent === 0 ? '' : `; ${silent} silent and left out`}.`
    context.print(context.options.json ? JSON.stringify(ordered.value) : words)
    return ok(null)
  })

/** Stops what is pending on PCs of a room. */
export const cancelPower = (context: Context, target: Target): Promise<CliOutcome<null>> =>
  onDevices(context, target, async (link, { roomId }, devices) => {
    const deviceIds = devices.map(({ deviceId }) => deviceId)
    const stopped = await link.ask('power:cancel', { roomId, deviceIds, orderId: randomUUID() })
    if (!stopped.ok) return stopped
    context.print(
      context.options.json ? JSON.stringify(stopped.value) : `Stopping it on ${stopped.value.cancelled} of ${deviceIds.length}.`,
    )
    return ok(null)
  })

/** Wakes the silent ones among PCs of a room, and says for each who sent the signal, or why nobody did. */
export const wakeDevices = (context: Context, target: Target): Promise<CliOutcome<null>> =>
  onDevices(context, target, async (link, { roomId }, devices) => {
    const deviceIds = devices.map(({ deviceId }) => deviceId)
    const woken = await link.ask('power:wake', { roomId, deviceIds, orderId: randomUUID() })
    if (!woken.ok) return woken
    const { results } = woken.value
    const nameOf = (deviceId: string): string => devices.find((device) => device.deviceId === deviceId)?.name ?? deviceId
    const rows = results.map((result) => [nameOf(result.deviceId), wakeWords(result)])
    context.print(context.options.json ? JSON.stringify(woken.value) : table(rows))
    return ok(null)
  })

const notWoken: Readonly<Record<WakeReason, string>> = {
  'no-peer': 'not woken: no PC is awake on its network, and the hub is on another',
  'no-address': 'not woken: its network address is not known yet',
  'not-sent': 'not woken: the signal could not be sent',
  revoked: 'not woken: it is no longer trusted',
}
const wakeWords = ({ state, why, by }: WakeResult): string => {
  if (why !== null) return notWoken[why]
  return state === 'awake' ? 'awake already' : `being woken by ${by ?? ''}; see in list whether it is up within 3 minutes`
}

const onDevices = (
  context: Context,
  target: Target,
  run: (link: HubLink, room: Room, devices: readonly DeviceView[]) => Promise<CliOutcome<null>>,
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, target.room)
    if (!room.ok) return room
    const snapshot = await link.ask('room:watch', { roomId: room.value.roomId })
    if (!snapshot.ok) return snapshot
    const devices = findDevices(snapshot.value.devices, target.devices)
    return devices.ok ? run(link, room.value, devices.value) : devices
  })

/** What is done by the clock, the soonest first. */
export const showSchedules = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const [schedules, rooms] = [await link.ask('power:schedules', {}), await link.ask('room:list', {})]
    if (!schedules.ok) return schedules
    if (!rooms.ok) return rooms
    const nameOf = (roomId: string): string => rooms.value.find((room) => room.roomId === roomId)?.name ?? roomId
    const rows = schedules.value.map(({ scheduleId, action, roomIds, days, time, nextRunAt }) => [
      scheduleId,
      action,
      roomIds.map(nameOf).join(', '),
      `days ${days.join(',')} at ${time}`,
      nextRunAt === null ? 'never again' : `next ${new Date(nextRunAt).toISOString()}`,
    ])
    context.print(context.options.json ? JSON.stringify(schedules.value) : rows.length === 0 ? 'No schedules.' : table(rows))
    return ok(null)
  })

/** Adds what shall be done by the clock. */
export const addSchedule = (
  context: Context,
  order: { readonly rooms: readonly string[]; readonly plan: Omit<PowerPlan, 'roomIds'> },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const roomIds = await findRoomIds(link, order.rooms)
    if (!roomIds.ok) return roomIds
    const added = await link.ask('power:schedule', { ...order.plan, roomIds: roomIds.value })
    if (!added.ok) return added
    context.print(context.options.json ? JSON.stringify(added.value) : `Schedule ${added.value.scheduleId} added.`)
    return ok(null)
  })

const findRoomIds = async (link: HubLink, names: readonly string[]): Promise<CliOutcome<string[]>> => {
  const rooms = await link.ask('room:list', {})
  if (!rooms.ok) return rooms
  const roomIds: string[] = []
  for (const name of names) {
    const room = findRoom(rooms.value, name)
    if (!room.ok) return room
    roomIds.push(room.value.roomId)
  }
  return ok(roomIds)
}

/** What is undefined stays as it is. */
export interface ScheduleChange {
  readonly scheduleId: string
  readonly rooms: readonly string[] | undefined
  readonly plan: { readonly [Part in keyof Omit<PowerPlan, 'roomIds' | 'action'>]: PowerPlan[Part] | undefined }
}

/** Puts what is named in place of what the schedule said. */
export const changeSchedule = (context: Context, { scheduleId, rooms, plan }: ScheduleChange): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const schedules = await link.ask('power:schedules', {})
    if (!schedules.ok) return schedules
    const before = schedules.value.find((schedule) => schedule.scheduleId === scheduleId)
    if (before === undefined) return noSuchSchedule()
    const roomIds = rooms === undefined ? ok(before.roomIds) : await findRoomIds(link, rooms)
    if (!roomIds.ok) return roomIds
    const changed = await link.ask('power:reschedule', {
      scheduleId,
      action: before.action,
      roomIds: roomIds.value,
      days: plan.days ?? before.days,
      time: plan.time ?? before.time,
      warnSeconds: plan.warnSeconds ?? before.warnSeconds,
      spareInUse: plan.spareInUse ?? before.spareInUse,
      putOffMinutes: plan.putOffMinutes ?? before.putOffMinutes,
    })
    if (!changed.ok) return changed
    context.print(context.options.json ? JSON.stringify(changed.value) : 'Changed.')
    return ok(null)
  })

const noSuchSchedule = () => fail('target-unknown', 'There is no such schedule: power schedules lists them.')

/** Removes it; what is under way goes on. */
export const removeSchedule = (context: Context, scheduleId: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const schedules = await link.ask('power:schedules', {})
    if (!schedules.ok) return schedules
    if (schedules.value.every((schedule) => schedule.scheduleId !== scheduleId)) {
      return noSuchSchedule()
    }
    const removed = await link.ask('power:unschedule', { scheduleId })
    if (!removed.ok) return removed
    context.print(context.options.json ? JSON.stringify({ scheduleId }) : 'Removed.')
    return ok(null)
  })
