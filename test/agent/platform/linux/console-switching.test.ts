import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ConsoleHold } from '../../../../agent/platform/linux/console-switching'

/** Each order starts a process. */
const patience = { timeout: 20_000 }

describe('console switching', () => {
  let folder: string
  const orders = () => readFile(path.join(folder, 'orders'), 'utf8')
  const recorder = (exitCode: number): [string, ...string[]] => [
    process.execPath,
    '-e',
    `require('node:fs').appendFileSync(${JSON.stringify(path.join(folder, 'orders'))}, process.argv.at(-1) + ' '); process.exit(${exitCode})`,
  ]

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'consoles-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is held while covered and released after, the last order winning', async () => {
    await writeFile(path.join(folder, 'orders'), '')
    const hold = new ConsoleHold(recorder(0))
    hold.want('release')
    hold.want('hold')
    await vi.waitFor(() => {
      expect(hold.state.value).toBe('held')
    }, patience)
    hold.want('release')
    hold.want('hold')
    hold.want('release')
    await vi.waitFor(async () => {
      expect((await orders()).trim().split(' ').at(-1)).toBe('release')
      expect(hold.state.value).toBe('free')
    }, patience)
  })

  it('says so where the consoles cannot be held', async () => {
    const refused = new ConsoleHold(recorder(1))
    refused.want('hold')
    await vi.waitFor(() => {
      expect(refused.state.value).toBe('unavailable')
    }, patience)
    const absent = new ConsoleHold(['/no/such/program'])
    absent.want('hold')
    await vi.waitFor(() => {
      expect(absent.state.value).toBe('unavailable')
    }, patience)
  })

  it('releases at an orderly end only what it holds', async () => {
    await writeFile(path.join(folder, 'orders'), '')
    const hold = new ConsoleHold(recorder(0))
    await hold.letGo()
    expect(await orders()).toBe('')
    hold.want('hold')
    await vi.waitFor(() => {
      expect(hold.state.value).toBe('held')
    }, patience)
    await hold.letGo()
    expect((await orders()).trim()).toBe('hold release')
  })
})
