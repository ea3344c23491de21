import type { z } from 'zod'
import { type Refusal, refuse } from './refusal'
import type { EventOf, Payload, ReplyIn, Table } from './table'
import type { WireSocket } from './wire'

/** A handler answers with the reply, or refuses with a closed-set code. */
export type Handlers<T extends Table> = {
  readonly [E in EventOf<T>]: (payload: Payload<T, E>) => Answer<ReplyIn<T, E>> | Promise<Answer<ReplyIn<T, E>>>
}
export type Answer<R> = { readonly ok: true; readonly value: R } | Refusal

export interface BindOptions {
  /** The table of the other direction, so that a message sent the wrong way is named as such. */
  readonly otherDirection: Table
  /** Runs after parsing and before the handler; a refusal ends the message there. */
  readonly admit?: (event: string, payload: unknown) => Refusal | null
  /** Every refused message, for counting; never holds the payload. */
  readonly onRefused: (event: string, refusal: Refusal) => void
  /** A handler threw: a bug, answered as `internal`. */
  readonly onFault: (event: string, error: unknown) => void
}

const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0]
  return issue === undefined ? 'does not fit its schema' : `${issue.path.join('.') || 'message'}: ${issue.message}`.slice(0, 300)
}

const isAcknowledge = (value: unknown): value is (reply: unknown) => void => typeof value === 'function'

/**
 * Routes everything that arrives on a socket through one table: parses the payload, calls the handler, acknowledges with
 * `{ok: true, value}` or `{ok: false, code, detail}`. One bad message never ends the other messages. Returns the way to stop listening.
 */
export const bind = <T extends Table>(socket: WireSocket, table: T, handlers: Handlers<T>, options: BindOptions): (() => void) => {
  const refuseWith = (event: string, refusal: Refusal): Refusal => {
    options.onRefused(event, refusal)
    return refusal
  }

  const answer = async (event: string, args: readonly unknown[]): Promise<Answer<unknown>> => {
    if (!Object.hasOwn(table, event)) {
      const known = Object.hasOwn(options.otherDirection, event)
      const code = known ? 'wrong-direction' : 'unknown-message'
      return refuseWith(event, refuse(code, known ? 'This message only travels the other way.' : 'This side knows no such message.'))
    }
    const parsed = table[event]?.payload.safeParse(args[0])
    if (parsed === undefined || !parsed.success) {
      return refuseWith(event, refuse('malformed', parsed === undefined ? 'no schema' : firstIssue(parsed.error)))
    }
    const stopped = options.admit?.(event, parsed.data) ?? null
    if (stopped !== null) return refuseWith(event, stopped)
    // The table ties each event to its payload type; a lookup by a runtime name cannot show that to the compiler.
    const handler = handlers[event as EventOf<T>] as (payload: unknown) => Answer<unknown> | Promise<Answer<unknown>>
    const answered = await handler(parsed.data)
    return answered.ok ? answered : refuseWith(event, answered)
  }

  const listener = (event: string, ...args: unknown[]): void => {
    const last = args.at(-1)
    const acknowledge = isAcknowledge(last) ? last : null
    answer(event, acknowledge === null ? args : args.slice(0, -1)).then(
      (reply) => acknowledge?.(reply),
      (error: unknown) => {
        options.onFault(event, error)
        acknowledge?.(refuse('internal', 'Something went wrong on this side; it has been logged.'))
      },
    )
  }

  socket.onAny(listener)
  return () => {
    socket.offAny(listener)
  }
}
