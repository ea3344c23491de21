import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ok } from '#shared/outcome'
import { isStillFetched } from '../../../main/electron/updates/fetched-file'
import { type ReadOffered, readSignedOffer, readUpdateKeys } from '../../../main/electron/updates/signed-offer'
import { makeConsoleBuild } from '../../support/console-builds'
import { makeSigningPair } from '../../support/update-builds'

const [school, stranger] = [makeSigningPair(), makeSigningPair()]
const keys = readUpdateKeys(school.publicPem)
const made: string[] = []
const build = async (version: string, { privatePem }: typeof school): Promise<Map<string, Uint8Array>> => {
  const folder = await makeConsoleBuild({ version, signingKeyPem: privatePem })
  made.push(folder)
  const names = ['latest.yml', 'latest.yml.sig']
  return new Map(
    await Promise.all(names.map(async (name): Promise<[string, Uint8Array]> => [name, await readFile(path.join(folder, name))])),
  )
}
const serving =
  (files: ReadonlyMap<string, Uint8Array>): ReadOffered =>
  (name) =>
    Promise.resolve(ok(files.get(name) ?? null))

describe('what a hub offers to a console', () => {
  let good: Map<string, Uint8Array>
  beforeAll(async () => {
    good = await build('2.0.0', school)
  })
  afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))))

  const text = (): Uint8Array => good.get('latest.yml') ?? new Uint8Array()
  const signature = (): Uint8Array => good.get('latest.yml.sig') ?? new Uint8Array()
  const offer = (files: Record<string, Uint8Array>) => readSignedOffer(serving(new Map(Object.entries(files))), 'windows', keys)

  it('is read when the key of the console’s package signed it, or the key that follows it', async () => {
    expect(await readSignedOffer(serving(good), 'windows', keys)).toMatchObject({ ok: true, value: { version: '2.0.0' } })
    const both = readUpdateKeys(`${makeSigningPair().publicPem}${school.publicPem}`)
    expect(both).toHaveLength(2)
    expect(await readSignedOffer(serving(good), 'windows', both)).toMatchObject({ ok: true })
    expect(await readSignedOffer(serving(new Map()), 'windows', keys)).toEqual(ok(null))
  })

  it('is refused when it is changed, cut short, unsigned or somebody else’s, and by a console without a key', async () => {
    const changed = Buffer.from(text()).toString().replace('2.0.0', '9.0.0')
    const foreign = await build('2.0.0', stranger)
    expect(await offer({ 'latest.yml': Buffer.from(changed), 'latest.yml.sig': signature() })).toMatchObject({ code: 'bad-signature' })
    expect(await offer({ 'latest.yml': text().subarray(0, -1), 'latest.yml.sig': signature() })).toMatchObject({ code: 'bad-signature' })
    expect(await offer({ 'latest.yml': text() })).toMatchObject({ code: 'bad-signature' })
    expect(await offer({ 'latest.yml': text(), 'latest.yml.sig': signature().subarray(0, -1) })).toMatchObject({ code: 'malformed' })
    expect(await offer({ 'latest.yml': text(), 'latest.yml.sig': new Uint8Array(104) })).toMatchObject({ code: 'malformed' })
    const relabelled = Buffer.from(signature())
    relabelled.set(foreign.get('latest.yml.sig')?.subarray(8, 40) ?? [], 8)
    expect(await offer({ 'latest.yml': text(), 'latest.yml.sig': relabelled })).toMatchObject({ code: 'bad-signature' })
    expect(await readSignedOffer(serving(foreign), 'windows', keys)).toMatchObject({ ok: false, code: 'unknown-key' })
    expect(await readSignedOffer(serving(good), 'windows', [])).toMatchObject({ ok: false, code: 'unknown-key' })
  })

  it('is refused when it is signed but for another system', async () => {
    const moved = new Map([
      ['latest-linux.yml', text()],
      ['latest-linux.yml.sig', signature()],
    ])
    expect(await readSignedOffer(serving(moved), 'linux', keys)).toMatchObject({ ok: false, code: 'malformed' })
  })

  it('is read once more when another build was added between channel and signature', async () => {
    const next = await build('2.1.0', school)
    let asked = 0
    const read: ReadOffered = (name) => {
      asked += 1
      return Promise.resolve(ok((asked === 1 ? good : next).get(name) ?? null))
    }
    expect(await readSignedOffer(read, 'windows', keys)).toMatchObject({ ok: true, value: { version: '2.1.0' } })
    expect(asked).toBe(4)
  })

  it('is installed only as it was fetched', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-fetched-'))
    made.push(folder)
    const file = path.join(folder, 'setup.exe')
    await writeFile(file, 'an installer')
    const sha512 = createHash('sha512').update('an installer').digest('base64')
    expect(await isStillFetched({ file, sha512 })).toBe(true)
    const link = path.join(folder, 'link.exe')
    await symlink(file, link)
    expect(await isStillFetched({ file: link, sha512 })).toBe(false)
    await writeFile(file, 'another installer')
    expect(await isStillFetched({ file, sha512 })).toBe(false)
    expect(await isStillFetched({ file: path.join(folder, 'none.exe'), sha512 })).toBe(false)
  })

  it('knows keys of Ed25519 alone', () => {
    expect(readUpdateKeys('')).toEqual([])
    expect(readUpdateKeys('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----')).toEqual([])
  })
})
