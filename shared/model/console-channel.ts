import { parse } from 'yaml'
import { fail, ok, type Outcome } from '../outcome'
import { type ConsoleChannel, consoleChannelSchema, type ConsoleSystem, mostChannelBytes } from './console-build'

const installerEnds: Readonly<Record<ConsoleSystem, string>> = { windows: '.exe', linux: '.deb' }

/** Reads what electron-builder wrote of a build; `malformed` where it is too long, no YAML, or names nothing to install on that system. */
export function readChannel(text: string, system: ConsoleSystem): Outcome<ConsoleChannel, 'malformed'> {
  if (text.length > mostChannelBytes) return fail('malformed', 'The channel file is too long.')
  const read = consoleChannelSchema.safeParse(parseText(text))
  if (!read.success) {
    const issue = read.error.issues[0]
    return fail('malformed', `The channel file does not fit (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}).`.slice(0, 300))
  }
  if (!read.data.files.every(({ url }) => url.endsWith(installerEnds[system])))
    return fail('malformed', 'The channel file is for another system.')
  return ok(read.data)
}

function parseText(text: string): unknown {
  try {
    // Aliases are how a few bytes become many.
    return parse(text, { maxAliasCount: 0 })
  } catch {
    // Its only word on what is no YAML.
    return null
  }
}

/*
 * Beside a channel lies its signature: eight letters, the signer's Ed25519 public key (32 bytes, RFC 8032), and the signature (64 bytes) over the
 * letters and the channel's bytes. The letters keep what the same key signs for other purposes apart.
 */
const letters = Uint8Array.from('CWCHANN1', (letter) => letter.charCodeAt(0))
const signatureAt = letters.length + 32
export const channelSignatureBytes = signatureAt + 64

/** What the signature is over. */
export function signedChannel(channel: Uint8Array): Uint8Array<ArrayBuffer> {
  const signed = new Uint8Array(letters.length + channel.length)
  signed.set(letters)
  signed.set(channel, letters.length)
  return signed
}

export interface ChannelSignature {
  /** Raw. */
  readonly key: Uint8Array
  readonly signature: Uint8Array
}

export function writeChannelSignature({ key, signature }: ChannelSignature): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(channelSignatureBytes)
  file.set(letters)
  file.set(key, letters.length)
  file.set(signature, signatureAt)
  return file
}

export function readChannelSignature(file: Uint8Array): Outcome<ChannelSignature, 'malformed'> {
  if (file.length !== channelSignatureBytes || letters.some((letter, at) => file[at] !== letter))
    return fail('malformed', 'This is no signature of a channel.')
  return ok({ key: file.subarray(letters.length, signatureAt), signature: file.subarray(signatureAt) })
}
