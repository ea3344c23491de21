import { createHash, verify } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type BuildFile, type BuildManifest, buildManifestSchema, mostManifestBytes } from '#shared/model/agent-build'
import { archiveHeadBytes, headerBytesOf, readArchiveHeader, signedPart } from '#shared/model/build-archive'
import { fail, ok, type Outcome } from '#shared/outcome'
import { agreeVersion, protocolVersion } from '#shared/protocol/version'
import { keyFingerprintOf, signerKey } from './signer-key'

export interface CheckedArchive {
  readonly manifest: BuildManifest
  readonly buildId: string
  /** SHA-256 of the signer's key in SPKI form. */
  readonly keyFingerprint: string
  readonly bytes: number
}

const refused = (detail: string) => fail('build-refused', detail)

/**
 * [UP2] Whether an archive is whole and what its own signature says. Whose signature it is the hub cannot judge: each PC takes only that of the key
 * that came with its package. Reads it piece by piece. Throws what the file system throws.
 */
export async function checkArchive(file: string): Promise<Outcome<CheckedArchive, 'build-refused'>> {
  const { size } = await stat(file)
  const head = await readHead(file, Math.min(size, archiveHeadBytes + mostManifestBytes))
  const header = readArchiveHeader(head)
  if (!header.ok) return refused(`${header.detail} Choose the .cwbuild file that npm run package made.`)
  const { key: rawKey, signature, manifest: text } = header.value
  const key = signerKey(rawKey)
  if (key === null || !verify(null, signedPart(text), key, signature)) {
    return refused('The signature does not fit the archive: it was changed, or not signed. Fetch it again from whoever made it.')
  }
  const manifest = parseManifest(text)
  if (manifest === null) return refused('The archive is for another version of Classwarden: update the hub first.')
  const headerBytes = headerBytesOf(head)
  let at = headerBytes.ok ? headerBytes.value : 0
  if (manifest.kind === 'program') {
    if (agreeVersion(protocolVersion, manifest.protocol) === null)
      return refused('Agents of this build speak another protocol than this hub: update the hub first.')
    for (const one of manifest.files) {
      const whole = at + one.packedBytes <= size && (await unfoldsTo(file, at, one))
      if (!whole) return refused(`The archive is cut short or damaged (${one.path}). Fetch it again from whoever made it.`)
      at += one.packedBytes
    }
  }
  if (at !== size) return refused('The archive is cut short, or longer than its manifest says. Fetch it again from whoever made it.')
  return ok({ manifest, buildId: createHash('sha256').update(text).digest('hex'), keyFingerprint: keyFingerprintOf(key), bytes: size })
}

async function readHead(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function parseManifest(text: Uint8Array): BuildManifest | null {
  try {
    return buildManifestSchema.safeParse(JSON.parse(Buffer.from(text).toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Stops as soon as more comes out than the manifest says: a few bytes can unfold to a whole disk. */
async function unfoldsTo(file: string, start: number, { bytes, sha256, packedBytes }: BuildFile): Promise<boolean> {
  const hash = createHash('sha256')
  let unfolded = 0
  try {
    await pipeline(
      createReadStream(file, { start, end: start + packedBytes - 1 }),
      createGunzip(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          unfolded += chunk.byteLength
          if (unfolded > bytes) throw new Error('too long')
          hash.update(chunk)
        }
      },
    )
  } catch {
    // zlib's only word on what is cut short or changed.
    return false
  }
  return unfolded === bytes && hash.digest('hex') === sha256
}
