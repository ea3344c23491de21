import { randomBytes } from 'node:crypto'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import Database from 'libsql'
import { describe, expect, it, vi } from 'vitest'
import { fail, ok } from '#shared/outcome'
import { openStore, type Store } from '../../main/store/store'
import { codeOf, must } from '../support/outcome'
import { temporaryFolder, temporaryStore } from '../support/store'

/** Real hashing, keys and disks on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const secret = 'Mr Featherstonehaugh'
const roomNames = async (store: Store): Promise<string[]> =>
  must(await store.transact(async ({ rooms }) => ok((await rooms.list()).map(({ name }) => name))))
const addRoom = (store: Store, name: string) => store.transact(({ rooms }) => rooms.create(name, 1))

describe('opening', () => {
  it('begins with empty tables and finds everything again', async () => {
    await using folder = await temporaryFolder()
    const key = new Uint8Array(randomBytes(32))
    const first = must(await openStore({ folder: folder.folder, key }))
    expect(await roomNames(first)).toEqual([])
    must(await addRoom(first, 'Room 1'))
    await first.close()
    const second = must(await openStore({ folder: folder.folder, key }))
    expect(await roomNames(second)).toEqual(['Room 1'])
    await second.close()
  })

  it('makes the folder and keeps the file from other users', async () => {
    await using folder = await temporaryFolder()
    const inner = path.join(folder.folder, 'a', 'b')
    const store = must(await openStore({ folder: inner, key: new Uint8Array(32) }))
    const modes = await Promise.all(
      [inner, path.join(inner, 'hub.db'), path.join(inner, 'hub.db-wal')].map(async (one) => (await stat(one)).mode & 0o077),
    )
    expect(modes).toEqual([0, 0, 0])
    await store.close()
  })

  it('leaves one file behind after closing', async () => {
    await using folder = await temporaryFolder()
    const store = must(await openStore({ folder: folder.folder, key: new Uint8Array(32) }))
    must(await addRoom(store, 'Room 1'))
    await store.close()
    expect(await readdir(folder.folder)).toEqual(['hub.db'])
  })

  it('refuses another key, and the right one still works', async () => {
    await using folder = await temporaryFolder()
    const key = new Uint8Array(randomBytes(32))
    const store = must(await openStore({ folder: folder.folder, key }))
    must(await addRoom(store, 'Room 1'))
    await store.close()
    const before = await readFile(path.join(folder.folder, 'hub.db'))
    const wrong = await openStore({ folder: folder.folder, key: new Uint8Array(randomBytes(32)) })
    expect(codeOf(wrong)).toBe('wrong-key')
    expect((await readFile(path.join(folder.folder, 'hub.db'))).equals(before)).toBe(true)
    const again = must(await openStore({ folder: folder.folder, key }))
    expect(await roomNames(again)).toEqual(['Room 1'])
    await again.close()
  })

  it('refuses a second hub on the same folder', async () => {
    await using first = await temporaryStore()
    expect(codeOf(await openStore({ folder: first.folder, key: first.key }))).toBe('store-unavailable')
    expect(codeOf(await addRoom(first.store, 'Room 1'))).toBe('ok')
  })

  it('refuses what a newer Classwarden wrote, and leaves it as it is', async () => {
    await using folder = await temporaryFolder()
    const key = new Uint8Array(randomBytes(32))
    const store = must(await openStore({ folder: folder.folder, key }))
    await store.close()
    const file = path.join(folder.folder, 'hub.db')
    const options: Database.Options & { encryptionKey: string } = { encryptionKey: Buffer.from(key).toString('hex') }
    const database = new Database(file, options)
    database.exec("insert into kysely_migration (name, timestamp) values ('9999-from-the-future', 'now')")
    database.close()
    const before = await readFile(file)
    expect(codeOf(await openStore({ folder: folder.folder, key }))).toBe('store-too-new')
    expect((await readFile(file)).equals(before)).toBe(true)
  })

  it.each([
    ['cut to nothing', () => Buffer.alloc(0)],
    ['cut in half', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['overwritten at its beginning', (whole: Buffer) => Buffer.concat([Buffer.alloc(100, 7), whole.subarray(100)])],
    [
      'overwritten in its table of contents',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 100), Buffer.alloc(400, 7), whole.subarray(500)]),
    ],
    ['random', (whole: Buffer) => randomBytes(whole.length)],
    ['another program’s text', () => Buffer.from('Dear diary')],
  ])('refuses a file that is %s, and leaves it as it is', async (_, damage) => {
    await using folder = await temporaryFolder()
    const key = new Uint8Array(randomBytes(32))
    const store = must(await openStore({ folder: folder.folder, key }))
    for (let number = 0; number < 50; number += 1) must(await addRoom(store, `Room ${number}`))
    await store.close()
    const file = path.join(folder.folder, 'hub.db')
    const damaged = damage(await readFile(file))
    await writeFile(file, damaged)
    expect(codeOf(await openStore({ folder: folder.folder, key }))).toBe('store-corrupt')
    expect((await readFile(file)).equals(damaged)).toBe(true)
  })

  it('refuses a database that is not encrypted', async () => {
    await using folder = await temporaryFolder()
    const database = new Database(path.join(folder.folder, 'hub.db'))
    database.exec('create table rooms (name text)')
    database.close()
    expect(codeOf(await openStore({ folder: folder.folder, key: new Uint8Array(32) }))).toBe('store-corrupt')
  })

  it('says so when the folder cannot be made or the file cannot be opened', async () => {
    await using folder = await temporaryFolder()
    const key = new Uint8Array(32)
    await writeFile(path.join(folder.folder, 'file'), '')
    await mkdir(path.join(folder.folder, 'taken', 'hub.db'), { recursive: true })
    expect(codeOf(await openStore({ folder: path.join(folder.folder, 'file', 'inner'), key }))).toBe('store-unavailable')
    expect(codeOf(await openStore({ folder: path.join(folder.folder, 'taken'), key }))).toBe('store-unavailable')
  })

  it('finds what was kept before a crash', async () => {
    await using first = await temporaryStore()
    must(await addRoom(first.store, 'Room 1'))
    await using copy = await temporaryFolder()
    // What lies on disk in this moment is what a killed hub leaves behind.
    for (const name of await readdir(first.folder)) await copyFile(path.join(first.folder, name), path.join(copy.folder, name))
    const store = must(await openStore({ folder: copy.folder, key: first.key }))
    expect(await roomNames(store)).toEqual(['Room 1'])
    await store.close()
  })
})

describe('encryption', () => {
  it('leaves no plain text in the database or its write-ahead log', async () => {
    await using temporary = await temporaryStore()
    const { store, folder } = temporary
    for (let number = 0; number < 40; number += 1) must(await addRoom(store, `${secret} ${number}`))
    const files = await readdir(folder)
    expect(files).toContain('hub.db-wal')
    const contents = await Promise.all(files.map((name) => readFile(path.join(folder, name))))
    expect(contents.map((content) => content.includes('Featherstonehaugh'))).toEqual(files.map(() => false))
    expect(contents.map((content) => content.includes('create table'))).toEqual(files.map(() => false))
    expect(Buffer.concat(contents).byteLength).toBeGreaterThan(40_000)
  })
})

describe('transactions', () => {
  it('undo what was done before a failure', async () => {
    await using temporary = await temporaryStore()
    const outcome = await temporary.store.transact(async ({ rooms }) => {
      must(await rooms.create('Room 1', 1))
      return fail('name-taken', 'changed my mind')
    })
    expect(outcome).toEqual(fail('name-taken', 'changed my mind'))
    expect(await roomNames(temporary.store)).toEqual([])
  })

  it('undo what was done before a bug, and throw it on', async () => {
    await using temporary = await temporaryStore()
    const work = temporary.store.transact(async ({ rooms }) => {
      must(await rooms.create('Room 1', 1))
      throw new RangeError('a bug')
    })
    await expect(work).rejects.toThrow(RangeError)
    expect(await roomNames(temporary.store)).toEqual([])
  })

  it('run one after another', async () => {
    await using temporary = await temporaryStore()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => addRoom(temporary.store, 'Room 1')))
    expect(outcomes.map(codeOf).sort()).toEqual([...new Array<string>(19).fill('name-taken'), 'ok'])
  })

  it('refuse to begin inside one another instead of waiting for ever', async () => {
    await using temporary = await temporaryStore()
    const { store } = temporary
    const nested = store.transact(async () => store.transact(async () => ok(await Promise.resolve(null))))
    await expect(nested).rejects.toThrow('inside another')
    expect(codeOf(await addRoom(store, 'Room 1'))).toBe('ok')
  })
})

describe('a full or read-only disk', () => {
  /** A mount of its own, private to this process group, needs root; the test below says so by its result. */
  const inMount = async (options: string, script: string): Promise<string[]> => {
    const { stdout } = await promisify(execFile)('unshare', [
      '-m',
      'sh',
      '-c',
      `mount -t tmpfs -o ${options} tmpfs /mnt && exec node --import tsx ${script} /mnt`,
    ])
    return stdout.trim().split('\n')
  }

  it('is told as store-full, undoes the transaction and heals when there is room again', async () => {
    const codes = await inMount('size=3m', path.join(import.meta.dirname, 'full-disk.ts'))
    expect(codes).toEqual(['ok', 'store-full', 'rooms kept', 'ok'])
  })

  it('is told as store-unavailable when it is read-only', async () => {
    const codes = await inMount('size=4m', path.join(import.meta.dirname, 'read-only-disk.ts'))
    expect(codes).toEqual(['ok', 'store-unavailable', 'store-unavailable'])
  })
})
