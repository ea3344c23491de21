import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type KeptLeases, LeaseFile } from '../../../agent/leases/lease-file'
import { leaseWith } from '../../support/leases'

let folder: string
let file: string
const lines: string[] = []
const log = (line: string): void => void lines.push(line)
const kept = (revision: number): KeptLeases => ({
  format: 'classwarden-leases-1',
  revision,
  leases: [leaseWith()],
  seen: [],
  hubTime: { hubNow: 1, uptimeMs: 1, wallMs: 1, bootId: 'boot-1' },
})

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-leases-'))
  file = path.join(folder, 'leases.json')
  lines.length = 0
})
afterEach(() => rm(folder, { recursive: true }))

test('what was saved last is loaded, and only its owner may read it', async () => {
  const leases = new LeaseFile(file, log)
  const newest = kept(9)
  for (const revision of [1, 2, 3, 4]) leases.save(kept(revision))
  leases.save(newest)
  await leases.settled()
  expect(await new LeaseFile(file, log).load()).toEqual(newest)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(lines).toEqual([])
})

test('a write that a crash cut short leaves the set before it', async () => {
  const leases = new LeaseFile(file, log)
  const whole = kept(3)
  leases.save(whole)
  await leases.settled()
  await writeFile(`${file}.new`, JSON.stringify(kept(4)).slice(0, 40))
  expect(await new LeaseFile(file, log).load()).toEqual(whole)
})

test('a damaged file counts as none, is put aside whole, and the log says so', async () => {
  await writeFile(file, '{"format":"classwarden-leases-1","revi')
  expect(await new LeaseFile(file, log).load()).toBeNull()
  expect(lines.join()).toContain('damaged')
  expect(await readdir(folder)).toEqual(['leases.json.damaged'])
  expect(await readFile(`${file}.damaged`, 'utf8')).toBe('{"format":"classwarden-leases-1","revi')
})

test('no file is no leases, without a word', async () => {
  expect(await new LeaseFile(file, log).load()).toBeNull()
  expect(lines).toEqual([])
})

test('a disk that refuses is logged and ends nothing', async () => {
  const leases = new LeaseFile(path.join(folder, 'missing', 'leases.json'), log)
  leases.save(kept(1))
  await leases.settled()
  expect(lines.join()).toContain('could not be written')
})
