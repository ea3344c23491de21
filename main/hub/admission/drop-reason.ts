import type { RefusalCode } from '#shared/protocol/refusal'

/**
 * What a peer did wrong when its connection ended by itself, by Socket.IO's reason and description; null when it did nothing wrong. A message over
 * `maxHttpBufferSize` (PR5) shows as an error of ws, of which Engine.IO hands on the words alone.
 */
export const dropReason = (reason: string, description: unknown): RefusalCode | null => {
  if (reason === 'parse error') return 'malformed'
  return description instanceof Error && description.message.includes('Max payload size exceeded') ? 'too-large' : null
}
