import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { headerBytesOf } from '#shared/model/build-archive'
import { openBuildShelf } from '../../../main/hub/builds/build-shelf'
import { checkArchive } from '../../../main/hub/builds/check-archive'
import { writeRollBack, writeUpdateArchive } from '../../../scripts/package/update-archive'
import { makeSigningPair } from '../../support/update-builds'

const signingKeyPem = makeSigningPair().privatePem
let folder: string
let whole: Buffer

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-archives-'))
  const tree = path.join(folder, 'tree')
  await mkdir(tree)
  await writeFile(path.join(tree, 'program.cjs'), 'a program '.repeat(500))
  await writeFile(path.join(tree, 'second.cjs'), 'another')
  const file = path.join(folder, 'good')
  await writeUpdateArchive({ folder: tree, leaveOut: [], version: '2.0.0', signingKeyPem, nextKeyPem: null, file })
  whole = await readFile(file)
})
afterAll(() => rm(folder, { recursive: true }))

const check = async (archive: Uint8Array): ReturnType<typeof checkArchive> => {
  const file = path.join(folder, 'checked')
  await writeFile(file, archive)
  return checkArchive(file)
}

const changedAt = (at: number): Buffer => {
  const changed = Buffer.from(whole)
  changed[at] = 1 ^ (changed[at] ?? 0)
  return changed
}

describe('an archive that a technician uploads', () => {
  it('[UP2] is taken when it is whole and as signed, and is known by its manifest', async () => {
    const checked = await check(whole)
    expect(checked).toMatchObject({ ok: true, value: { manifest: { kind: 'program', version: '2.0.0' }, bytes: whole.length } })
  })

  it('[UP2] may be the order to go back', async () => {
    const file = path.join(folder, 'roll-back')
    await writeRollBack('2.0.0', '1.0.0', signingKeyPem, file)
    expect(await checkArchive(file)).toMatchObject({ ok: true, value: { manifest: { kind: 'roll-back', from: '2.0.0', to: '1.0.0' } } })
  })

  it.each([
    ['is empty', () => Buffer.alloc(0)],
    [
      'is something else',
      () => Buffer.from('PK\u0003\u0004 this is a zip file, and long enough to be read as a header of an archive '.repeat(4)),
    ],
    ['ends within its header', () => whole.subarray(0, 90)],
    ['ends within its manifest', () => whole.subarray(0, 200)],
    ['ends before its last byte', () => whole.subarray(0, -1)],
    ['goes on after its last byte', () => Buffer.concat([whole, Buffer.from('x')])],
    ['names another key', () => changedAt(12)],
    ['has another signature', () => changedAt(60)],
    ['has another manifest', () => changedAt(140)],
    ['has another file', () => changedAt(whole.length - 12)],
    [
      'calls its manifest endless',
      () => Buffer.concat([whole.subarray(0, 104), Buffer.from([0x7f, 0xff, 0xff, 0xff]), whole.subarray(108)]),
    ],
  ])('[UP2] is refused when it %s', async (_what, spoil) => {
    expect(await check(spoil())).toMatchObject({ ok: false, code: 'build-refused' })
  })

  it('[UP2] arrives in parts, in their order, and what is refused is not kept', async () => {
    const shelf = await openBuildShelf(path.join(folder, 'data'))
    const uploadId = '00000000-0000-4000-8000-000000000001'
    const put = (offset: number, bytes: Uint8Array): ReturnType<typeof shelf.append> => shelf.append('session', { uploadId, offset, bytes })
    expect(await put(5, whole)).toMatchObject({ ok: false, code: 'build-refused' })
    expect(await put(0, whole.subarray(0, 100))).toMatchObject({ ok: true })
    expect(await put(50, whole.subarray(50, 100))).toMatchObject({ ok: false, code: 'build-refused' })
    expect(await shelf.append('another session', { uploadId, offset: 100, bytes: whole.subarray(100) })).toMatchObject({ ok: false })
    expect(await shelf.take('session', uploadId)).toMatchObject({ ok: false, code: 'build-refused' })
    expect(await put(0, whole.subarray(0, 100))).toMatchObject({ ok: true })
    expect(await put(100, whole.subarray(100))).toMatchObject({ ok: true })
    const taken = await shelf.take('session', uploadId)
    if (!taken.ok) throw new Error(taken.detail)
    const header = headerBytesOf(whole)
    const offset = header.ok ? header.value : 0
    expect(await shelf.read(taken.value.buildId, offset, 20)).toEqual(new Uint8Array(whole.subarray(offset, offset + 20)))
    expect(await shelf.read(taken.value.buildId, whole.length, 20)).toHaveLength(0)
    await shelf.remove(taken.value.buildId)
    expect(await shelf.read(taken.value.buildId, 0, 20)).toBeNull()
  })
})
