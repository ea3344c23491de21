import type { RefusalCode } from '#shared/protocol/refusal'

/**
 * What a peer did wrong when its connection ended by itself: Socket.IO's reason, and the error its WebSocket gave. Null when it did nothing
 * wrong. ws closes with `WS_ERR_UNSUPPORTED_MESSAGE_LENGTH` on a message over `maxHttpBufferSize` (PR5).
 */
export const dropReason = (reason: string, description: unknown): RefusalCode | null => {
  if (reason === 'parse error') return 'malformed'
  for (let cause = description, depth = 0; cause instanceof Error && depth < 4; depth += 1) {
    if ('code' in cause && cause.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'too-large'
    cause = 'description' in cause ? cause.description : 'context' in cause ? cause.context : cause.cause
  }
  return null
}
