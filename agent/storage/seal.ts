import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export const sealKeyBytes = 32

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * AES-256-GCM (NIST SP 800-38D) with a fresh random nonce: nonce, tag, then the content encrypted. `purpose` is authenticated with it, so that one
 * sealed file cannot take the place of another. `key` is 32 bytes.
 */
export function sealBytes(key: Uint8Array, purpose: string, content: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const encrypting = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(purpose))
  const body = Buffer.concat([encrypting.update(content), encrypting.final()])
  return Buffer.concat([nonce, encrypting.getAuthTag(), body])
}

/** The content; null for anything that was not sealed whole, with this key and for this purpose. */
export function unsealBytes(key: Uint8Array, purpose: string, sealed: Uint8Array): Buffer | null {
  if (sealed.byteLength < nonceBytes + tagBytes) return null
  const decrypting = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decrypting.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    const body = sealed.subarray(nonceBytes + tagBytes)
    return Buffer.concat([decrypting.update(body), decrypting.final()])
  } catch {
    // OpenSSL's only word on a tag that does not fit is to throw.
    return null
  }
}

/** As `sealBytes`, for text. */
export const seal = (key: Uint8Array, purpose: string, text: string): Uint8Array => sealBytes(key, purpose, Buffer.from(text))

/** As `unsealBytes`, for text. */
export const unseal = (key: Uint8Array, purpose: string, sealed: Uint8Array): string | null =>
  unsealBytes(key, purpose, sealed)?.toString('utf8') ?? null
