import { type KeyObject, verify } from 'node:crypto'
import { type ConsoleChannel, type ConsoleSystem } from '#shared/model/console-build'
import { readChannel, readChannelSignature, signedChannel } from '#shared/model/console-channel'
import { fail, ok, type Outcome } from '#shared/outcome'
import { signerKey } from './signer-key'

export interface CheckedChannel {
  readonly channel: ConsoleChannel
  /** Whose signature it is; whether that is anybody's to trust, each console judges by the key of its package. */
  readonly signer: KeyObject
}

export type ChannelFault = 'malformed' | 'bad-signature'

/** Whether a channel is as its own signature says. Nothing of it is read before. */
export function checkChannel(text: Uint8Array, signatureFile: Uint8Array, system: ConsoleSystem): Outcome<CheckedChannel, ChannelFault> {
  const signature = readChannelSignature(signatureFile)
  if (!signature.ok) return signature
  const signer = signerKey(signature.value.key)
  if (signer === null || !verify(null, signedChannel(text), signer, signature.value.signature))
    return fail('bad-signature', 'The signature does not fit the channel file: it was changed after it was signed.')
  const channel = readChannel(Buffer.from(text).toString('utf8'), system)
  return channel.ok ? ok({ channel: channel.value, signer }) : channel
}
