import { randomBytes } from 'node:crypto'
import { open, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { Encrypter } from 'age-encryption'
import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { type ArchiveHead, readArchive, SourceFault, writeArchive } from '../../../main/hub/backup/archive'
import { makeRecoveryKey, readRecoveryKey } from '../../../main/hub/backup/recovery-key'
import { codeOf, must } from '../../support/outcome'
import { temporaryFolder } from '../../support/store'

const database = randomBytes(700_000)
const key = new Uint8Array(randomBytes(32))
const files = new Map(Array.from({ length: 5 }, (_, index) => [`${index}.sealed`, randomBytes(40_000 * (index + 1))]))
const head: ArchiveHead = {
  format: 'classwarden-backup-1',
  hubVersion: '1',
  hubName: 'hub',
  authorityFingerprint: 'a'.repeat(64),
  takenAt: 1_000,
  databaseBytes: database.byteLength,
  files: files.size,
}

const writeTo = async (folder: string, recipient: string, more: { readonly missing?: string; readonly databaseFile?: string } = {}) => {
  const file = path.join(folder, 'backup.age')
  const databaseFile = path.join(folder, 'hub.db')
  await writeFile(databaseFile, database)
  await using target = await open(file, 'w')
  const content = {
    ...{ head, key, databaseFile: more.databaseFile ?? databaseFile, files: [...files.keys()] },
    readFile: (name: string) => Promise.resolve(name === more.missing ? null : (files.get(name) ?? null)),
  }
  return { file, written: await writeArchive(target, recipient, content, new AbortController().signal) }
}

const readAll = async (file: string, recoveryKey: string) => {
  const got = new Map<string, Buffer>()
  const whole = async (name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    got.set(name, await buffer(Readable.from(chunks)))
  }
  const read = await readArchive(file, recoveryKey, {
    head: () => Promise.resolve(),
    key: (bytes) => {
      got.set('key', Buffer.from(bytes))
      return Promise.resolve()
    },
    database: (chunks) => whole('database', chunks),
    file: whole,
  })
  return { read, got }
}

/** An archive that the public key alone lets anybody make. */
const forge = async (recipient: string, entries: Readonly<Record<string, string>>): Promise<Uint8Array> => {
  const archive = pack()
  for (const [name, content] of Object.entries(entries)) archive.entry({ name }, content)
  archive.finalize()
  const parts: Buffer[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) parts.push(Buffer.from(chunk))
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return encrypter.encrypt(Buffer.concat(parts))
}

describe('[BK1] the archive of a backup', () => {
  it('gives back every byte to who has the recovery key, and shows none of them without it', async () => {
    await using place = await temporaryFolder()
    const { recoveryKey, recipient } = await makeRecoveryKey()
    const { file, written } = await writeTo(place.folder, recipient)
    const bytes = await readFile(file)
    expect(written).toMatchObject({ bytes: bytes.byteLength, unreadable: 0 })
    for (const secret of [Buffer.from(key), database.subarray(0, 24), Buffer.from('classwarden-backup-1')])
      expect(bytes.includes(secret)).toBe(false)
    const { read, got } = await readAll(file, recoveryKey)
    expect(must(read)).toEqual(head)
    expect(got.get('key')?.equals(key)).toBe(true)
    expect(got.get('database')?.equals(database)).toBe(true)
    for (const [name, content] of files) expect(got.get(name)?.equals(content)).toBe(true)
  })

  it('counts a picture that the disk does not give, and fails where the database cannot be read', async () => {
    await using place = await temporaryFolder()
    const { recoveryKey, recipient } = await makeRecoveryKey()
    const { file, written } = await writeTo(place.folder, recipient, { missing: '3.sealed' })
    expect(written.unreadable).toBe(1)
    const { read, got } = await readAll(file, recoveryKey)
    expect(read.ok).toBe(true)
    expect(got.has('3.sealed')).toBe(false)
    await expect(writeTo(place.folder, recipient, { databaseFile: path.join(place.folder, 'gone') })).rejects.toThrow(SourceFault)
  })

  it('[BK2] a full disk ends it with the disk’s own word, however far it was', async () => {
    await using place = await temporaryFolder()
    const { recipient } = await makeRecoveryKey()
    await using full = await open('/dev/full', 'w')
    const databaseFile = path.join(place.folder, 'hub.db')
    await writeFile(databaseFile, database)
    const readOne = (name: string) => Promise.resolve(files.get(name) ?? null)
    const content = { head, key, databaseFile, files: [...files.keys()], readFile: readOne }
    await expect(writeArchive(full, recipient, content, new AbortController().signal)).rejects.toMatchObject({ code: 'ENOSPC' })
  })

  it('[BK7] tells a wrong key, a cut or changed file, another file and a newer backup from each other', async () => {
    await using place = await temporaryFolder()
    const { recoveryKey, recipient } = await makeRecoveryKey()
    const { file } = await writeTo(place.folder, recipient)
    const whole = await readFile(file)
    const changed = Buffer.from(whole)
    changed[400_000] = (changed[400_000] ?? 0) ^ 1
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [whole, 'ok'],
      ...[whole.byteLength - 1, whole.byteLength - 40_000, 65_536, 300, 100].map(
        (size) => [whole.subarray(0, size), 'backup-damaged'] as const,
      ),
      [changed, 'backup-damaged'],
      [new Uint8Array(), 'not-a-backup'],
      [randomBytes(5_000), 'not-a-backup'],
      [await forge(recipient, { 'backup.json': '{"format":"classwarden-backup-2"}' }), 'backup-too-new'],
      [await forge(recipient, { 'backup.json': '{"format":"other"}' }), 'backup-damaged'],
      [await forge(recipient, { 'backup.json': JSON.stringify(head), 'vault/../../../etc/cron.d/x.sealed': 'x' }), 'backup-damaged'],
      [await forge(recipient, { 'hub.key': 'x' }), 'backup-damaged'],
      [await forge(recipient, { 'backup.json': JSON.stringify(head), 'hub.key': 'k'.repeat(33) }), 'backup-damaged'],
    ]
    const tried = path.join(place.folder, 'tried.age')
    for (const [bytes, code] of cases) {
      await writeFile(tried, bytes)
      expect(codeOf((await readAll(tried, recoveryKey)).read), `${bytes.byteLength} bytes`).toBe(code)
    }
    expect(codeOf((await readAll(file, (await makeRecoveryKey()).recoveryKey)).read)).toBe('wrong-recovery-key')
    expect(codeOf((await readAll(path.join(place.folder, 'none'), recoveryKey)).read)).toBe('backup-missing')
  })

  it('[BK7] takes a key as people type it, and finds a slip', async () => {
    const { recoveryKey, recipient } = await makeRecoveryKey()
    const typed = `  ${recoveryKey.toLowerCase().replace(/(.{10})/gu, '$1 ')}\n`
    expect(must(await readRecoveryKey(typed))).toEqual({ recoveryKey, recipient })
    const slip = recoveryKey.slice(0, -1) + (recoveryKey.endsWith('Q') ? 'P' : 'Q')
    for (const wrong of [slip, recoveryKey.slice(0, -1), '', recipient]) {
      const read = await readRecoveryKey(wrong)
      expect(codeOf(read)).toBe('key-mistyped')
      if (!read.ok && wrong !== '') expect(read.detail).not.toContain(wrong)
    }
  })
})
