import { createPublicKey, type KeyObject } from 'node:crypto'
import { channelSignatureBytes } from '#shared/model/console-channel'
import { channelNames, type ConsoleChannel, type ConsoleSystem, mostChannelBytes, signatureNameOf } from '#shared/model/console-build'
import type { ConsoleUpdateTrouble } from '#shared/model/console-update'
import { fail, ok, type Outcome } from '#shared/outcome'
import { checkChannel } from '../../hub/builds/check-channel'

/** Reads a file below the hub's updates, up to so many bytes; null where the hub has none. */
export type ReadOffered = (name: string, mostBytes: number) => Promise<Outcome<Uint8Array | null, 'unreachable' | 'malformed'>>

/** The keys in a file of PEM blocks, Ed25519 only; the second is the one that is to take the first one's place. */
export function readUpdateKeys(text: string): readonly KeyObject[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[\s\S]{1,400}?-----END PUBLIC KEY-----/gu) ?? []
  return blocks.flatMap((pem) => {
    try {
      const key = createPublicKey(pem)
      return key.asymmetricKeyType === 'ed25519' ? [key] : []
    } catch {
      // OpenSSL's only word on a text that is no key.
      return []
    }
  })
}

/**
 * What the hub offers, once one of this console's keys is found to have signed it; null where it offers nothing. The hub itself is not believed: it
 * carries what the school's technician signed.
 */
export async function readSignedOffer(
  read: ReadOffered,
  system: ConsoleSystem,
  keys: readonly KeyObject[],
): Promise<Outcome<ConsoleChannel | null, ConsoleUpdateTrouble>> {
  const name = channelNames[system]
  const first = await readOnce(read, name, system, keys)
  // Another build may have been added between channel and signature.
  return !first.ok && first.code === 'bad-signature' ? readOnce(read, name, system, keys) : first
}

async function readOnce(
  read: ReadOffered,
  name: string,
  system: ConsoleSystem,
  keys: readonly KeyObject[],
): Promise<Outcome<ConsoleChannel | null, ConsoleUpdateTrouble>> {
  const text = await read(name, mostChannelBytes)
  if (!text.ok) return text
  if (text.value === null) return ok(null)
  const signature = await read(signatureNameOf(name), channelSignatureBytes)
  if (!signature.ok) return signature
  if (signature.value === null) return fail('bad-signature', 'What the hub offers is not signed.')
  const checked = checkChannel(text.value, signature.value, system)
  if (!checked.ok) return checked
  const { channel, signer } = checked.value
  if (!keys.some((key) => key.equals(signer)))
    return fail('unknown-key', 'What the hub offers is signed, but not with the key of this console’s package.')
  return ok(channel)
}
