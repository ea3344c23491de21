import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { lstat, open, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type BuildFile, type BuildManifest, buildManifestSchema, type ProgramManifest } from '#shared/model/agent-build'
import { signedPart, writeArchiveHeader } from '#shared/model/build-archive'
import { protocolVersion } from '#shared/protocol/version'
import { PackageFailure } from './workspace'

const zip = promisify(gzip)

export type BuildTarget = Pick<ProgramManifest, 'platform' | 'node' | 'desktop'>

const likeThisMachine: BuildTarget = { platform: `${process.platform}-${process.arch}`, node: process.versions.node, desktop: null }

export interface ArchiveOrder {
  /** The agent's tree as it is installed. */
  readonly folder: string
  /** What of it only the package brings; paths in the folder. */
  readonly leaveOut: readonly string[]
  readonly version: string
  /** The PCs it is for; those like this machine unless named. */
  readonly target?: BuildTarget
  /** Ed25519, PEM. */
  readonly signingKeyPem: string
  /** Its public half signs from this build on, in place of the present key. */
  readonly nextKeyPem: string | null
  readonly file: string
}

/** [UP2] Writes the update archive of an agent's tree. The same tree, version and key make the same files; only the moment differs. */
export async function writeUpdateArchive(order: ArchiveOrder): Promise<void> {
  const { folder, leaveOut, version, target = likeThisMachine, signingKeyPem, nextKeyPem, file } = order
  const files: BuildFile[] = []
  const packed: Buffer[] = []
  for (const place of await filesIn(folder)) {
    if (leaveOut.some((left) => place === left || place.startsWith(`${left}/`))) continue
    const content = await readFile(path.join(folder, place))
    const { mode } = await lstat(path.join(folder, place))
    // Its highest level takes nine times as long for a twentieth less.
    const part = await zip(content)
    packed.push(part)
    const sha256 = createHash('sha256').update(content).digest('hex')
    files.push({ path: place, bytes: content.byteLength, sha256, packedBytes: part.byteLength, executable: (mode & 0o111) !== 0 })
  }
  const manifest: BuildManifest = {
    format: 'classwarden-agent-build-1',
    kind: 'program',
    version,
    ...target,
    protocol: protocolVersion,
    madeAt: Date.now(),
    nextKey: nextKeyPem,
    files,
  }
  await writeSigned(manifest, packed, signingKeyPem, file)
}

/** [UP4] Writes the makers' order to go back from one version to the one before it. */
export async function writeRollBack(from: string, to: string, signingKeyPem: string, file: string): Promise<void> {
  await writeSigned({ format: 'classwarden-agent-build-1', kind: 'roll-back', from, to, madeAt: Date.now() }, [], signingKeyPem, file)
}

async function writeSigned(manifest: BuildManifest, packed: readonly Buffer[], signingKeyPem: string, file: string): Promise<void> {
  const fits = buildManifestSchema.safeParse(manifest)
  if (!fits.success) throw new PackageFailure(`No update archive can be made of this: ${fits.error.message}`)
  const text = Buffer.from(JSON.stringify(manifest))
  const privateKey = createPrivateKey(signingKeyPem)
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new PackageFailure('The signing key is not an Ed25519 key.')
  // The last 32 bytes of the SPKI form are the key itself (RFC 8410, 4).
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32)
  const header = writeArchiveHeader({ key, signature: sign(null, signedPart(text), privateKey), manifest: text })
  const handle = await open(file, 'w')
  try {
    for (const part of [header, ...packed]) await handle.writeFile(part)
  } finally {
    await handle.close()
  }
}

/** Regular files, sorted, as paths in the folder. */
async function filesIn(folder: string, inside = ''): Promise<string[]> {
  const found: string[] = []
  for (const entry of (await readdir(path.join(folder, inside), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = path.posix.join(inside, entry.name)
    if (entry.isDirectory()) found.push(...(await filesIn(folder, place)))
    else if (entry.isFile()) found.push(place)
  }
  return found
}

/** The public half of a signing key, SPKI in PEM. */
export const publicKeyPem = (signingKeyPem: string): string =>
  createPublicKey(signingKeyPem).export({ type: 'spki', format: 'pem' }).toString()

/** As the package and its PCs keep it. */
export const writePublicKey = (signingKeyPem: string, file: string): Promise<void> => writeFile(file, publicKeyPem(signingKeyPem))
