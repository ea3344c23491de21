import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keptLeases, type KeptLeases } from '../../../agent/leases/kept-leases'
import { SealedFile } from '../../../agent/storage/sealed-file'
import { leaseWith } from '../../support/leases'

let folder: string
let file: string
const key = randomBytes(32)
const lines: string[] = []
const log = (line: string): void => void lines.push(line)
const kept = (revision: number): KeptLeases => ({
  revision,
  leases: [leaseWith({ text: 'Listen please' })],
  own: null,
  act: null,
  seen: [],
  hubTime: { hubNow: 1, uptimeMs: 1, wallMs: 1, bootId: 'boot-1' },
})

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-leases-'))
  file = path.join(folder, 'leases.sealed')
  lines.length = 0
})
afterEach(() => rm(folder, { recursive: true }))

async function saved(revision: number): Promise<KeptLeases> {
  const leases = new SealedFile(keptLeases, file, key, log)
  const whole = kept(revision)
  leases.save(whole)
  await leases.settled()
  return whole
}

test('what was saved last is loaded, and only its owner may read it', async () => {
  const leases = new SealedFile(keptLeases, file, key, log)
  const newest = kept(9)
  for (const revision of [1, 2, 3, 4]) leases.save(kept(revision))
  leases.save(newest)
  await leases.settled()
  expect(new SealedFile(keptLeases, file, key, log).load()).toEqual(newest)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(lines).toEqual([])
})

test('[LE8] nothing of it can be read without the device key', async () => {
  await saved(1)
  expect((await readFile(file)).includes('Listen')).toBe(false)
  expect(new SealedFile(keptLeases, file, randomBytes(32), log).load()).toBeNull()
})

test('[LE8] a write that a crash cut short leaves the set before it', async () => {
  const whole = await saved(3)
  await writeFile(`${file}.new`, (await readFile(file)).subarray(0, 40))
  expect(new SealedFile(keptLeases, file, key, log).load()).toEqual(whole)
})

test.each([0, 10, 40, 200])('[LE8] a file torn to %i bytes counts as none, is put aside, and the log says so', async (bytes) => {
  await saved(3)
  await truncate(file, bytes)
  expect(new SealedFile(keptLeases, file, key, log).load()).toBeNull()
  expect(lines.join()).toContain('damaged')
  expect(await readdir(folder)).toEqual(['leases.sealed.damaged'])
})

test('[LE8] a set that somebody changed or wrote himself counts as none', async () => {
  await saved(3)
  const sealed = await readFile(file)
  sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1
  await writeFile(file, sealed)
  expect(new SealedFile(keptLeases, file, key, log).load()).toBeNull()
  await writeFile(file, JSON.stringify(kept(4)))
  expect(new SealedFile(keptLeases, file, key, log).load()).toBeNull()
})

test('no file is no leases, without a word', () => {
  expect(new SealedFile(keptLeases, file, key, log).load()).toBeNull()
  expect(lines).toEqual([])
})

test('a disk that refuses is logged and ends nothing', async () => {
  const leases = new SealedFile(keptLeases, path.join(folder, 'missing', 'leases.sealed'), key, log)
  leases.save(kept(1))
  await leases.settled()
  expect(lines.join()).toContain('could not be written')
})
