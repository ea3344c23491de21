import type { DeviceView, Room } from '#shared/model/device'
import { type Failure, fail, ok } from '#shared/outcome'
import type { CliFailure, CliOutcome } from './failure'
import type { HubLink } from './hub-link'

/** A room as the hub tells it: a snapshot kept true by numbered patches, asked for again when one is missing. */
export interface RoomFeed {
  readonly room: Room
  readonly devices: ReadonlyMap<string, DeviceView>
  /** Resolves with why when the hub ends the session or the link is lost. */
  readonly ended: Promise<Failure<CliFailure>>
  /** Called with each PC that changed or came; null when it left. */
  readonly onChange: (listener: (deviceId: string, device: DeviceView | null) => void) => void
}

export async function watchRoom(link: HubLink, room: Room): Promise<CliOutcome<RoomFeed>> {
  const devices = new Map<string, DeviceView>()
  const listeners: ((deviceId: string, device: DeviceView | null) => void)[] = []
  // Patches that overtake the answer they continue wait here.
  let patch: number | null = null
  const early: { readonly patch: number; readonly devices: readonly DeviceView[]; readonly removed: readonly string[] }[] = []

  const take = (one: (typeof early)[number]): void => {
    patch = one.patch
    for (const deviceId of one.removed) {
      devices.delete(deviceId)
      for (const listener of listeners) listener(deviceId, null)
    }
    for (const device of one.devices) {
      devices.set(device.deviceId, device)
      for (const listener of listeners) listener(device.deviceId, device)
    }
  }

  const snapshot = async (): Promise<CliOutcome<null>> => {
    patch = null
    early.length = 0
    const answer = await link.ask('room:watch', { roomId: room.roomId })
    if (!answer.ok) return answer
    const left = [...devices.keys()].filter((id) => !answer.value.devices.some((device) => device.deviceId === id))
    take({ patch: answer.value.patch, devices: answer.value.devices, removed: left })
    for (const one of early) if (one.patch > answer.value.patch) take(one)
    early.length = 0
    return ok(null)
  }

  let endSession = (_why: string): void => undefined
  const sessionEnded = new Promise<Failure<CliFailure>>((resolve) => {
    endSession = (why) => resolve(fail('session-expired', `The hub ended the session (${why}): sign in again.`))
  })
  link.hear({
    'room:patch': (one) => {
      if (one.roomId !== room.roomId) return ok(null)
      if (patch === null) early.push(one)
      else if (one.patch === patch + 1) take(one)
      else if (one.patch > patch) void snapshot()
      return ok(null)
    },
    'screen:thumbnail': () => ok(null),
    'lesson:handed-over': () => ok(null),
    'flag:raised': () => ok(null),
    'breach:changed': () => ok(null),
    'incident:changed': () => ok(null),
    'pupil-report:changed': () => ok(null),
    'hub:first-run-done': () => ok(null),
    'staff:session-ended': ({ why }) => {
      endSession(why)
      return ok(null)
    },
  })
  const first = await snapshot()
  if (!first.ok) return first
  return ok({ room, devices, ended: Promise.race([sessionEnded, link.ended]), onChange: (listener) => void listeners.push(listener) })
}
