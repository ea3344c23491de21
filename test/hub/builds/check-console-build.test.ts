import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildFileNameSchema, mostChannelBytes } from '#shared/model/console-build'
import { readChannel } from '#shared/model/console-channel'
import { checkConsoleBuild } from '../../../main/hub/builds/check-console-build'
import { openConsoleBuildShelf } from '../../../main/hub/builds/console-build-shelf'
import { readRange } from '../../../main/hub/listeners/console-build-route'
import { signChannel } from '../../../scripts/package/sign-channel'
import { installerNameOf, makeConsoleBuild } from '../../support/console-builds'
import { makeSigningPair } from '../../support/update-builds'

const signingKeyPem = makeSigningPair().privatePem
const installer = installerNameOf('2.0.0')
const made: string[] = []
let good: string

const build = async (order: Partial<Parameters<typeof makeConsoleBuild>[0]> = {}): Promise<string> => {
  const folder = await makeConsoleBuild({ version: '2.0.0', signingKeyPem, ...order })
  made.push(folder)
  return folder
}
const copy = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-console-build-'))
  made.push(folder)
  await cp(good, folder, { recursive: true })
  return folder
}

beforeAll(async () => {
  good = await build()
})
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))))

describe('a console build that a technician uploads', () => {
  it('is taken when it is whole and as signed, of either system', async () => {
    expect(await checkConsoleBuild(good)).toMatchObject({ ok: true, value: { version: '2.0.0', system: 'windows', madeAt: 0 } })
    const linux = await build({ system: 'linux', version: '2.1.0-rc.1' })
    expect(await checkConsoleBuild(linux)).toMatchObject({ ok: true, value: { version: '2.1.0-rc.1', system: 'linux' } })
  })

  it.each<[string, (folder: string) => Promise<unknown>]>([
    ['has no channel', (folder) => rm(path.join(folder, 'latest.yml'))],
    ['has two channels', (folder) => cp(path.join(folder, 'latest.yml'), path.join(folder, 'latest-linux.yml'))],
    ['has no signature', (folder) => rm(path.join(folder, 'latest.yml.sig'))],
    ['has a signature cut short', (folder) => truncate(path.join(folder, 'latest.yml.sig'), 103)],
    ['has an empty signature', (folder) => truncate(path.join(folder, 'latest.yml.sig'), 0)],
    ['has a channel cut short', (folder) => truncate(path.join(folder, 'latest.yml'), 90)],
    [
      'has a changed channel',
      async (folder) => {
        const text = await readFile(path.join(folder, 'latest.yml'), 'utf8')
        await writeFile(path.join(folder, 'latest.yml'), text.replace('2.0.0', '2.0.1'))
      },
    ],
    ['has no installer', (folder) => rm(path.join(folder, installer))],
    ['has an installer cut short', (folder) => truncate(path.join(folder, installer), 5_000)],
    [
      'has another installer of the same length',
      async (folder) => {
        const bytes = await readFile(path.join(folder, installer))
        bytes[700] = 1 ^ (bytes[700] ?? 0)
        await writeFile(path.join(folder, installer), bytes)
      },
    ],
    ['brings a stranger along', (folder) => writeFile(path.join(folder, installerNameOf('7.7.7')), 'stranger')],
  ])('is refused when it %s', async (_what, spoil) => {
    const folder = await copy()
    await spoil(folder)
    expect(await checkConsoleBuild(folder)).toMatchObject({ ok: false, code: 'build-refused' })
  })

  it.each<[string, object]>([
    ['leads out of its folder', { files: [{ url: '../classwarden-console.exe', sha512: `${'A'.repeat(86)}==`, size: 5 }] }],
    ['leads to another host', { files: [{ url: 'https://elsewhere.example/setup.exe', sha512: `${'A'.repeat(86)}==`, size: 5 }] }],
    ['is for another system', { files: [{ url: installerNameOf('2.0.0', 'linux'), sha512: `${'A'.repeat(86)}==`, size: 5 }] }],
    ['names no file', { files: [] }],
    ['calls its file endless', { files: [{ url: installer, sha512: `${'A'.repeat(86)}==`, size: 1e12 }] }],
    ['has no hash', { files: [{ url: installer, sha512: '', size: 5 }] }],
    ['has no version', { version: 'newest' }],
  ])('is refused though signed when its channel %s', async (_what, channel) => {
    expect(await checkConsoleBuild(await build({ channel }))).toMatchObject({ ok: false, code: 'build-refused' })
  })

  it('is no channel when it is too long, no YAML, or folded up', () => {
    expect(readChannel('x'.repeat(mostChannelBytes + 1), 'windows')).toMatchObject({ ok: false, code: 'malformed' })
    expect(readChannel('{ version: [', 'windows')).toMatchObject({ ok: false, code: 'malformed' })
    expect(readChannel('version: &v 2.0.0\nfiles: *v\n', 'windows')).toMatchObject({ ok: false, code: 'malformed' })
  })

  it.each([
    '../latest.yml',
    'latest.yml/',
    'a/latest.yml',
    '..',
    '',
    'setup.exe',
    'classwarden-console-1.exe/..',
    'classwarden-console\u0000.exe',
    'latest.yml.blockmap',
  ])('has no file called %j', (name) => {
    expect(buildFileNameSchema.safeParse(name).success).toBe(false)
  })

  it('arrives in parts, in their order; what is too large or refused is not kept', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'classwarden-console-build-'))
    made.push(data)
    const shelf = await openConsoleBuildShelf(data)
    const uploadId = '00000000-0000-4000-8000-000000000001'
    const put = (name: string, offset: number, bytes: Uint8Array) => shelf.append('session', { uploadId, name, offset, bytes })
    const taken = () => shelf.take('session', uploadId, () => ({ ok: true, value: null }))
    const text = await readFile(path.join(good, 'latest.yml'))
    expect(await put('latest.yml', 5, text)).toMatchObject({ ok: false, code: 'build-refused' })
    expect(await put('latest.yml', 0, text.subarray(0, 50))).toMatchObject({ ok: true })
    expect(await put('latest.yml', 40, text.subarray(40))).toMatchObject({ ok: false, code: 'build-refused' })
    expect(await put('latest.yml', 50, text.subarray(50))).toMatchObject({ ok: true })
    expect(await put('latest.yml.sig', 0, new Uint8Array(mostChannelBytes + 1))).toMatchObject({ ok: false, code: 'build-refused' })
    expect(await taken()).toMatchObject({ ok: false, code: 'build-refused' })
    const files = ['latest.yml', 'latest.yml.sig', installer, `${installer}.blockmap`]
    const putAll = async (): Promise<void> => {
      for (const name of files) expect(await put(name, 0, await readFile(path.join(good, name)))).toEqual({ ok: true, value: null })
    }
    await putAll()
    const judged = { ok: false, code: 'build-refused', detail: 'older' } as const
    expect(await shelf.take('session', uploadId, () => judged)).toEqual(judged)
    expect(await taken()).toMatchObject({ ok: false, code: 'build-refused' })
    await putAll()
    const whole = await taken()
    if (!whole.ok) throw new Error(whole.detail)
    expect(await readFile(shelf.fileOf(whole.value.buildId, installer))).toEqual(await readFile(path.join(good, installer)))
    await shelf.remove(whole.value.buildId)
    await expect(readFile(shelf.fileOf(whole.value.buildId, installer))).rejects.toThrow('ENOENT')
  })

  it('bears no signature of a key that is none of Ed25519', async () => {
    await expect(signChannel(path.join(good, 'latest.yml'), 'no key')).rejects.toThrow()
  })
})

describe('the range of a download', () => {
  it.each([
    [undefined, null],
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=50-5000', { start: 50, end: 99 }],
    ['bytes=100-', 'unfit'],
    ['bytes=9-3', 'unfit'],
    ['bytes=-0', 'unfit'],
    ['bytes=-', null],
    ['bytes=0-1,5-6', null],
    ['lines=0-9', null],
    ['bytes=0-99999999999999999999', null],
  ])('%s of 100 bytes', (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected)
  })
})
