import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { ok, type Outcome } from '#shared/outcome'
import type { StoreFaultCode } from '../../store/faults'
import type { Store } from '../../store/store'

/** The key (Ed25519, RFC 8032) by which the hub stands for what it hands out. */
export interface SigningKey {
  /** SubjectPublicKeyInfo (RFC 8410), base64 of its DER form: what others check a signature with. */
  readonly publicKey: string
  /** Base64. */
  sign(message: string): string
}

/** Made when it is first needed, and kept in the encrypted store. */
export const openSigningKey = async (store: Store, now: number): Promise<Outcome<SigningKey, StoreFaultCode>> => {
  const kept = await store.transact(async ({ settings }) => {
    const found = await settings.find('signing-key')
    if (found !== null) return ok(found)
    const made = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    await settings.keep('signing-key', made, now)
    return ok(made)
  })
  return kept.ok ? ok(keyOf(createPrivateKey(kept.value))) : kept
}

const keyOf = (privateKey: KeyObject): SigningKey => ({
  publicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64'),
  sign: (message) => sign(null, Buffer.from(message), privateKey).toString('base64'),
})

/** Whether this signature is of this message by the holder of this key; a key or signature that cannot be read is none. */
export const isSignedBy = (publicKey: string, message: string, signature: string): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(message), key, Buffer.from(signature, 'base64'))
  } catch {
    // OpenSSL's only word on bytes that are no key is to throw.
    return false
  }
}
