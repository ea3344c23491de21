import { z } from 'zod'
import { timestampSchema } from './scalars'

/** The end of a hub's chain at one moment, signed. Whoever keeps one can tell later whether anything before it was rewritten. */
export const chainHeadSchema = z.object({
  format: z.literal('classwarden-chain-head-1'),
  /** SHA-256 of the hub's authority, lower-case hex: which hub. */
  hub: z.string().regex(/^[0-9a-f]{64}$/u),
  links: z.number().int().nonnegative(),
  /** SHA-256 of the newest link, lower-case hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  at: timestampSchema,
  /** Ed25519: SubjectPublicKeyInfo (RFC 8410), base64. */
  publicKey: z.base64().max(200),
  /** Base64, of `signedWords`. */
  signature: z.base64().max(200),
})
export type SignedChainHead = z.infer<typeof chainHeadSchema>

/** What is signed: every field but the signature, in this order. */
export const signedWords = ({ format, hub, links, hash, at, publicKey }: Omit<SignedChainHead, 'signature'>): string =>
  JSON.stringify([format, hub, links, hash, at, publicKey])
