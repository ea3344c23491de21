import type { RestrictionKind } from '#shared/model/lease'
import { defaultLeaseMinutes } from '#shared/model/lease'
import type { Ask, Asked } from '../link/hub-link'
import { askOf, isAnswered, type Order, type PendingAsk, undoable } from './orders'
import type { RoomFeed } from './room-feed'
import { KeyedStore, Store } from './store'

export interface PlaceOptions {
  /** Shown to the pupil. */
  readonly text?: string
  readonly reason?: string
  readonly minutes?: number
}

/** A wish the hub accepted but never patched is dropped after this long: the hub's own word stands. */
const acceptedFadesMs = 5_000
const refusedFadesMs = 20_000

/** Orders to the class: sent within the click, shown as asked at once, and settled by what the PCs report. */
export class ClassOrders {
  readonly pending = new KeyedStore<PendingAsk>()
  /** The newest order, while its outcome is told. */
  readonly latest = new Store<Order | null>(null)

  constructor(
    private readonly ask: Ask,
    private readonly feed: RoomFeed,
    private readonly now: () => number,
    private readonly newOrderId: () => string = () => crypto.randomUUID(),
  ) {}

  place(roomId: string, kind: RestrictionKind, deviceIds: readonly string[], options: PlaceOptions = {}): void {
    if (deviceIds.length === 0) return
    const orderId = this.newOrderId()
    // First onto the wire, then onto the screen.
    const asked = this.ask('restriction:order', {
      roomId,
      deviceIds: [...deviceIds],
      orderId,
      kind,
      reason: options.reason ?? '',
      text: options.text ?? '',
      minutes: options.minutes ?? defaultLeaseMinutes,
    })
    const devices = this.devicesOf(deviceIds)
    this.begin({ orderId, verb: kind, kinds: [kind], deviceIds, undoDeviceIds: kind === 'message' ? [] : undoable(devices, kind) })
    void this.settle(orderId, deviceIds, asked)
  }

  lift(roomId: string, kinds: readonly RestrictionKind[], deviceIds: readonly string[]): void {
    if (deviceIds.length === 0) return
    const orderId = this.newOrderId()
    const asked = this.ask('restriction:lift', { roomId, deviceIds: [...deviceIds], orderId, kinds: [...kinds] })
    this.begin({ orderId, verb: 'lift', kinds, deviceIds, undoDeviceIds: [] })
    void this.settle(orderId, deviceIds, asked)
  }

  /** Takes back what the newest order restricted, and nothing that was restricted before it. */
  undo(roomId: string): void {
    const order = this.latest.get()
    if (order === null || order.verb === 'lift') return
    this.lift(roomId, order.kinds, order.undoDeviceIds)
  }

  dismiss(): void {
    this.latest.set(null)
  }

  /** Drops wishes that the hub's patches have answered. */
  catchUp(deviceIds: readonly string[]): void {
    for (const deviceId of deviceIds) {
      const ask = this.pending.get(deviceId)
      const device = this.feed.devices.get(deviceId)
      if (ask !== undefined && (device === undefined || isAnswered(ask, device))) this.pending.set(deviceId, undefined)
    }
  }

  clear(): void {
    this.pending.clear()
    this.latest.set(null)
  }

  private devicesOf(deviceIds: readonly string[]) {
    return deviceIds.flatMap((deviceId) => this.feed.devices.get(deviceId) ?? [])
  }

  private begin(order: Pick<Order, 'orderId' | 'verb' | 'kinds' | 'deviceIds' | 'undoDeviceIds'>): void {
    for (const device of this.devicesOf(order.deviceIds)) {
      const ask = askOf(device, order.orderId, order.verb, order.kinds)
      this.pending.set(device.deviceId, isAnswered(ask, device) ? undefined : ask)
    }
    this.latest.set({ ...order, at: this.now(), leaseId: null, failure: null })
  }

  private async settle(
    orderId: string,
    deviceIds: readonly string[],
    asking: Promise<Asked<'restriction:order'> | Asked<'restriction:lift'>>,
  ): Promise<void> {
    const asked = await asking
    const latest = this.latest.get()
    if (latest?.orderId === orderId) {
      const leaseId = asked.ok && 'leaseId' in asked.value ? asked.value.leaseId : null
      const failure = asked.ok ? null : { code: asked.code, detail: asked.detail }
      this.latest.set({ ...latest, leaseId, failure })
    }
    if (!asked.ok) {
      for (const deviceId of deviceIds) {
        const ask = this.pending.get(deviceId)
        if (ask?.orderId === orderId) this.pending.set(deviceId, { ...ask, failure: { code: asked.code, detail: asked.detail } })
      }
    }
    setTimeout(
      () => {
        for (const deviceId of deviceIds) if (this.pending.get(deviceId)?.orderId === orderId) this.pending.set(deviceId, undefined)
      },
      asked.ok ? acceptedFadesMs : refusedFadesMs,
    )
  }
}
