import { applicationsNow } from '#shared/model/application-now'
import { type InternetNow, internetNow } from '#shared/model/internet-now'
import type { Lease, LeaseFailure, LeaseState } from '#shared/model/lease'
import type { OverlayState } from '../platform/platform'
import type { ApplicationState } from '../applications/application-gate'
import type { GateState } from '../web/internet-gate'
import { isLive } from './desired-cover'

/** How the banner of one message lease stands. */
export interface BannerState {
  readonly leaseId: string
  readonly state: 'opening' | 'shown' | 'failed'
  readonly failure: LeaseFailure | null
}

/** Everything the PC knows of its restrictions at one moment. */
export interface Standing {
  readonly leases: readonly Lease[]
  readonly hubNow: number
  readonly seen: ReadonlySet<string>
  readonly overlay: OverlayState
  readonly banner: BannerState | null
  /** Who is signed in; null when nobody is. */
  readonly user: string | null
  readonly gate: GateState
  readonly applications: ApplicationState
}

type Word = Pick<LeaseState, 'state' | 'failure'>

/**
 * [LE2] What is in force by the PC's own word. A lease that has not begun, whose cover is still being drawn, or that waits behind another one
 * has no state yet and is left out.
 */
export function leaseStates(standing: Standing, at: number): LeaseState[] {
  const internet = internetNow(standing.leases, standing.user, standing.hubNow)
  return standing.leases.flatMap((lease) => {
    const word =
      lease.kind === 'internet'
        ? internetWord(lease, standing, internet)
        : lease.kind === 'application'
          ? applicationWord(lease, standing)
          : wordOn(lease, standing)
    return word === null ? [] : [{ leaseId: lease.leaseId, ...word, at }]
  })
}

/** A rule for somebody who is not in front, or that another outranks, is held and not in force: no word [LE15]. */
function internetWord(lease: Lease, { hubNow, gate }: Standing, { decidedBy, besides }: InternetNow): Word | null {
  if (hubNow >= lease.until) return { state: 'ended', failure: null }
  if ((lease !== decidedBy && !besides.includes(lease)) || gate === 'asked') return null
  if (gate === 'absent') return { state: 'failed', failure: 'no-browser-part' }
  return gate === 'held' ? { state: 'applied', failure: null } : { state: 'failed', failure: 'list-missing' }
}

/** [AP7] What has not all ended yet is no word. */
function applicationWord(lease: Lease, { leases, hubNow, applications }: Standing): Word | null {
  if (hubNow >= lease.until) return { state: 'ended', failure: null }
  if (applicationsNow(leases, hubNow) !== lease || applications === 'asked') return null
  if (applications === 'held') return { state: 'applied', failure: null }
  return { state: 'failed', failure: applications === 'leaking' ? 'not-stopped' : 'unsupported' }
}

function wordOn(lease: Lease, { hubNow, seen, overlay, banner }: Standing): Word | null {
  if (hubNow >= lease.until) return { state: 'ended', failure: null }
  if (!isLive(lease, hubNow)) return null
  if (lease.kind === 'message') {
    if (seen.has(lease.leaseId)) return { state: 'seen', failure: null }
    if (banner?.leaseId !== lease.leaseId || banner.state === 'opening') return null
    return { state: banner.state === 'shown' ? 'applied' : 'failed', failure: banner.failure }
  }
  if (overlay.state === 'off' || overlay.cover.kind === 'agreement') return null
  if (overlay.state === 'failed') return { state: 'failed', failure: overlay.failure }
  // A lock is in force under a black screen too; a blank is not under the words of a lock.
  return lease.kind === 'blank' && overlay.cover.kind !== 'blank' ? null : { state: 'applied', failure: null }
}

/** The new states, with the moment of each one that did not change carried over. */
export const carryMoments = (states: readonly LeaseState[], before: readonly LeaseState[]): LeaseState[] =>
  states.map((state) => before.find((old) => sameWord(old, state)) ?? state)

export const sameStates = (a: readonly LeaseState[], b: readonly LeaseState[]): boolean =>
  a.length === b.length && a.every((state) => b.some((other) => sameWord(state, other)))

const sameWord = (a: LeaseState, b: LeaseState): boolean => a.leaseId === b.leaseId && a.state === b.state && a.failure === b.failure
