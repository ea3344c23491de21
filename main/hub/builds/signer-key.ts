import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** What precedes a raw Ed25519 public key in SPKI (RFC 8410, 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** Null: these 32 bytes are no key. */
export function signerKey(raw: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' })
  } catch {
    // OpenSSL's only word on bytes that are no key.
    return null
  }
}

/** SHA-256 of its SPKI form, lower-case hex. */
export const keyFingerprintOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
