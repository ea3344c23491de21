import { fail } from '#shared/outcome'

/** Ids kept per session: far more orders than anybody gives in a day. */
const idsPerSession = 2_000

/** The order ids a staff session has used (PR10), so that a repeated order is not carried out twice. */
export interface OrderMemory {
  /** False when this session has used the id before. */
  take(sessionId: string, orderId: string): boolean
  /** The order came to nothing: it may be given again. */
  giveBack(sessionId: string, orderId: string): void
  forget(sessionId: string): void
}

export const replayed = () => fail('replayed', 'This order was given before; it is not carried out twice.')

export const createOrderMemory = (): OrderMemory => {
  const sessions = new Map<string, Set<string>>()
  return {
    take: (sessionId, orderId) => {
      const used = sessions.get(sessionId) ?? new Set<string>()
      sessions.set(sessionId, used)
      if (used.has(orderId)) return false
      used.add(orderId)
      const [oldest] = used
      if (used.size > idsPerSession && oldest !== undefined) used.delete(oldest)
      return true
    },
    giveBack: (sessionId, orderId) => {
      sessions.get(sessionId)?.delete(orderId)
    },
    forget: (sessionId) => {
      sessions.delete(sessionId)
    },
  }
}
