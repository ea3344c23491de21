import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOtherMachine, readMachine } from '../../../agent/identity/machine'

let root: string

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'classwarden-machine-'))
  await mkdir(path.join(root, 'sys/class/dmi/id'), { recursive: true })
  await mkdir(path.join(root, 'etc'))
})
afterEach(() => rm(root, { recursive: true }))

const tell = (file: string, text: string): Promise<void> => writeFile(path.join(root, file), text)

test('[EN5] a PC is known by its serial numbers and its machine-id, of which neither can be read back', async () => {
  await tell('sys/class/dmi/id/product_uuid', '4c4c4544-0042-3510-8051-b4c04f4e3132\n')
  await tell('etc/machine-id', '0123456789abcdef0123456789abcdef\n')
  const machine = await readMachine(root)
  expect(machine.hardware).toMatch(/^[0-9a-f]{64}$/u)
  expect(machine.installation).toMatch(/^[0-9a-f]{64}$/u)
  expect(await readMachine(root)).toEqual(machine)
  await tell('sys/class/dmi/id/board_serial', 'XYZ\n')
  expect((await readMachine(root)).hardware).not.toBe(machine.hardware)
})

test('a PC that tells nothing has no fingerprint', async () => {
  expect(await readMachine(root)).toEqual({ hardware: null, installation: null })
  await tell('etc/machine-id', '\n')
  expect(await readMachine(root)).toEqual({ hardware: null, installation: null })
})

test('[EN5] another main board or another machine-id is another PC; what is not told says nothing', () => {
  const noted = { hardware: 'a', installation: 'b' }
  expect(isOtherMachine(noted, noted)).toBe(false)
  expect(isOtherMachine(noted, { hardware: 'c', installation: 'b' })).toBe(true)
  expect(isOtherMachine(noted, { hardware: 'a', installation: 'c' })).toBe(true)
  expect(isOtherMachine(noted, { hardware: null, installation: null })).toBe(false)
  expect(isOtherMachine({ hardware: null, installation: null }, noted)).toBe(false)
})
