import { z } from 'zod'
import type { Role } from '../model/staff'

/** Who may make a call: nobody signed in yet, anyone signed in, or named roles. */
export type Allowed = 'anonymous' | 'signed-in' | readonly Role[]

export interface Message<Payload extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  readonly payload: Payload
  readonly reply: Reply
}

/** One direction of one link: every event that may travel it, with the schema of what is sent and of what is answered. */
export type Table = Readonly<Record<string, Message>>

export type EventOf<T extends Table> = keyof T & string
/** What a sender hands over. */
export type PayloadIn<T extends Table, E extends EventOf<T>> = z.input<T[E]['payload']>
/** What a handler gets: parsed. */
export type Payload<T extends Table, E extends EventOf<T>> = z.output<T[E]['payload']>
/** What a handler returns. */
export type ReplyIn<T extends Table, E extends EventOf<T>> = z.input<T[E]['reply']>
/** What a caller gets: parsed. */
export type Reply<T extends Table, E extends EventOf<T>> = z.output<T[E]['reply']>

/** Nothing to say beyond "done". */
export const doneSchema = z.null()

export const message = <P extends z.ZodType, R extends z.ZodType>(payload: P, reply: R): Message<P, R> => ({ payload, reply })

/** A call from a console, with the roles that may make it: the hub enforces them, the views hide what they forbid. */
export const staffCall = <const A extends Allowed, P extends z.ZodType, R extends z.ZodType>(allowed: A, payload: P, reply: R) => ({
  allowed,
  payload,
  reply,
})

/** A fact from an agent: `sequence` grows by at least one within a connection, `takenAt` is when the sensor saw it. */
export const fact = <P extends z.ZodType, R extends z.ZodType>(body: P, reply: R) =>
  message(z.object({ sequence: z.number().int().positive(), takenAt: z.number().int().nonnegative(), body }), reply)
