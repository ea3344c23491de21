import { randomUUID } from 'node:crypto'
import type { DeviceView } from '#shared/model/device'
import type { ApplicationWish } from '#shared/model/application'
import type { InternetWish } from '#shared/model/internet'
import type { RestrictionKind } from '#shared/model/lease'
import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import { type CliOutcome, type ExitCode, exitCodes } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'
import { type Awaited, type DeviceResult, hasSucceeded, judge, resultWords } from '../restriction-progress'
import { type RoomFeed, watchRoom } from '../room-feed'
import { findDevices, findRoom } from '../targets'
import { findScene } from './scenes'

export interface Target {
  readonly room: string
  readonly devices: readonly string[]
  /** How long to wait for the PCs' own word. */
  readonly waitMs: number
}

export interface Restriction extends Target {
  readonly kind: RestrictionKind
  readonly reason: string
  readonly text: string
  readonly minutes: number
  /** What an `internet` order does; null for any other kind. */
  readonly internet: InternetWish | null
  /** What an `application` order does; null for any other kind. */
  readonly application: ApplicationWish | null
  /** Whether another teacher's lesson or restrictions give way. */
  readonly takeOver: boolean
}

interface Given {
  readonly awaited: Awaited
  readonly silentDeviceIds: readonly string[]
}

/** Orders one lease for the PCs and waits until each says what holds there. */
export const restrict = (context: Context, order: Restriction): Promise<CliOutcome<ExitCode>> =>
  carryOut(context, order, (link, roomId, deviceIds) => giveRestriction(link, roomId, deviceIds, order))

/** Puts a saved scene in force. */
export const followScene = (
  context: Context,
  name: string,
  order: Omit<Restriction, 'kind' | 'text' | 'internet' | 'application'>,
): Promise<CliOutcome<ExitCode>> =>
  carryOut(context, order, async (link, roomId, deviceIds) => {
    const scene = await findScene(link, name)
    if (!scene.ok) return scene
    const internet = { access: 'scene' as const, sceneId: scene.value.sceneId }
    return giveRestriction(link, roomId, deviceIds, { ...order, kind: 'internet', text: '', internet, application: null })
  })

async function giveRestriction(link: HubLink, roomId: string, deviceIds: string[], order: Restriction): Promise<CliOutcome<Given>> {
  const { kind, reason, text, minutes, internet, application, takeOver } = order
  const words = { kind, reason, text, minutes, internet, application, takeOver }
  const given = await link.ask('restriction:order', { roomId, deviceIds, orderId: randomUUID(), ...words })
  if (!given.ok) return given
  const { leaseId, silentDeviceIds } = given.value
  return ok({ awaited: { kind: 'applied', leaseId }, silentDeviceIds })
}

/** Ends every live restriction of these kinds on the PCs, whoever ordered it. */
export const lift = (context: Context, target: Target & { readonly kinds: readonly RestrictionKind[] }): Promise<CliOutcome<ExitCode>> =>
  carryOut(context, target, async (link, roomId, deviceIds) => {
    const given = await link.ask('restriction:lift', { roomId, deviceIds, orderId: randomUUID(), kinds: [...target.kinds] })
    if (!given.ok) return given
    return ok({ awaited: { kind: 'lifted', kinds: target.kinds }, silentDeviceIds: given.value.silentDeviceIds })
  })

type GiveOrder = (link: HubLink, roomId: string, deviceIds: string[]) => Promise<CliOutcome<Given>>

const carryOut = (context: Context, target: Target, give: GiveOrder): Promise<CliOutcome<ExitCode>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, target.room)
    if (!room.ok) return room
    const feed = await watchRoom(link, room.value)
    if (!feed.ok) return feed
    const devices = findDevices([...feed.value.devices.values()], target.devices)
    if (!devices.ok) return devices
    const results = await follow(feed.value, devices.value, target.waitMs, () =>
      give(
        link,
        room.value.roomId,
        devices.value.map((device) => device.deviceId),
      ),
    )
    if (!results.ok) return results
    const rows = devices.value.map((device) => ({ device, result: results.value.get(device.deviceId) ?? { state: 'no-answer' as const } }))
    context.print(
      context.options.json
        ? JSON.stringify(rows.map(({ device, result }) => ({ deviceId: device.deviceId, name: device.name, ...result })))
        : table(rows.map(({ device, result }) => [device.name, resultWords(result)])),
    )
    return ok(rows.every(({ result }) => hasSucceeded(result)) ? exitCodes.done : exitCodes.incomplete)
  })

/** Listens before the order is given, so that no PC's word is missed; resolves when all have spoken or the time is over. */
async function follow(
  feed: RoomFeed,
  devices: readonly DeviceView[],
  waitMs: number,
  give: () => Promise<CliOutcome<Given>>,
): Promise<CliOutcome<ReadonlyMap<string, DeviceResult>>> {
  const results = new Map<string, DeviceResult>()
  const seen = new Map<string, { readonly device: DeviceView; readonly ms: number }>()
  const startedMs = performance.now()
  let awaited: Awaited | null = null
  let finish = (): void => undefined
  const allSpoke = new Promise<null>((resolve) => (finish = () => resolve(null)))

  const consider = (device: DeviceView, ms: number): void => {
    if (awaited === null || results.has(device.deviceId) || !devices.some((one) => one.deviceId === device.deviceId)) return
    const result = judge(device, awaited, ms)
    if (result !== null) results.set(device.deviceId, result)
    if (results.size === devices.length) finish()
  }
  feed.onChange((deviceId, device) => {
    const ms = performance.now() - startedMs
    if (device === null) return
    seen.set(deviceId, { device, ms })
    consider(device, ms)
  })

  const given = await give()
  if (!given.ok) return given
  awaited = given.value.awaited
  for (const deviceId of given.value.silentDeviceIds) results.set(deviceId, { state: 'silent' })
  if (results.size === devices.length) return ok(results)
  for (const { deviceId } of devices) {
    // A PC may have answered before the hub's own answer to the order came.
    const early = seen.get(deviceId)
    const now = feed.devices.get(deviceId)
    if (early !== undefined) consider(early.device, early.ms)
    else if (now !== undefined) consider(now, performance.now() - startedMs)
  }
  let timer: NodeJS.Timeout | undefined
  const timeOver = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), waitMs)))
  const lost = await Promise.race([allSpoke, timeOver, feed.ended])
  clearTimeout(timer)
  return lost ?? ok(results)
}
