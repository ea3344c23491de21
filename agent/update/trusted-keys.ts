import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { signedPart, type ArchiveHeader } from '#shared/model/build-archive'
import { fail, ok, type Outcome } from '#shared/outcome'
import { writeDurably } from '../storage/durable-file'
import { versionsFolder } from './version-state'

/** Beside the launcher, and, from the enrolment bundle, in the data folder. */
export const updateKeyName = 'update-key.pem'

const keptKeysSchema = z.object({
  format: z.literal('classwarden-update-keys-1'),
  /** SPKI in PEM: of builds that were signed by a key trusted before. */
  keys: z.array(z.string()).max(20),
  /** SHA-256 of the SPKI form of keys that they replaced. */
  retired: z.array(z.string()).max(20),
})
type KeptKeys = z.infer<typeof keptKeysSchema>

const keysFile = (dataFolder: string): string => path.join(versionsFolder(dataFolder), 'keys.json')

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })
const fingerprint = (key: KeyObject): string => createHash('sha256').update(spki(key)).digest('hex')

function parseKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    // OpenSSL's only word on a text that is no key.
    return null
  }
}

async function readKept(dataFolder: string): Promise<KeptKeys> {
  const text = await readFile(keysFile(dataFolder), 'utf8').catch(() => null)
  const kept = text === null ? null : keptKeysSchema.safeParse(JSON.parse(text))
  return kept?.data ?? { format: 'classwarden-update-keys-1', keys: [], retired: [] }
}

/**
 * [UP3] The keys whose builds this PC takes: the package's own, the one its enrolment bundle held, and those that a build signed by one of them named in
 * its place. Nothing the hub says adds to them.
 */
export async function trustedKeys(packageFolder: string, dataFolder: string): Promise<readonly KeyObject[]> {
  const kept = await readKept(dataFolder)
  const files = [path.join(packageFolder, updateKeyName), path.join(dataFolder, updateKeyName)]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => null)))
  const keys = [...kept.keys, ...texts].flatMap((pem) => (pem === null ? [] : (parseKey(pem) ?? [])))
  return keys.filter((key) => !kept.retired.includes(fingerprint(key)))
}

/** What precedes a raw Ed25519 public key in SPKI (RFC 8410, 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** Whether one of these keys signed the manifest. */
export function checkSignature(
  { key, signature, manifest }: ArchiveHeader,
  trusted: readonly KeyObject[],
): Outcome<KeyObject, 'unknown-key' | 'bad-signature'> {
  const signer = trusted.find((one) => spki(one).equals(Buffer.concat([spkiPrefix, key])))
  if (signer === undefined)
    return fail('unknown-key', 'It is signed by a key that this PC does not know: build it with the key of the installed package.')
  if (!verify(null, signedPart(manifest), signer, signature)) return fail('bad-signature', 'The signature does not fit.')
  return ok(signer)
}

/** [UP3] From now on `nextKeyPem` stands in the place of the key that signed the build which names it. Throws what the file system throws. */
export async function replaceKey(dataFolder: string, { key }: Pick<ArchiveHeader, 'key'>, nextKeyPem: string): Promise<void> {
  if (parseKey(nextKeyPem) === null) return
  const kept = await readKept(dataFolder)
  const retired = createHash('sha256')
    .update(Buffer.concat([spkiPrefix, key]))
    .digest('hex')
  const next: KeptKeys = {
    format: 'classwarden-update-keys-1',
    keys: [...kept.keys.filter((one) => one !== nextKeyPem), nextKeyPem].slice(-20),
    retired: [...kept.retired.filter((one) => one !== retired), retired].slice(-20),
  }
  await writeDurably(keysFile(dataFolder), JSON.stringify(next))
}
