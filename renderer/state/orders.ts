import type { DeviceView, Restriction } from '#shared/model/device'
import type { LeaseFailure, RestrictionKind } from '#shared/model/lease'
import type { CallFailure } from '#shared/protocol/call'

/** What a click asked of one PC and the hub has not yet confirmed in its own words. */
export interface PendingAsk {
  readonly orderId: string
  readonly verb: RestrictionKind | 'lift'
  readonly kinds: readonly RestrictionKind[]
  /** Leases the PC had when the click came: anything else of this kind answers it. */
  readonly knownLeaseIds: ReadonlySet<string>
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
}

/** What follows a pupil is no part of an order to PCs. */
const ofKinds = (device: DeviceView, kinds: readonly RestrictionKind[]): readonly Restriction[] =>
  device.restrictions.filter(({ lease }) => lease.pupil === null && kinds.includes(lease.kind))

export const askOf = (device: DeviceView, orderId: string, verb: PendingAsk['verb'], kinds: readonly RestrictionKind[]): PendingAsk => ({
  orderId,
  verb,
  kinds,
  knownLeaseIds: new Set(device.restrictions.map((restriction) => restriction.lease.leaseId)),
  failure: null,
})

/** Whether the hub's own word has caught up with the click, so that the wish need not be shown any more. */
export const isAnswered = (ask: PendingAsk, device: DeviceView): boolean => {
  if (ask.failure !== null) return false
  const present = ofKinds(device, ask.kinds)
  if (ask.verb === 'lift') return present.length === 0
  return present.some((restriction) => !ask.knownLeaseIds.has(restriction.lease.leaseId))
}

/** One click, for as long as its outcome is told and it can be undone. */
export interface Order {
  readonly orderId: string
  readonly verb: PendingAsk['verb']
  readonly kinds: readonly RestrictionKind[]
  readonly deviceIds: readonly string[]
  /** PCs this order changed: undoing leaves alone what was restricted before. */
  readonly undoDeviceIds: readonly string[]
  readonly at: number
  readonly leaseId: string | null
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
}

/** What an order is called: giving back the internet or applications is no unlocking. */
export const nameOfOrder = ({ verb, kinds }: Pick<Order, 'verb' | 'kinds'>): PendingAsk['verb'] | 'internetOn' | 'applicationsOn' => {
  if (verb !== 'lift') return verb
  if (kinds.every((kind) => kind === 'internet')) return 'internetOn'
  return kinds.every((kind) => kind === 'application') ? 'applicationsOn' : verb
}

export interface OrderOutcome {
  readonly total: number
  /** By the PC's own word. */
  readonly done: number
  readonly failed: readonly { readonly deviceId: string; readonly why: LeaseFailure | null }[]
  readonly silent: readonly string[]
  /** Asked, and no word yet. */
  readonly waiting: number
}

/** How far an order has come, PC by PC, as their own reports say. */
export const outcomeOf = (order: Order, deviceOf: (deviceId: string) => DeviceView | undefined): OrderOutcome => {
  let done = 0
  let waiting = 0
  const failed: { deviceId: string; why: LeaseFailure | null }[] = []
  const silent: string[] = []
  for (const deviceId of order.deviceIds) {
    const device = deviceOf(deviceId)
    if (device === undefined) continue
    const left = ofKinds(device, order.kinds)
    const own = left.find((restriction) => restriction.lease.leaseId === order.leaseId)
    if (order.verb === 'lift' && left.length === 0) done += 1
    else if (device.presence.state === 'silent') silent.push(deviceId)
    else if (own?.state === 'applied' || own?.state === 'seen') done += 1
    else if (own?.state === 'failed') failed.push({ deviceId, why: own.failure })
    else waiting += 1
  }
  return { total: done + waiting + failed.length + silent.length, done, failed, silent, waiting }
}

/** PCs whose state an undo takes back: those the order's kind did not restrict before. */
export const undoable = (devices: readonly DeviceView[], kind: RestrictionKind): readonly string[] =>
  devices.filter((device) => ofKinds(device, [kind]).length === 0).map((device) => device.deviceId)
