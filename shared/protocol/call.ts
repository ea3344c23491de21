import { z } from 'zod'
import { fail, type Outcome } from '../outcome'
import { type RefusalCode, refusalSchema } from './refusal'
import type { EventOf, PayloadIn, Reply, Table } from './table'
import type { WireSocket } from './wire'

/** Why a call brought no reply, beyond what the other side may answer. */
export type CallFailure = RefusalCode | 'link-lost' | 'no-answer' | 'bad-reply'

/** Read afresh: a link can go while an answer is awaited. */
const isLinked = (socket: WireSocket): boolean => socket.connected

const answered = z.object({ ok: z.literal(true), value: z.unknown() })

/**
 * Asks over the wire and parses what comes back. Never throws: no link is `link-lost`, no acknowledgement within
 * `timeoutMs` is `no-answer`, an answer outside the schema is `bad-reply`, a refusal keeps its code.
 */
export const call = async <T extends Table, E extends EventOf<T>>(
  socket: WireSocket,
  table: T,
  event: E,
  payload: PayloadIn<T, E>,
  timeoutMs: number,
): Promise<Outcome<Reply<T, E>, CallFailure>> => {
  if (!isLinked(socket)) return fail('link-lost', 'There is no connection to the other side.')
  let raw: unknown
  try {
    raw = await socket.timeout(timeoutMs).emitWithAck(event, payload)
  } catch {
    return isLinked(socket)
      ? fail('no-answer', `No answer came within ${timeoutMs / 1_000} s.`)
      : fail('link-lost', 'The connection was lost.')
  }
  const refusal = refusalSchema.safeParse(raw)
  if (refusal.success) return refusal.data
  const value = answered.safeParse(raw)
  const reply = value.success ? table[event]?.reply.safeParse(value.data.value) : undefined
  if (reply === undefined || !reply.success) return fail('bad-reply', `The answer to ${event} does not fit the protocol.`)
  // The table ties each event to its reply type; a lookup by a runtime name cannot show that to the compiler.
  return { ok: true, value: reply.data as Reply<T, E> }
}

/** Sends without waiting for an answer: for feeds whose loss is noticed another way. */
export const push = <T extends Table, E extends EventOf<T>>(socket: WireSocket, _table: T, event: E, payload: PayloadIn<T, E>): void => {
  socket.emit(event, payload)
}
