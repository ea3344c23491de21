import type { DeviceView, Restriction } from '#shared/model/device'
import type { LeaseFailure, RestrictionKind } from '#shared/model/lease'
import { isSettled, type PowerState } from '#shared/model/power'
import type { WakeState } from '#shared/model/wake'
import type { CallFailure } from '#shared/protocol/call'
import type { PendingAsk } from './orders'

/** The one thing a tile says first. Every value has its own icon and words. */
export type TileState =
  | {
      readonly kind: 'silent'
      readonly since: number | null
      readonly why: 'never-seen' | 'link-lost' | 'agent-stopped' | 'refused' | 'revoked'
      /** An attempt to wake it. */
      readonly wake?: WakeState
    }
  | { readonly kind: 'refused'; readonly verb: PendingAsk['verb']; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'failed'; readonly restriction: Restriction; readonly why: LeaseFailure | null }
  | { readonly kind: 'asked'; readonly verb: PendingAsk['verb']; readonly kinds: readonly RestrictionKind[] }
  | { readonly kind: 'power'; readonly power: PowerState }
  | { readonly kind: 'power-failed'; readonly power: PowerState }
  | { readonly kind: 'blanked'; readonly restriction: Restriction }
  | { readonly kind: 'locked'; readonly restriction: Restriction }
  | { readonly kind: 'no-display'; readonly why: 'no-session' | 'no-server' | 'not-authorised' | 'unsupported' }
  | { readonly kind: 'idle'; readonly since: number }
  | { readonly kind: 'live' }

const covers = ['blank', 'lock'] as const

const find = (device: DeviceView, kind: RestrictionKind, state: Restriction['state']): Restriction | undefined =>
  device.restrictions.find((restriction) => restriction.lease.kind === kind && restriction.state === state)

/** A wish the hub has confirmed but the PC has not. */
const unconfirmed = (device: DeviceView): RestrictionKind | null => covers.find((kind) => find(device, kind, 'asked') !== undefined) ?? null

/** What is under way or has just come of it; a restart that is done shows by the PC itself, and so does what was stopped by hand. */
const powerOf = ({ power }: DeviceView): TileState | null => {
  if (power === null || (isSettled(power) && power.state !== 'failed' && power.state !== 'spared')) return null
  return { kind: power.state === 'failed' ? 'power-failed' : 'power', power }
}

/**
 * What a tile says of a PC: silence first, then a wish that failed, then one not yet confirmed, then what is in force
 * (blank over lock, as the screen shows it), then everything calm. Never says locked before the PC did.
 */
export const tileStateOf = (device: DeviceView, ask: PendingAsk | undefined): TileState => {
  const { presence, wake } = device
  if (presence.state === 'silent') {
    return { kind: 'silent', since: presence.since, why: presence.why, ...(wake === null ? {} : { wake }) }
  }
  if (ask?.failure != null) return { kind: 'refused', verb: ask.verb, ...ask.failure }
  // Messages, the internet and applications have badges: they cover no screen.
  if (ask !== undefined && ask.verb !== 'message' && ask.kinds.some((kind) => kind !== 'internet' && kind !== 'application'))
    return { kind: 'asked', verb: ask.verb, kinds: ask.kinds }
  for (const kind of covers) {
    const failed = find(device, kind, 'failed')
    if (failed !== undefined) return { kind: 'failed', restriction: failed, why: failed.failure }
  }
  const power = powerOf(device)
  if (power !== null) return power
  const asked = unconfirmed(device)
  if (asked !== null) return { kind: 'asked', verb: asked, kinds: [asked] }
  const blank = find(device, 'blank', 'applied')
  if (blank !== undefined) return { kind: 'blanked', restriction: blank }
  const lock = find(device, 'lock', 'applied')
  if (lock !== undefined) return { kind: 'locked', restriction: lock }
  if (device.display.state === 'waiting') return { kind: 'no-display', why: device.display.why }
  if (device.idle?.idle === true) return { kind: 'idle', since: device.idle.since }
  return { kind: 'live' }
}

/** Where each state stands when tiles are sorted by state: what needs a person comes first. */
export const stateRank: Readonly<Record<TileState['kind'], number>> = {
  refused: 0,
  failed: 1,
  'power-failed': 1,
  silent: 2,
  'no-display': 3,
  asked: 4,
  power: 4,
  blanked: 5,
  locked: 6,
  idle: 7,
  live: 8,
}
