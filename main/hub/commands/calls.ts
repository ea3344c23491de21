import type { Staff } from '#shared/model/staff'
import type { Answer } from '#shared/protocol/bind'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { StaffSession } from '#shared/protocol/staff-calls'
import type { EventOf, Payload, ReplyIn } from '#shared/protocol/table'
import type { PictureViewer } from '../feeds/picture-desk'
import type { RoomViewer } from '../feeds/room-feed'
import type { Actor } from '../identity/actor'

/** A console as the feeds know it while somebody is signed in. */
export type Viewer = RoomViewer & PictureViewer

/** A connection, whether anybody is signed in or not. */
export interface Visitor {
  readonly address: string
  /** From now on this connection speaks for the session. */
  signIn(sessionId: string, session: StaffSession): void
}

/** A connection with somebody signed in, who may make the call at hand. */
export interface Caller extends Visitor {
  readonly sessionId: string
  readonly staff: Staff
  readonly actor: Actor
  readonly viewer: Viewer
  /** Whether this session still speaks on this connection: after a wait the person may have left. */
  present(): boolean
  /** Runs once the answer to this call has left, unless the console has signed out or gone by then. */
  afterAnswer(work: () => void): void
}

type AnonymousEvent = {
  [E in EventOf<ConsoleOrders>]: ConsoleOrders[E]['allowed'] extends 'anonymous' ? E : never
}[EventOf<ConsoleOrders>]

type CallBy<E extends EventOf<ConsoleOrders>, Who> = (
  payload: Payload<ConsoleOrders, E>,
  who: Who,
) => Answer<ReplyIn<ConsoleOrders, E>> | Promise<Answer<ReplyIn<ConsoleOrders, E>>>

/** What carries out each call, once it is permitted. */
export type Calls = {
  readonly [E in EventOf<ConsoleOrders>]: CallBy<E, E extends AnonymousEvent ? Visitor : Caller>
}
export type CallsNamed<E extends EventOf<ConsoleOrders>> = Pick<Calls, E>
