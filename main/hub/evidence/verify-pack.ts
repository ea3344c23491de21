import { type EvidenceManifest, evidenceManifestSchema, evidenceWords } from '#shared/model/evidence'
import { fail, ok, type Outcome } from '#shared/outcome'
import { isSignedBy } from '../identity/signing-key'
import { readArchive, sha256Of } from './evidence-archive'

export interface CheckedPack {
  readonly manifest: EvidenceManifest
  /** What is not as it was signed; empty when all is well. */
  readonly faults: readonly string[]
}

const manifestName = 'manifest.json'

const parse = (content: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(content))
  } catch {
    return null
  }
}

/** Checks a pack by itself, without the hub: its signature, and each file against it. `publicKey`: the one the school told, if it did. */
export const checkPack = async (
  archive: Uint8Array,
  passphrase: string,
  publicKey: string | null,
): Promise<Outcome<CheckedPack, 'archive-unreadable' | 'manifest-invalid'>> => {
  const files = await readArchive(archive, passphrase)
  if (!files.ok) return files
  const given = files.value.find(({ name }) => name === manifestName)
  const manifest = evidenceManifestSchema.safeParse(given === undefined ? null : parse(given.content))
  if (!manifest.success)
    return fail('manifest-invalid', 'The archive holds no manifest of an evidence pack, or it was changed past reading.')
  const { files: named, signature } = manifest.data
  const faults: string[] = []
  if (!isSignedBy(manifest.data.publicKey, evidenceWords(manifest.data), signature)) faults.push('the manifest is not as it was signed')
  if (publicKey !== null && publicKey !== manifest.data.publicKey) faults.push('it was signed by another key than the one given')
  const held = new Map(files.value.map(({ name, content }) => [name, content]))
  if (held.size !== files.value.length) faults.push('a name stands twice in the archive')
  for (const { name, bytes, sha256 } of named) {
    const content = held.get(name)
    if (content === undefined) faults.push(`${name} is missing`)
    else if (content.byteLength !== bytes || sha256Of(content) !== sha256) faults.push(`${name} was changed`)
  }
  const known = new Set([manifestName, ...named.map(({ name }) => name)])
  for (const name of held.keys()) if (!known.has(name)) faults.push(`${name} was put in`)
  return ok({ manifest: manifest.data, faults })
}

/** What the command prints, line by line. */
export const packWords = ({ manifest, faults }: CheckedPack): string[] => [
  `Evidence pack ${manifest.packId} of incident ${manifest.incidentNumber}, made on ${new Date(manifest.madeAt).toISOString()}, ${manifest.files.length} files.`,
  `Hub (SHA-256 of its authority): ${manifest.hub}`,
  `Signed by the key ${manifest.publicKey}. Ask the school by another way whether that is its key.`,
  ...faults.map((fault) => `NOT AS SIGNED: ${fault}.`),
  faults.length === 0 ? 'Every file is as it was signed.' : `${faults.length} found. Do not rely on this pack.`,
]
