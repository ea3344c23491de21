import type { ApplicationWish } from '#shared/model/application'
import type { InternetWish } from '#shared/model/internet'
import type { RestrictionKind } from '#shared/model/lease'
import { defaultLeaseMinutes, longestLeaseMinutes } from '#shared/model/lease'
import type { Ask, Asked } from '../link/hub-link'
import { minutesToEnd } from './lesson-time'
import { askOf, isAnswered, type Order, type PendingAsk, undoable } from './orders'
import type { RoomFeed } from './room-feed'
import { KeyedStore, Store } from './store'

export interface PlaceOptions {
  /** Shown to the pupil. */
  readonly text?: string
  readonly reason?: string
  readonly minutes?: number
  /** What an `internet` order does. */
  readonly internet?: InternetWish
  /** What an `application` order does. */
  readonly application?: ApplicationWish
  /** Whether a colleague's lesson or restrictions give way. */
  readonly takeOver?: boolean
}

/** An order that met a colleague's lesson or restrictions: it may be given again as a take-over. */
export interface HeldOrder {
  readonly roomId: string
  readonly kind: RestrictionKind
  readonly deviceIds: readonly string[]
  readonly options: PlaceOptions
  /** Who holds it and until when, in the hub's words. */
  readonly detail: string
}

/** A wish the hub accepted but never patched is dropped after this long: the hub's own word stands. */
const acceptedFadesMs = 5_000
/**
 * When a click is drawn as asked: nobody sees a tenth of a second, and most PCs have answered by then. Drawn at once, a class of tiles would take
 * the processor from the order itself, the more where hub and console share a computer.
 */
const drawAfterMs = 80
const refusedFadesMs = 20_000

/** Orders to the class: sent within the click, shown as asked at once, and settled by what the PCs report. */
export class ClassOrders {
  readonly pending = new KeyedStore<PendingAsk>()
  /** The newest order, while its outcome is told. */
  readonly latest = new Store<Order | null>(null)
  /** The order that waits for a word on taking over. */
  readonly held = new Store<HeldOrder | null>(null)
  /** Another number after each `clear`. */
  private era = 0

  constructor(
    private readonly ask: Ask,
    private readonly feed: RoomFeed,
    private readonly now: () => number,
    private readonly newOrderId: () => string = () => crypto.randomUUID(),
    private readonly later: (draw: () => void) => void = (draw) => void setTimeout(draw, drawAfterMs),
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
      minutes: options.minutes ?? this.standingMinutes(),
      internet: options.internet ?? null,
      application: options.application ?? null,
      takeOver: options.takeOver ?? false,
    })
    const devices = this.devicesOf(deviceIds)
    const undoDeviceIds = kind === 'message' ? [] : undoable(devices, kind)
    const begun = this.begin({ orderId, verb: kind, kinds: [kind], deviceIds, undoDeviceIds })
    void this.settle(orderId, deviceIds, asked, begun).then((answer) => {
      if (!answer.ok && answer.code === 'held-by-another') this.hold({ roomId, kind, deviceIds, options, detail: answer.detail }, orderId)
    })
  }

  /** Gives the held order again, over whoever holds it. */
  takeOver(): void {
    const held = this.held.get()
    this.held.set(null)
    if (held !== null) this.place(held.roomId, held.kind, held.deviceIds, { ...held.options, takeOver: true })
  }

  /** Leaves what a colleague holds. */
  leaveHeld(): void {
    this.held.set(null)
  }

  lift(roomId: string, kinds: readonly RestrictionKind[], deviceIds: readonly string[]): void {
    if (deviceIds.length === 0) return
    const orderId = this.newOrderId()
    const asked = this.ask('restriction:lift', { roomId, deviceIds: [...deviceIds], orderId, kinds: [...kinds] })
    const begun = this.begin({ orderId, verb: 'lift', kinds, deviceIds, undoDeviceIds: [] })
    void this.settle(orderId, deviceIds, asked, begun)
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
    this.era += 1
    this.pending.clear()
    this.latest.set(null)
    this.held.set(null)
  }

  /** A lock nobody gave an end lasts as long as the lesson, and without one for the usual time. */
  private standingMinutes(): number {
    const lesson = this.feed.lesson.get()
    return lesson === null ? defaultLeaseMinutes : Math.min(minutesToEnd(lesson.endsAt, this.feed.hubNow()), longestLeaseMinutes)
  }

  /** The dialog says it all: neither tiles nor toast repeat the refusal. */
  private hold(held: HeldOrder, orderId: string): void {
    this.held.set(held)
    if (this.latest.get()?.orderId === orderId) this.latest.set(null)
    for (const deviceId of held.deviceIds) if (this.pending.get(deviceId)?.orderId === orderId) this.pending.set(deviceId, undefined)
  }

  private devicesOf(deviceIds: readonly string[]) {
    return deviceIds.flatMap((deviceId) => this.feed.devices.get(deviceId) ?? [])
  }

  /** Resolves when it is drawn. */
  private begin(order: Pick<Order, 'orderId' | 'verb' | 'kinds' | 'deviceIds' | 'undoDeviceIds'>): Promise<void> {
    const at = this.now()
    const asks = this.devicesOf(order.deviceIds).map(
      (device) => [device.deviceId, askOf(device, order.orderId, order.verb, order.kinds)] as const,
    )
    const { era } = this
    return new Promise((resolve) => {
      this.later(() => {
        resolve()
        // Signed out, or another room, meanwhile.
        if (era !== this.era) return
        for (const [deviceId, ask] of asks) {
          const device = this.feed.devices.get(deviceId)
          this.pending.set(deviceId, device === undefined || isAnswered(ask, device) ? undefined : ask)
        }
        this.latest.set({ ...order, at, leaseId: null, failure: null })
      })
    })
  }

  private async settle(
    orderId: string,
    deviceIds: readonly string[],
    asking: Promise<Asked<'restriction:order'> | Asked<'restriction:lift'>>,
    begun: Promise<void>,
  ): Promise<Asked<'restriction:order'> | Asked<'restriction:lift'>> {
    const [asked] = await Promise.all([asking, begun])
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
    return asked
  }
}
