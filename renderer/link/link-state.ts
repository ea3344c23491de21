import type { CallFailure } from '#shared/protocol/call'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { StaffSession } from '#shared/protocol/staff-calls'
import type { Reply } from '#shared/protocol/table'

export type HubAbout = Reply<ConsoleOrders, 'hub:about'>

/** Why nobody is signed in: null is a fresh start; the rest is said on the sign-in page. */
export type SignedOutReason = 'idle' | 'expired' | 'signed-out' | 'disabled' | 'too-many-refusals' | 'first-run-done' | null

/** Where the console stands with its hub. */
export type LinkState =
  | { readonly kind: 'connecting'; readonly since: number; readonly failedAttempts: number }
  | { readonly kind: 'refused'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'signed-out'; readonly hub: HubAbout; readonly why: SignedOutReason; readonly lastSignInName: string }
  | { readonly kind: 'signed-in'; readonly hub: HubAbout; readonly session: StaffSession }
  | { readonly kind: 'link-lost'; readonly since: number; readonly hub: HubAbout; readonly session: StaffSession }

export type LinkEvent =
  | { readonly kind: 'connect-failed' }
  | { readonly kind: 'disconnected'; readonly at: number }
  | { readonly kind: 'refused'; readonly code: CallFailure; readonly detail: string }
  | { readonly kind: 'hub-ready'; readonly hub: HubAbout; readonly why: SignedOutReason }
  | { readonly kind: 'signed-in'; readonly hub: HubAbout; readonly session: StaffSession }
  /** Somebody else made the first account. */
  | { readonly kind: 'first-run-done' }
  | { readonly kind: 'session-ended'; readonly why: SignedOutReason }

const signInNameOf = (state: LinkState): string => {
  if (state.kind === 'signed-in' || state.kind === 'link-lost') return state.session.staff.signInName
  return state.kind === 'signed-out' ? state.lastSignInName : ''
}

/** The next state of the link. A lost link keeps the session, so that the last pictures stay and the same person is taken up again. */
export const nextLinkState = (state: LinkState, event: LinkEvent): LinkState => {
  switch (event.kind) {
    case 'connect-failed':
      return state.kind === 'connecting' ? { ...state, failedAttempts: state.failedAttempts + 1 } : state
    case 'disconnected':
      if (state.kind === 'signed-in') return { kind: 'link-lost', since: event.at, hub: state.hub, session: state.session }
      return state.kind === 'signed-out' ? { kind: 'connecting', since: event.at, failedAttempts: 0 } : state
    case 'refused':
      return { kind: 'refused', code: event.code, detail: event.detail }
    case 'hub-ready':
      return { kind: 'signed-out', hub: event.hub, why: event.why, lastSignInName: signInNameOf(state) }
    case 'first-run-done':
      if (state.kind !== 'signed-out' || !state.hub.firstRun) return state
      return { ...state, hub: { ...state.hub, firstRun: false }, why: 'first-run-done' }
    case 'signed-in':
      return { kind: 'signed-in', hub: event.hub, session: event.session }
    case 'session-ended':
      if (state.kind !== 'signed-in' && state.kind !== 'link-lost') return state
      return { kind: 'signed-out', hub: state.hub, why: event.why, lastSignInName: state.session.staff.signInName }
  }
}

/** The session held, whether or not the link stands. */
export const sessionOf = (state: LinkState): StaffSession | null =>
  state.kind === 'signed-in' || state.kind === 'link-lost' ? state.session : null
