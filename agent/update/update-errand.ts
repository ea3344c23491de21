import { createHash } from 'node:crypto'
import { copyFile, link, mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type BuildFile, type BuildManifest, buildManifestSchema, type BuildTrouble, type ProgramManifest } from '#shared/model/agent-build'
import { readArchiveHeader } from '#shared/model/build-archive'
import { compareVersions } from '#shared/model/version-order'
import { type Failure, fail, ok, type Outcome } from '#shared/outcome'
import { patientNiceness, setNiceness } from '../niceness'
import { errorCode } from '../storage/durable-file'
import { agentVersion } from '../version'
import { type ErrandAnswer, headerName, incomingOf, type Range } from './incoming'
import { checkSignature, trustedKeys } from './trusted-keys'
import { isLaidOut, readUpdateState, versionsFolder } from './version-state'

const unzip = promisify(gunzip)

export interface ErrandOrder {
  /** `plan` says what to fetch; `lay-out` makes the version's folder of what was fetched. */
  readonly work: 'plan' | 'lay-out'
  readonly buildId: string
  readonly dataFolder: string
  /** Where the running program lies: what did not change is taken from there. */
  readonly programFolder: string
  readonly packageFolder: string
  readonly packageVersion: string
  /** Of the package's program on a Windows desktop (`desktopSources`). */
  readonly packageDesktop: string
}

type Refused = Failure<BuildTrouble>

/** The hidden command: checks a build anew from what lies on the disk, in a process of its own that ends. One line of JSON on `output`. */
export async function updateBuildCommand(order: ErrandOrder, output: NodeJS.WritableStream): Promise<void> {
  setNiceness(process.pid, patientNiceness)
  const answer = await answerTo(order)
  output.write(`${JSON.stringify(answer)}\n`)
}

async function answerTo(order: ErrandOrder): Promise<ErrandAnswer> {
  try {
    const manifest = await examine(order)
    if (!manifest.ok) return manifest
    if (manifest.value.kind === 'roll-back') return { ok: true, ranges: [] }
    if (order.work === 'lay-out') {
      const laidOut = await layOut(order, manifest.value)
      return laidOut.ok ? { ok: true, ranges: [] } : laidOut
    }
    const { bavail, bsize } = await statfs(order.dataFolder)
    const needed = manifest.value.files.reduce((sum, { bytes, packedBytes }) => sum + bytes + packedBytes, 0)
    if (bavail * bsize < needed) return fail('disk', `It needs ${Math.ceil(needed / 1024 / 1024)} MB of free disk.`)
    return { ok: true, ranges: await lackingRanges(order, manifest.value) }
  } catch (error) {
    return fail('disk', `The disk of this PC refused it (${errorCode(error)}).`)
  }
}

/** [UP3, UP4] Whether this PC may follow: the signature first, then everything that the manifest says. */
async function examine(order: ErrandOrder): Promise<Outcome<BuildManifest, BuildTrouble>> {
  const { dataFolder, packageFolder, packageVersion, buildId } = order
  const header = readArchiveHeader(await readFile(incomingOf(dataFolder, buildId).header))
  if (!header.ok) return header
  const signed = checkSignature(header.value, await trustedKeys(packageFolder, dataFolder))
  if (!signed.ok) return signed
  if (createHash('sha256').update(header.value.manifest).digest('hex') !== buildId)
    return fail('damaged', 'It is another build than the one ordered.')
  const manifest = buildManifestSchema.safeParse(parseJson(header.value.manifest))
  if (!manifest.success) return fail('malformed', 'Its manifest is not one that this agent can read.')
  const refused =
    manifest.data.kind === 'program' ? programTrouble(manifest.data, order) : rollBackTrouble(manifest.data, dataFolder, packageVersion)
  return refused ?? ok(manifest.data)
}

function programTrouble(
  { platform, node, desktop, version }: ProgramManifest,
  { dataFolder, packageVersion, packageDesktop }: ErrandOrder,
): Refused | null {
  const here = `${process.platform}-${process.arch}`
  if (platform !== here) return fail('wrong-platform', `It is for ${platform}; this PC is ${here}.`)
  if (node !== process.versions.node)
    return fail(
      'needs-package',
      `It was made for Node ${node}; the installed package has ${process.versions.node}: install the newer package.`,
    )
  if (desktop !== null && desktop !== packageDesktop)
    return fail('needs-package', 'It goes with another program on the desktop than the installed package’s: install the newer package.')
  if (readUpdateState(dataFolder).rolledBack.some((one) => one.version === version))
    return fail('rolled-back-before', `This PC has been on ${version} before and went back.`)
  for (const present of [agentVersion, packageVersion])
    if (present !== 'development' && compareVersions(version, present) <= 0)
      return fail('older', `This PC has ${present}, and takes nothing that is not newer.`)
  return null
}

function rollBackTrouble(
  { from, to }: { readonly from: string; readonly to: string },
  dataFolder: string,
  packageVersion: string,
): Refused | null {
  if (from !== agentVersion) return fail('older', `It leads back from ${from}; this PC runs ${agentVersion}.`)
  if (to !== packageVersion && !isLaidOut(dataFolder, to)) return fail('not-kept', `This PC keeps no ${to} any more.`)
  return null
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}

/** The stretches of the archive that hold what the running version lacks, neighbours together. */
async function lackingRanges({ dataFolder, buildId, programFolder }: ErrandOrder, { files }: ProgramManifest): Promise<Range[]> {
  let offset = (await stat(incomingOf(dataFolder, buildId).header)).size
  const ranges: Range[] = []
  for (const file of files) {
    if (!(await isPresent(programFolder, file))) {
      const last = ranges.at(-1)
      if (last !== undefined && last.offset + last.bytes === offset)
        ranges[ranges.length - 1] = { ...last, bytes: last.bytes + file.packedBytes }
      else ranges.push({ offset, bytes: file.packedBytes })
    }
    offset += file.packedBytes
  }
  return ranges
}

async function isPresent(folder: string, { path: place, bytes, sha256 }: BuildFile): Promise<boolean> {
  const content = await readFile(path.join(folder, place)).catch(() => null)
  return content?.byteLength === bytes && hashOf(content) === sha256
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** [UP7] Makes the version's folder beside the others and gives it its name once everything in it is checked and on the disk. */
async function layOut(order: ErrandOrder, manifest: ProgramManifest): Promise<Outcome<null, BuildTrouble>> {
  const { dataFolder, buildId, programFolder } = order
  const folder = path.join(versionsFolder(dataFolder), manifest.version)
  const unfinished = path.join(versionsFolder(dataFolder), 'unfinished')
  await rm(unfinished, { recursive: true, force: true })
  const incoming = incomingOf(dataFolder, buildId)
  const parts = await open(incoming.parts).catch(() => null)
  try {
    let at = 0
    for (const file of manifest.files) {
      const place = path.join(unfinished, file.path)
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
      if (await isPresent(programFolder, file)) {
        await takeAlong(path.join(programFolder, file.path), place)
        continue
      }
      const packed = Buffer.alloc(file.packedBytes)
      const read = await parts?.read(packed, 0, file.packedBytes, at)
      at += file.packedBytes
      const content = read?.bytesRead === file.packedBytes ? await unpacked(packed, file) : null
      if (content === null) return fail('damaged', `What came of ${file.path} is not what was signed.`)
      await writeThrough(place, content, file.executable ? 0o700 : 0o600)
    }
  } finally {
    await parts?.close()
  }
  await writeThrough(path.join(unfinished, headerName), await readFile(incoming.header), 0o600)
  await rm(folder, { recursive: true, force: true })
  await rename(unfinished, folder)
  return ok(null)
}

/** A file has one place on the disk for all versions that share it; across file systems it is copied. */
async function takeAlong(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to))
}

async function unpacked(packed: Buffer, { bytes, sha256 }: BuildFile): Promise<Buffer | null> {
  try {
    // At most one byte more than it should be: a few bytes can unfold to a whole memory.
    const content = await unzip(packed, { maxOutputLength: bytes + 1 })
    return content.byteLength === bytes && hashOf(content) === sha256 ? content : null
  } catch {
    // zlib's only word on what is cut short, changed or too large.
    return null
  }
}

async function writeThrough(file: string, content: Uint8Array, mode: number): Promise<void> {
  await writeFile(file, content, { mode, flush: true })
}
