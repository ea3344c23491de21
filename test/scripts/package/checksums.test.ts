import { generateKeyPairSync } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyChecksums, writeChecksums } from '../../../scripts/package/checksums'

const makeKeys = (): { readonly privateKey: string; readonly publicKey: string } =>
  generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
const { privateKey, publicKey } = makeKeys()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-sums-'))
  await writeFile(path.join(folder, 'agent.deb'), 'agent')
  await writeFile(path.join(folder, 'console.tar.gz'), 'console')
  await writeFile(path.join(folder, 'builder-debug.yml'), 'no package')
})
afterEach(() => rm(folder, { recursive: true }))

test('packages as they were signed pass, in the format of sha256sum', async () => {
  expect(await writeChecksums(folder, privateKey)).toEqual(['agent.deb', 'console.tar.gz'])
  expect(await verifyChecksums(folder, publicKey)).toEqual({ ok: true, value: ['agent.deb', 'console.tar.gz'] })
  expect(await readFile(path.join(folder, 'SHA256SUMS'), 'utf8')).toMatch(
    /^[0-9a-f]{64} {2}agent\.deb\n[0-9a-f]{64} {2}console\.tar\.gz\n$/u,
  )
})

test.each([
  ['a package that was changed', 'bad-checksum', () => appendFile(path.join(folder, 'agent.deb'), '!')],
  ['a package that is missing', 'bad-checksum', () => rm(path.join(folder, 'agent.deb'))],
  ['a package that was put beside them', 'not-listed', () => writeFile(path.join(folder, 'other.deb'), '')],
  ['sums that were changed', 'bad-signature', () => appendFile(path.join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  other.deb\n`)],
  ['a signature that is no signature', 'bad-signature', () => writeFile(path.join(folder, 'SHA256SUMS.sig'), 'signed, honestly')],
  ['no signature', 'not-signed', () => rm(path.join(folder, 'SHA256SUMS.sig'))],
  ['packages built anew without a key', 'not-signed', () => writeChecksums(folder, null)],
])('%s: %s', async (_what, code, harm) => {
  await writeChecksums(folder, privateKey)
  await harm()
  expect(await verifyChecksums(folder, publicKey)).toMatchObject({ code })
})

test('the key of somebody else, or what is no key, does not pass', async () => {
  await writeChecksums(folder, privateKey)
  expect(await verifyChecksums(folder, makeKeys().publicKey)).toMatchObject({ code: 'bad-signature' })
  expect(await verifyChecksums(folder, 'no key')).toMatchObject({ code: 'key-unreadable' })
})
