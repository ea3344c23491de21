import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deviceKey } from '../../../agent/storage/device-key'
import { seal, unseal } from '../../../agent/storage/seal'

let folder: string
const lines: string[] = []
const log = (line: string): void => void lines.push(line)

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-key-'))
  lines.length = 0
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('[LE8] the device key is made once, and only its owner may read it', async () => {
  const key = deviceKey(folder, log)
  expect(deviceKey(folder, log)).toEqual(key)
  expect((await stat(path.join(folder, 'device.key'))).mode & 0o777).toBe(0o600)
  expect(new Set(key).size).toBeGreaterThan(8)
  expect(lines).toEqual([])
})

test('a torn key is made anew, and the log says what that means', async () => {
  const old = deviceKey(folder, log)
  await writeFile(path.join(folder, 'device.key'), old.subarray(0, 5))
  const key = deviceKey(folder, log)
  expect(key).not.toEqual(old)
  expect(await readFile(path.join(folder, 'device.key'))).toEqual(key)
  expect(lines.join()).toContain('made anew')
})

test('a disk that refuses still gives a key, and the log says for how long', async () => {
  await writeFile(path.join(folder, 'file'), '')
  expect(deviceKey(path.join(folder, 'file'), log)).toHaveLength(32)
  expect(lines.join()).toContain('until it ends')
})

test('what is sealed opens with its key and for its purpose alone', () => {
  const key = deviceKey(folder, log)
  const sealed = seal(key, 'leases', 'words')
  expect(unseal(key, 'leases', sealed)).toBe('words')
  expect(unseal(key, 'outbox', sealed)).toBeNull()
  expect(seal(key, 'leases', 'words')).not.toEqual(sealed)
})
