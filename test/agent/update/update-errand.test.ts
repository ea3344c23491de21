import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildManifestSchema } from '#shared/model/agent-build'
import { headerBytesOf, readArchiveHeader, signedPart, writeArchiveHeader } from '#shared/model/build-archive'
import { type ErrandAnswer, errandAnswerSchema, incomingOf } from '../../../agent/update/incoming'
import { replaceKey, updateKeyName } from '../../../agent/update/trusted-keys'
import { updateBuildCommand } from '../../../agent/update/update-errand'
import { goBack, writeUpdateState } from '../../../agent/update/version-state'
import { writePublicKey, writeRollBack, writeUpdateArchive } from '../../../scripts/package/update-archive'
import { makeSigningPair, type SigningPair } from '../../support/update-builds'

const makers = makeSigningPair()
let place: string
/** What runs, and what the archive holds besides: one file is the same in both. */
let runs: string
let tree: string
let dataFolder: string
let packageFolder: string

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'classwarden-errand-'))
  ;[runs, tree, packageFolder] = [path.join(place, 'runs'), path.join(place, 'tree'), path.join(place, 'package')]
  for (const folder of [runs, tree, packageFolder]) await mkdir(path.join(folder, 'errands'), { recursive: true })
  for (const folder of [runs, tree]) await writeFile(path.join(folder, 'errands/same.cjs'), 'as before')
  await writeFile(path.join(runs, 'classwarden-agent-program.cjs'), 'version 1')
  await writeFile(path.join(tree, 'classwarden-agent-program.cjs'), 'version 2')
  await writeFile(path.join(tree, 'a-new-file'), 'of version 2')
  await writePublicKey(makers.privatePem, path.join(packageFolder, updateKeyName))
})
beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(place, 'data-'))
  await mkdir(path.join(dataFolder, 'versions/incoming'), { recursive: true })
})
afterAll(() => rm(place, { recursive: true }))

const archive = async (version = '2.0.0', key: SigningPair = makers): Promise<Buffer> => {
  const file = path.join(place, 'archive')
  await writeUpdateArchive({ folder: tree, leaveOut: [], version, signingKeyPem: key.privatePem, nextKeyPem: null, file })
  return readFile(file)
}

const headerOf = (whole: Buffer): Buffer => {
  const bytes = headerBytesOf(whole)
  return whole.subarray(0, bytes.ok ? bytes.value : 0)
}

type Loose = Record<string, unknown> & { readonly files: readonly { readonly path: string; readonly bytes: number }[] }

const programManifest = (bytes: Uint8Array): Loose => {
  const manifest = buildManifestSchema.parse(JSON.parse(Buffer.from(bytes).toString()))
  if (manifest.kind !== 'program') throw new Error('This is a roll-back.')
  return { ...manifest }
}

/** Signs another manifest in the place of the archive's own. */
const withManifest = (whole: Buffer, change: (manifest: Loose) => unknown): Buffer => {
  const header = readArchiveHeader(whole)
  if (!header.ok) throw new Error(header.detail)
  const manifest = Buffer.from(JSON.stringify(change(programManifest(header.value.manifest))))
  const key = createPrivateKey(makers.privatePem)
  return Buffer.from(
    writeArchiveHeader({
      key: createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32),
      signature: sign(null, signedPart(manifest), key),
      manifest,
    }),
  )
}

const idOf = (header: Buffer): string => {
  const read = readArchiveHeader(header)
  return createHash('sha256')
    .update(read.ok ? read.value.manifest : '')
    .digest('hex')
}

/** What the errand says of an archive whose header has come, and of the parts, if any. */
const ask = async (
  work: 'plan' | 'lay-out',
  header: Buffer,
  parts: Buffer | null = null,
  buildId = idOf(header),
): Promise<ErrandAnswer> => {
  const incoming = incomingOf(dataFolder, buildId)
  await writeFile(incoming.header, header)
  if (parts !== null) await writeFile(incoming.parts, parts)
  const output = new PassThrough()
  const order = { work, buildId, dataFolder, programFolder: runs, packageFolder, packageVersion: '1.0.0', packageDesktop: 'of-package' }
  await updateBuildCommand(order, output)
  output.end()
  return errandAnswerSchema.parse(JSON.parse(await text(output)))
}

const partsOf = async (whole: Buffer): Promise<Buffer> => {
  const plan = await ask('plan', headerOf(whole))
  if (!plan.ok) throw new Error(plan.detail)
  return Buffer.concat(plan.ranges.map(({ offset, bytes }) => whole.subarray(offset, offset + bytes)))
}

describe('a build that a PC is to take', () => {
  it('[UP3, UP7] is laid out under its version: what did not change comes from the version that runs, the rest was fetched', async () => {
    const whole = await archive()
    const parts = await partsOf(whole)
    expect(parts.length).toBeLessThan(whole.length - headerOf(whole).length)
    expect(await ask('lay-out', headerOf(whole), parts)).toEqual({ ok: true, ranges: [] })
    const version = path.join(dataFolder, 'versions/2.0.0')
    expect((await readdir(version)).sort()).toEqual(['a-new-file', 'build.header', 'classwarden-agent-program.cjs', 'errands'])
    expect(await readFile(path.join(version, 'classwarden-agent-program.cjs'), 'utf8')).toBe('version 2')
    expect(await readFile(path.join(version, 'errands/same.cjs'), 'utf8')).toBe('as before')
  })

  it.each([
    ['cut short', (parts: Buffer) => parts.subarray(0, -1)],
    ['changed', (parts: Buffer) => Buffer.concat([parts.subarray(0, 12), Buffer.from([1 ^ (parts[12] ?? 0)]), parts.subarray(13)])],
    ['never fetched', () => Buffer.alloc(0)],
  ])('[UP3] leaves nothing behind when what was fetched is %s', async (_what, spoil) => {
    const whole = await archive()
    const parts = await partsOf(whole)
    expect(await ask('lay-out', headerOf(whole), spoil(parts))).toMatchObject({ ok: false, code: 'damaged' })
    expect(await readdir(path.join(dataFolder, 'versions'))).not.toContain('2.0.0')
  })

  it('[UP3] is refused when another key signed it, whatever it says of itself', async () => {
    expect(await ask('plan', headerOf(await archive('2.0.0', makeSigningPair())))).toMatchObject({ ok: false, code: 'unknown-key' })
  })

  it('[UP3] is refused when its manifest was changed after it was signed', async () => {
    const header = Buffer.from(headerOf(await archive()))
    header[header.length - 3] = 1 ^ (header[header.length - 3] ?? 0)
    expect(await ask('plan', header)).toMatchObject({ ok: false, code: 'bad-signature' })
  })

  it('[UP3] is refused when the hub sends another than the one it ordered', async () => {
    expect(await ask('plan', headerOf(await archive()), null, 'f'.repeat(64))).toMatchObject({ ok: false, code: 'damaged' })
  })

  it('[UP4] is taken with the program on the desktop that is there', async () => {
    const header = withManifest(await archive(), (manifest) => ({ ...manifest, desktop: 'of-package' }))
    expect(await ask('plan', header)).toMatchObject({ ok: true })
  })

  it.each([
    ['another platform', { platform: 'win32-x64' }, 'wrong-platform'],
    ['another Node', { node: '99.0.0' }, 'needs-package'],
    ['another program on the desktop', { desktop: 'of-next' }, 'needs-package'],
    ['the version of the package', { version: '1.0.0' }, 'older'],
    ['a version before the package', { version: '0.9.9' }, 'older'],
    ['a version before a release', { version: '1.0.0-rc.1' }, 'older'],
    ['no version', { version: '../../etc' }, 'malformed'],
    ['another format', { format: 'classwarden-agent-build-9' }, 'malformed'],
    ['no files', { files: [] }, 'malformed'],
  ])('[UP4] is refused for %s, although it is signed', async (_what, change, code) => {
    const header = withManifest(await archive(), (manifest) => ({ ...manifest, ...change }))
    expect(await ask('plan', header)).toMatchObject({ ok: false, code })
  })

  it.each(['../outside', 'errands/../../outside', '/etc/passwd', 'a//b', './a', 'a/.', '.hidden', 'a\\b', ''])(
    '[UP3] never writes outside its folder: %j is no path',
    (place) => {
      const file = { path: place, bytes: 1, sha256: 'a'.repeat(64), packedBytes: 1, executable: false }
      const protocol = { major: 1, minor: 0 }
      const manifest = {
        format: 'classwarden-agent-build-1',
        kind: 'program',
        version: '2.0.0',
        platform: 'x',
        node: 'x',
        protocol,
        madeAt: 1,
        nextKey: null,
      }
      expect(buildManifestSchema.safeParse({ ...manifest, files: [file] }).success).toBe(false)
      expect(buildManifestSchema.safeParse({ ...manifest, files: [{ ...file, path: 'a/b' }] }).success).toBe(true)
    },
  )

  it('[UP3] is refused when a few bytes unfold to more than was signed', async () => {
    const whole = await archive()
    const header = withManifest(whole, (manifest) => ({
      ...manifest,
      files: manifest.files.map((file) => ({ ...file, bytes: Math.min(file.bytes, 3) })),
    }))
    const body = whole.subarray(headerOf(whole).length)
    expect(await ask('lay-out', header, body)).toMatchObject({ ok: false, code: 'damaged' })
  })

  it('[UP8] is refused once the PC has gone back from that version, and stays so when it is sent again', async () => {
    const header = headerOf(await archive())
    const trial = { version: '2.0.0', buildId: idOf(header), before: null, starts: 3, bootId: '', reachableMs: 0, withinMs: 1, steadyMs: 1 }
    goBack(dataFolder, trial, 'crashed', '')
    expect(await ask('plan', header)).toMatchObject({ ok: false, code: 'rolled-back-before' })
    // Another build of that version is that version.
    expect(await ask('plan', headerOf(await archive()))).toMatchObject({ ok: false, code: 'rolled-back-before' })
  })

  it('[UP3] may name the key of the builds after it: the one that signed it is trusted no more', async () => {
    const next = makeSigningPair()
    const header = readArchiveHeader(await archive())
    if (!header.ok) throw new Error(header.detail)
    writeUpdateState(dataFolder, { trial: null, rolledBack: [], word: null })
    await replaceKey(dataFolder, header.value, next.publicPem)
    expect(await ask('plan', headerOf(await archive('3.0.0')))).toMatchObject({ ok: false, code: 'unknown-key' })
    expect(await ask('plan', headerOf(await archive('3.0.0', next)))).toMatchObject({ ok: true })
  })
})

describe('an order to go back', () => {
  const order = async (from: string, to: string, key = makers): Promise<Buffer> => {
    const file = path.join(place, 'roll-back')
    await writeRollBack(from, to, key.privatePem, file)
    return readFile(file)
  }

  it('[UP4] holds for the version it names, to one that the PC has', async () => {
    // From the sources the agent calls itself so.
    const header = await order('9.9.9', '1.0.0')
    expect(await ask('plan', header)).toMatchObject({ ok: false, code: 'older' })
  })

  it('[UP4] is signed by the makers like any build', async () => {
    expect(await ask('plan', await order('9.9.9', '1.0.0', makeSigningPair()))).toMatchObject({ ok: false, code: 'unknown-key' })
  })
})
