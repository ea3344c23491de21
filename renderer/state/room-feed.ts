import type { DeviceView, Room } from '#shared/model/device'
import type { Lesson } from '#shared/model/lesson'
import type { CallFailure } from '#shared/protocol/call'
import type { Ask } from '../link/hub-link'
import { countRoom, type RoomCounts, sameCounts } from './room-counts'
import { applyPatch, mirrorOf, type RoomMirror, type RoomPatch } from './room-mirror'
import { KeyedStore, Store } from './store'

/** How far this console is with the room it looks at. */
export type RoomPhase =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly roomId: string }
  | { readonly kind: 'failed'; readonly roomId: string; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'ready'; readonly room: Room; readonly screens: boolean }

/** The one room this console looks at. A patch tells only the views of the PCs it names. */
export class RoomFeed {
  readonly phase = new Store<RoomPhase>({ kind: 'none' })
  readonly devices = new KeyedStore<DeviceView>()
  /** Changes only when PCs join or leave. */
  readonly deviceIds = new Store<readonly string[]>([])
  /** Another number after a PC was given another seat. */
  readonly seatings = new Store(0)
  /** The lesson going on in the room. */
  readonly lesson = new Store<Lesson | null>(null)
  /** Another number after whatever changed: for views of all PCs at once. */
  readonly changes = new Store(0)
  readonly counts = new Store<RoomCounts>(countRoom([]))
  private mirror: RoomMirror | null = null
  private wanted: string | null = null
  private watching = false

  constructor(
    private readonly ask: Ask,
    private readonly now: () => number,
    private readonly onLeft: () => void,
  ) {}

  /** The hub's clock now, as far as this computer can tell. */
  readonly hubNow = (): number => this.now() + (this.mirror?.clockSkewMs ?? 0)

  /** Looks at a room, or at the same one anew after the link was lost. What was seen of it stays until the snapshot is there. */
  async watch(roomId: string): Promise<void> {
    if (this.wanted !== null && this.wanted !== roomId) this.leave()
    this.wanted = roomId
    if (this.mirror === null) this.phase.set({ kind: 'loading', roomId })
    await this.snapshot(roomId)
  }

  leave(): void {
    if (this.wanted !== null) void this.ask('room:unwatch', { roomId: this.wanted })
    this.wanted = null
    this.mirror = null
    this.devices.clear()
    this.deviceIds.set([])
    this.lesson.set(null)
    this.counts.set(countRoom([]))
    this.phase.set({ kind: 'none' })
    this.onLeft()
  }

  /** One patch of the feed [RM1]; a gap means a new snapshot [RM2]. */
  patch(patch: RoomPatch): void {
    if (this.mirror === null || this.watching) return
    const outcome = applyPatch(this.mirror, patch)
    if (outcome.kind === 'gap') void this.snapshot(this.mirror.room.roomId)
    if (outcome.kind !== 'applied') return
    this.mirror = outcome.mirror
    this.publish(outcome.changed, outcome.removed)
  }

  all(): readonly DeviceView[] {
    return [...(this.mirror?.devices.values() ?? [])]
  }

  private async snapshot(roomId: string): Promise<void> {
    this.watching = true
    const asked = await this.ask('room:watch', { roomId })
    this.watching = false
    if (this.wanted !== roomId) return
    if (!asked.ok) {
      // With the link gone the last pictures stay; the link's own return asks again.
      if (asked.code === 'link-lost' && this.mirror !== null) return
      this.phase.set({ kind: 'failed', roomId, code: asked.code, detail: asked.detail })
      return
    }
    const before = this.mirror
    const mirror = mirrorOf(asked.value, this.now())
    this.mirror = mirror
    const gone = [...(before?.devices.keys() ?? [])].filter((deviceId) => !mirror.devices.has(deviceId))
    this.publish([...mirror.devices.keys()], gone)
    const phase = this.phase.get()
    if (phase.kind !== 'ready' || phase.room.name !== mirror.room.name || phase.screens !== mirror.screens) {
      this.phase.set({ kind: 'ready', room: mirror.room, screens: mirror.screens })
    }
  }

  /** Every patch names the lesson anew; only a change is told. */
  private keepLesson(lesson: Lesson | null): void {
    const before = this.lesson.get()
    const same = before?.lessonId === lesson?.lessonId && before?.endsAt === lesson?.endsAt
    if (!same) this.lesson.set(lesson)
  }

  private publish(changed: readonly string[], removed: readonly string[]): void {
    if (this.mirror === null) return
    const seatOf = (device: DeviceView | undefined): string => JSON.stringify(device?.seat ?? null)
    const { devices } = this.mirror
    const seated = changed.some((deviceId) => seatOf(this.devices.get(deviceId)) !== seatOf(devices.get(deviceId)))
    for (const deviceId of changed) this.devices.set(deviceId, devices.get(deviceId))
    for (const deviceId of removed) this.devices.set(deviceId, undefined)
    this.keepLesson(this.mirror.lesson)
    const ids = this.deviceIds.get()
    if (ids.length !== this.mirror.devices.size || removed.length > 0) this.deviceIds.set([...this.mirror.devices.keys()])
    if (seated) this.seatings.set(this.seatings.get() + 1)
    this.changes.set(this.changes.get() + 1)
    const counts = countRoom(this.mirror.devices.values())
    if (!sameCounts(counts, this.counts.get())) this.counts.set(counts)
  }
}
