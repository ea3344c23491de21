import type { Socket } from 'socket.io'
import type { Clock } from '#shared/clock'
import type { Role } from '#shared/model/staff'
import { fail, ok, type Outcome } from '#shared/outcome'
import { bind, type Answer, type Handlers } from '#shared/protocol/bind'
import { call, push } from '#shared/protocol/call'
import { consoleFeeds, type ConsoleOrders, consoleOrders } from '#shared/protocol/console-hub'
import { limits } from '#shared/protocol/limits'
import { type Refusal, type RefusalCode, refuse } from '#shared/protocol/refusal'
import type { EventOf } from '#shared/protocol/table'
import type { Store } from '../../store/store'
import type { HubBounds } from '../bounds'
import type { Caller, Calls, Viewer, Visitor } from '../commands/calls'
import { isAnonymousCall, isOwnAccountCall, permit } from '../commands/permit'
import type { PictureDesk } from '../feeds/picture-desk'
import { redactFlag, seesScreens } from '../feeds/redact'
import type { RoomFeed } from '../feeds/room-feed'
import type { Sessions } from '../identity/sessions'
import type { Log } from '../log'
import type { Roster } from '../presence/roster'
import type { ConsoleConnection, ConsoleConnections, SessionEnd } from './console-connections'
import { dropReason } from './drop-reason'
import { createMessageRate } from './message-rate'
import { createRefusalTally } from './refusal-tally'

export interface ConsoleSessionParts {
  readonly calls: Calls
  readonly sessions: Sessions
  readonly roster: Roster
  readonly roomFeed: RoomFeed
  readonly pictures: PictureDesk
  readonly connections: ConsoleConnections
  readonly store: Store
  readonly bounds: HubBounds
  readonly clock: Clock
  readonly log: Log
}

export interface ConsolePeer {
  readonly address: string
  /** Somebody signed in: the connection no longer counts as anonymous. */
  admitted(): void
}

/** Who speaks on a console connection. */
type ConsoleAdmission =
  | { readonly state: 'anonymous' }
  | {
      readonly state: 'signed-in'
      readonly sessionId: string
      readonly staffId: string
      readonly role: Role
      readonly expiresAt: number
      readonly roomIds: readonly string[] | null
      readonly viewer: Viewer
      /** A second factor is missing (ST7): nothing is told until there is one. */
      isHeld: boolean
    }
  | { readonly state: 'closed' }
type SignedIn = Extract<ConsoleAdmission, { state: 'signed-in' }>

/** A console this many patches behind is cut, so that nothing piles up for it; it comes back to a new snapshot. */
const patchesBehind = 400

/** Serves one console connection until its end: every call is permitted here before it is carried out (ST4). */
export const serveConsole = (socket: Socket, peer: ConsolePeer, parts: ConsoleSessionParts): void => {
  const { calls, sessions, roster, roomFeed, pictures, connections, store, bounds, clock, log } = parts
  const rate = createMessageRate(bounds.consoleMessagesPerSecond, bounds.messageBurst)
  const tally = createRefusalTally()
  let admission: ConsoleAdmission = { state: 'anonymous' }
  let behind = 0

  const leaveFeeds = ({ viewer }: SignedIn): void => {
    roomFeed.leave(viewer)
    pictures.leave(viewer)
  }

  const close = (): void => {
    if (admission.state === 'signed-in') leaveFeeds(admission)
    admission = { state: 'closed' }
    connections.remove(connection)
    unbind()
  }

  const viewerOf = (screens: boolean): Viewer => ({
    screens,
    sendPatch: (patch) => {
      behind += 1
      if (behind > patchesBehind) {
        socket.disconnect(true)
        return
      }
      void call(socket, consoleFeeds, 'room:patch', patch, limits.ackTimeoutMs).then(() => (behind -= 1))
    },
    sendPicture: async (deviceId, takenAt, thumbnail) => {
      const drawn = await call(socket, consoleFeeds, 'screen:thumbnail', { deviceId, takenAt, thumbnail }, limits.ackTimeoutMs)
      return drawn.ok
    },
  })

  const visitor: Visitor = {
    address: peer.address,
    signIn: (sessionId, session) => {
      if (admission.state === 'closed') return
      if (admission.state === 'signed-in') leaveFeeds(admission)
      const { staff, expiresAt, secondFactorMissing } = session
      const { staffId, roomIds, role } = staff
      const viewer = viewerOf(seesScreens(role))
      admission = { state: 'signed-in', sessionId, staffId, role, expiresAt, roomIds, viewer, isHeld: secondFactorMissing }
      peer.admitted()
    },
  }

  const endSession = (why: SessionEnd): void => {
    if (admission.state !== 'signed-in') return
    leaveFeeds(admission)
    admission = { state: 'anonymous' }
    push(socket, consoleFeeds, 'staff:session-ended', { why })
  }

  const isHeld = (): boolean => admission.state === 'signed-in' && admission.isHeld

  const connection: ConsoleConnection = {
    session: () => (admission.state === 'signed-in' ? admission : null),
    endSession,
    handOver: (notice) => {
      push(socket, consoleFeeds, 'lesson:handed-over', notice)
    },
    firstRunDone: () => {
      push(socket, consoleFeeds, 'hub:first-run-done', {})
    },
    sendFlag: (flag) => {
      if (admission.state === 'signed-in' && !admission.isHeld)
        push(socket, consoleFeeds, 'flag:raised', redactFlag(flag, admission.viewer.screens))
    },
    sendBreach: (news) => {
      if (!isHeld()) push(socket, consoleFeeds, 'breach:changed', news)
    },
    sendIncident: (news) => {
      if (!isHeld()) push(socket, consoleFeeds, 'incident:changed', news)
    },
    sendPupilReport: (news) => {
      push(socket, consoleFeeds, 'pupil-report:changed', news)
    },
  }

  const noteForbidden = async (event: string, caller: Caller, refusal: Refusal): Promise<void> => {
    const { actor } = caller
    const noted = await store.transact(async (records) => {
      const detail = `${refusal.code}: ${refusal.detail}`
      await records.audit.append({ at: clock.now(), action: 'role:refused', staff: actor, subject: event, detail, address: actor.address })
      return ok(null)
    })
    if (!noted.ok) log.warn('refusal-not-audited', { event, code: noted.code })
  }

  /** Who makes this call, if they may. */
  const admitCaller = async (event: EventOf<ConsoleOrders>, payload: unknown): Promise<Outcome<Visitor | Caller, RefusalCode>> => {
    if (isAnonymousCall(event)) return ok(visitor)
    const speaker = admission
    if (speaker.state !== 'signed-in') return fail('sign-in-needed', 'Sign in first.')
    const live = await sessions.check(speaker.sessionId)
    if (!live.ok) {
      if (live.code === 'account-disabled') connections.endSession(speaker.sessionId, 'disabled')
      else if (live.code === 'session-expired' || live.code === 'sign-in-needed') {
        connections.endSession(speaker.sessionId, speaker.expiresAt <= clock.now() ? 'expired' : 'idle')
      }
      return live
    }
    const { staff, secondFactorMissing } = live.value
    speaker.isHeld = secondFactorMissing
    const present = (): boolean => admission === speaker
    const caller: Caller = {
      ...visitor,
      sessionId: speaker.sessionId,
      staff,
      actor: { staffId: staff.staffId, displayName: staff.displayName, address: peer.address },
      viewer: speaker.viewer,
      present,
      afterAnswer: (work) => {
        setImmediate(() => {
          if (present()) work()
        })
      },
    }
    const forbidden = permit(event, payload, staff, (deviceId) => roster.get(deviceId)?.roomId ?? null)
    if (forbidden === null) {
      return secondFactorMissing && !isOwnAccountCall(event)
        ? fail(
            'second-factor-missing',
            'The school asks officers and heads for a second factor. Set one up under “Your account” in the console first.',
          )
        : ok(caller)
    }
    await noteForbidden(event, caller, forbidden)
    return forbidden
  }

  const guarded =
    (event: EventOf<ConsoleOrders>) =>
    async (payload: unknown): Promise<Answer<unknown>> => {
      const caller = await admitCaller(event, payload)
      if (!caller.ok) return caller
      // The table ties each event to its payload and caller; a lookup by a runtime name cannot show that to the compiler.
      const carryOut = calls[event] as (payload: unknown, who: Visitor | Caller) => Answer<unknown> | Promise<Answer<unknown>>
      return carryOut(payload, caller.value)
    }
  // Built from the table's own names, so that it holds a handler for each.
  const handlers = Object.fromEntries(
    (Object.keys(consoleOrders) as EventOf<ConsoleOrders>[]).map((event) => [event, guarded(event)]),
  ) as Handlers<ConsoleOrders>

  const noteRefusal = (event: string, code: RefusalCode): void => {
    log.warn('console-refused', { address: peer.address, event: event.slice(0, 60), code })
    if (tally.note(code) !== 'drop') return
    push(socket, consoleFeeds, 'staff:session-ended', { why: 'too-many-refusals' })
    close()
    socket.disconnect(true)
  }

  const unbind = bind(socket, consoleOrders, handlers, {
    otherDirection: consoleFeeds,
    admit: () => (rate(performance.now()) ? null : refuse('too-fast', 'More messages than this hub takes from one console.')),
    onRefused: (event, { code }) => {
      noteRefusal(event, code)
    },
    onFault: (event, error) => {
      log.error('console-handler-failed', error, { event })
    },
  })
  connections.add(connection)

  socket.on('disconnect', (reason, description) => {
    const wrong = dropReason(reason, description)
    if (wrong !== null) noteRefusal(reason, wrong)
    close()
  })
}
