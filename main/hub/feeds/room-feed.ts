import { isDeepStrictEqual } from 'node:util'
import type { DeviceView } from '#shared/model/device'
import type { Lesson } from '#shared/model/lesson'
import type { LessonBoard } from '../lessons/lesson-board'
import { type LiveDevice, viewDevice } from '../presence/live-device'
import type { Roster } from '../presence/roster'
import { withoutPerson } from './redact'

interface RoomPatch {
  readonly roomId: string
  readonly patch: number
  readonly lesson: Lesson | null
  readonly devices: DeviceView[]
  readonly removed: string[]
}

/** A console that watches rooms. `screens` is whether its role may see what pupils do. */
export interface RoomViewer {
  readonly screens: boolean
  sendPatch(patch: RoomPatch): void
}

export interface RoomFeed {
  /** The room as it is, numbered; `room:patch` number + 1 follows (RM1). Watching again re-snapshots (RM2). */
  watch(viewer: RoomViewer, roomId: string): { readonly patch: number; readonly lesson: Lesson | null; readonly devices: DeviceView[] }
  unwatch(viewer: RoomViewer, roomId: string): void
  watches(viewer: RoomViewer, roomId: string): boolean
  /** Unwatches everything. */
  leave(viewer: RoomViewer): void
  /** Sends what is gathered; called by the feed's own timer, and by tests. */
  flush(): void
  stop(): void
}

/**
 * An order and the answers to it make one patch while they come within this: whoever clicked sees the wish at once without it, and a console that
 * draws each step would take the processor from the PCs it shares a machine with.
 */
const answersWithinMs = 100

/** One room for one kind of viewer: patches are numbered and redacted alike for all of them. */
interface Channel {
  readonly roomId: string
  readonly screens: boolean
  readonly viewers: Set<RoomViewer>
  patch: number
  /** What was last told of the room's lesson. */
  lesson: Lesson | null
  readonly dirty: Set<string>
  /** PCs whose answer to a fresh order is still to come. */
  readonly awaited: Set<string>
  /** When a patch goes out though answers are missing, as `performance.now()`. */
  answersUntilMs: number
  /** What was last told of each device, to leave out changes this kind of viewer cannot see. */
  readonly told: Map<string, DeviceView>
}

const awaitsAnswer = ({ presence, restrictions }: LiveDevice): boolean =>
  presence.state === 'live' && restrictions.some(({ state }) => state === 'asked')

/** Whether nothing else changed, by identity of each part: a device is made anew from the parts it keeps. */
const sameButLeases = (before: LiveDevice, after: LiveDevice): boolean => {
  let key: keyof LiveDevice
  for (key in before) {
    if (key !== 'restrictions' && key !== 'leaseRevision' && before[key] !== after[key]) return false
  }
  return true
}

/** Snapshots and numbered patches of rooms; bursts of changes are folded into one patch. */
export const createRoomFeed = (roster: Roster, lessons: LessonBoard, patchEveryMs: number): RoomFeed => {
  const channels = new Map<string, Channel>()
  let timer: NodeJS.Timeout | null = null
  let dueMs = Infinity

  const flushWithin = (ms: number): void => {
    const at = performance.now() + ms
    if (timer !== null && dueMs <= at) return
    if (timer !== null) clearTimeout(timer)
    dueMs = at
    timer = setTimeout(flush, ms)
  }

  const keyOf = (roomId: string, screens: boolean): string => `${roomId}|${screens ? 'screens' : 'plain'}`
  const view = (device: LiveDevice, screens: boolean): DeviceView => (screens ? viewDevice(device) : withoutPerson(viewDevice(device)))

  const flushChannel = (channel: Channel): void => {
    const devices: DeviceView[] = []
    const removed: string[] = []
    for (const deviceId of channel.dirty) {
      const device = roster.get(deviceId)
      if (device?.roomId !== channel.roomId) {
        if (channel.told.delete(deviceId)) removed.push(deviceId)
        continue
      }
      const now = view(device, channel.screens)
      if (isDeepStrictEqual(channel.told.get(deviceId), now)) continue
      channel.told.set(deviceId, now)
      devices.push(now)
    }
    channel.dirty.clear()
    channel.awaited.clear()
    const lesson = lessons.inRoom(channel.roomId)
    if (devices.length === 0 && removed.length === 0 && lesson === channel.lesson) return
    channel.lesson = lesson
    channel.patch += 1
    for (const viewer of channel.viewers) viewer.sendPatch({ roomId: channel.roomId, patch: channel.patch, lesson, devices, removed })
  }

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    for (const channel of channels.values()) flushChannel(channel)
  }

  roster.onChange((before, after) => {
    const device = after ?? before
    if (device === null) return
    for (const screens of [true, false]) {
      const channel = channels.get(keyOf(device.roomId, screens))
      if (channel === undefined) continue
      channel.dirty.add(device.deviceId)
      if (before === null || after === null || !sameButLeases(before, after)) {
        flushWithin(patchEveryMs)
        continue
      }
      const { deviceId } = device
      if (awaitsAnswer(after) && !awaitsAnswer(before)) {
        if (channel.awaited.size === 0) channel.answersUntilMs = performance.now() + answersWithinMs
        channel.awaited.add(deviceId)
      } else if (!awaitsAnswer(after)) channel.awaited.delete(deviceId)
      flushWithin(channel.awaited.size === 0 ? patchEveryMs : Math.max(patchEveryMs, channel.answersUntilMs - performance.now()))
    }
  })

  roster.onMove(({ deviceId }, before) => {
    for (const screens of [true, false]) {
      const left = channels.get(keyOf(before.roomId, screens))
      if (left === undefined) continue
      left.dirty.add(deviceId)
      flushWithin(patchEveryMs)
    }
  })

  lessons.onChange((roomId) => {
    if ([true, false].some((screens) => channels.has(keyOf(roomId, screens)))) flushWithin(patchEveryMs)
  })

  return {
    watch: (viewer, roomId) => {
      const key = keyOf(roomId, viewer.screens)
      let channel = channels.get(key)
      if (channel === undefined) {
        channel = {
          roomId,
          screens: viewer.screens,
          viewers: new Set(),
          patch: 0,
          lesson: lessons.inRoom(roomId),
          dirty: new Set(),
          awaited: new Set(),
          answersUntilMs: 0,
          told: new Map(),
        }
        channels.set(key, channel)
      } else {
        // The others get what is pending first, so that the snapshot and the number after it are the same for all.
        flushChannel(channel)
      }
      const devices = roster.inRoom(roomId).map((device) => view(device, viewer.screens))
      for (const device of devices) channel.told.set(device.deviceId, device)
      channel.viewers.add(viewer)
      return { patch: channel.patch, lesson: channel.lesson, devices }
    },
    unwatch: (viewer, roomId) => {
      const key = keyOf(roomId, viewer.screens)
      const channel = channels.get(key)
      channel?.viewers.delete(viewer)
      if (channel?.viewers.size === 0) channels.delete(key)
    },
    watches: (viewer, roomId) => channels.get(keyOf(roomId, viewer.screens))?.viewers.has(viewer) === true,
    leave: (viewer) => {
      for (const [key, channel] of channels) if (channel.viewers.delete(viewer) && channel.viewers.size === 0) channels.delete(key)
    },
    flush,
    stop: () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      channels.clear()
    },
  }
}
