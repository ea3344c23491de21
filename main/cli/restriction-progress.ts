import type { DeviceView } from '#shared/model/device'
import type { LeaseFailure } from '#shared/model/lease'

/** What became of an order on one PC, by the PC's own word. */
export type DeviceResult =
  | { readonly state: 'applied' | 'lifted'; readonly ms: number }
  | { readonly state: 'failed'; readonly ms: number; readonly failure: LeaseFailure | null }
  /** Not connected: the order waits at the hub. */
  | { readonly state: 'silent' }
  | { readonly state: 'no-answer' }

/** What an order waits for on each PC: a lease in force, or no lease of some kinds left. */
export type Awaited =
  { readonly kind: 'applied'; readonly leaseId: string } | { readonly kind: 'lifted'; readonly kinds: readonly string[] }

/** What one view of a PC says about the order; null while it says nothing final. `ms` is the time since the order. */
export function judge(device: DeviceView, awaited: Awaited, ms: number): DeviceResult | null {
  if (awaited.kind === 'lifted') {
    return device.restrictions.some(({ lease }) => lease.pupil === null && awaited.kinds.includes(lease.kind))
      ? null
      : { state: 'lifted', ms }
  }
  const restriction = device.restrictions.find((one) => one.lease.leaseId === awaited.leaseId)
  if (restriction === undefined || restriction.state === 'asked') return null
  return restriction.state === 'failed' ? { state: 'failed', ms, failure: restriction.failure } : { state: 'applied', ms }
}

export const hasSucceeded = (result: DeviceResult): boolean => result.state === 'applied' || result.state === 'lifted'

const failureWords: Record<LeaseFailure, string> = {
  'no-display': 'nobody is signed in at its screen yet; it will apply when somebody is',
  'grab-refused': 'the screen is covered, but another program holds keyboard or pointer; it keeps trying',
  'draw-failed': 'the screen could not be covered; it keeps trying',
  unsupported: 'this PC cannot do that',
  'list-missing': 'a list has not reached this PC, where all sites stay closed until it has',
  'no-browser-part': 'not enforced on this PC: no browser part',
  'not-stopped': 'a program that is not allowed does not end; it keeps trying',
}

/** For a person: what holds, and how long it took. */
export function resultWords(result: DeviceResult): string {
  switch (result.state) {
    case 'applied':
    case 'lifted':
      return `${result.state} in ${Math.round(result.ms)} ms`
    case 'failed':
      return `failed: ${result.failure === null ? 'it gave no reason' : failureWords[result.failure]}`
    case 'silent':
      return 'silent: it will be told when it is back'
    case 'no-answer':
      return 'no answer yet: look again with list'
  }
}
