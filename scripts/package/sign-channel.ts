import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { signatureNameOf } from '#shared/model/console-build'
import { signedChannel, writeChannelSignature } from '#shared/model/console-channel'
import { PackageFailure } from './workspace'

/** Writes a channel's signature beside it, which consoles ask for before they take what it names. */
export async function signChannel(file: string, signingKeyPem: string): Promise<void> {
  const privateKey = createPrivateKey(signingKeyPem)
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new PackageFailure('The signing key is not an Ed25519 key.')
  // The last 32 bytes of the SPKI form are the key itself (RFC 8410, 4).
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32)
  const signature = sign(null, signedChannel(await readFile(file)), privateKey)
  await writeFile(path.join(path.dirname(file), signatureNameOf(path.basename(file))), writeChannelSignature({ key, signature }))
}
