import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ok } from '#shared/outcome'
import { systemClock } from '#shared/clock'
import { verifiedWords, verifyHub } from '../../../main/hub/chain/verify'
import { connect } from '../../../main/store/connection'
import { openStore, type Store } from '../../../main/store/store'
import { openVault } from '../../../main/store/vault'
import { openKeyFile } from '../../../main/store/key'
import { breachFact, snapshotOf } from '../../support/breaches'
import { codeOf, must } from '../../support/outcome'
import { addDevices, temporaryFolder } from '../../support/store'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let key: Uint8Array

beforeEach(async () => {
  place = await temporaryFolder()
  key = must(await openKeyFile(place.folder))
})
afterEach(() => place[Symbol.asyncDispose]())

const withStore = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
  const store = must(await openStore({ folder: place.folder, key }))
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
const note = (...details: readonly string[]): Promise<void> =>
  withStore(async (store) => {
    for (const detail of details) {
      must(
        await store.transact(async ({ audit }) => {
          await audit.append({ at: 5, action: 'staff:sign-in', staff: null, subject: 's', detail, address: '' })
          return ok(null)
        }),
      )
    }
  })
const tamper = (...statements: readonly string[]): void => {
  const connection = connect(path.join(place.folder, 'hub.db'), key)
  for (const statement of statements) connection.prepare(statement).run([])
  connection.close()
}
const verify = (headFile: string | null = null) =>
  verifyHub({ dataFolder: place.folder, headFile, clock: systemClock, onProgress: () => undefined })
const words = async (headFile: string | null = null): Promise<string> => verifiedWords(must(await verify(headFile))).join('\n')

const exportHead = async (): Promise<string> => {
  const file = path.join(place.folder, 'head.json')
  await writeFile(file, JSON.stringify(must(await verify()).head))
  return file
}

test('says that all is well, and names what is not', async () => {
  await note('one', 'two')
  expect(await words()).toContain('Every record is as it was written.')
  tamper('drop trigger audit_keeps_words', `update audit set "detail" = 'another' where "auditId" = 2`)
  const told = await words()
  expect(told).toContain('NOT AS WRITTEN: audit 2 of 1970-01-01T00:00:00.005Z (link 2) was changed after it was written.')
  expect(told).toContain('1 found.')
})

test('one byte of a picture changed on the disk is found', async () => {
  await withStore(async (store) => {
    const vault = must(await openVault({ folder: place.folder, key }))
    const { deviceIds } = await addDevices(store, 1, 1)
    const fact = breachFact()
    const { jpeg, ...entry } = snapshotOf(fact.breachId, 'match')
    must(await vault.keep('picture-1', jpeg))
    must(
      await store.transact(async ({ breaches, snapshots }) => {
        await breaches.add(deviceIds[0] ?? '', fact, 10)
        await snapshots.add({ snapshotId: 'picture-1', deviceId: deviceIds[0] ?? '', receivedAt: 11, ...entry })
        return ok(null)
      }),
    )
  })
  expect(await words()).toContain('Every record is as it was written.')
  const [name = ''] = await readdir(path.join(place.folder, 'vault'))
  const file = path.join(place.folder, 'vault', name)
  const bytes = await readFile(file)
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1
  await writeFile(file, bytes)
  expect(await words()).toContain('has a picture that is missing or was changed')
})

test('[CH3] a head signed before tells of an end cut off and of a chain made anew', async () => {
  await note('one', 'two')
  const head = await exportHead()
  await note('three')
  expect(await words(head)).toContain('Every record is as it was written.')
  const free = ['drop trigger chain_keeps_links', 'drop trigger audit_keeps_rows']
  tamper(...free, 'delete from chain where "linkId" > 1', 'delete from audit where "auditId" > 1')
  expect(await words()).toContain('Every record is as it was written.')
  expect(await words(head)).toContain('the chain has 1 links, and had 2 when the head was signed')
  await note('instead')
  expect(await words(head)).toContain('link 2 is not the one that was signed')
})

test('[CH3] a head that was changed, is of another hub, or is none is refused', async () => {
  await note('one')
  const head = await exportHead()
  const content: unknown = JSON.parse(await readFile(head, 'utf8'))
  for (const bad of [{ links: 0 }, { hub: '0'.repeat(64) }, { signature: randomBytes(64).toString('base64') }, { format: 'x' }]) {
    await writeFile(head, JSON.stringify({ ...Object(content), ...bad }))
    expect(codeOf(await verify(head))).toBe('head-invalid')
  }
  await writeFile(head, '{')
  expect(codeOf(await verify(head))).toBe('head-invalid')
})

test('does not make a hub where there is none', async () => {
  const { folder, ...rest } = await temporaryFolder()
  expect(codeOf(await verifyHub({ dataFolder: folder, headFile: null, clock: systemClock, onProgress: () => undefined }))).toBe('no-hub')
  expect(await readdir(folder)).toEqual([])
  await rest[Symbol.asyncDispose]()
})
