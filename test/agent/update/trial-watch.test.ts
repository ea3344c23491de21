import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { watchTrial } from '../../../agent/update/trial-watch'
import { currentVersion, pointTo, readUpdateState, type Trial, writeUpdateState } from '../../../agent/update/version-state'

/** Four looks long. */
const trial: Trial = {
  ...{ version: '2.0.0', buildId: 'b'.repeat(64), before: null, starts: 1, bootId: '' },
  ...{ reachableMs: 0, withinMs: 40_000, steadyMs: 1_000 },
}
const lookMs = 10_000
const slowMachine = { timeout: 15_000 }
let data: string
let hub: Server

beforeEach(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'classwarden-trial-watch-'))
  hub = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(hub, 'listening')
  const { port } = z.object({ port: z.number() }).parse(hub.address())
  writeFileSync(path.join(data, 'identity.json'), JSON.stringify({ agentAddresses: [`127.0.0.1:${port}`] }))
  writeUpdateState(data, { trial, rolledBack: [], word: null })
  pointTo(data, trial.version)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await endHub()
  rmSync(data, { recursive: true })
})

async function endHub(): Promise<void> {
  if (!hub.listening) return
  hub.close()
  await once(hub, 'close')
}

const reachable = (): number | undefined => readUpdateState(data).trial?.reachableMs
/** One look, until what it found is on the disk. */
async function look(expectedMs: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(lookMs)
  await vi.waitFor(() => expect(reachable()).toBe(expectedMs), slowMachine)
}

describe('[UP8] a version on trial', () => {
  it('is given up once the hub could be reached for as long as was ordered, and the process ends', async () => {
    const exit = vi.fn()
    vi.spyOn(process, 'exit').mockImplementation(z.custom<typeof process.exit>().parse(exit))
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    watchTrial(data, trial)
    for (const ms of [lookMs, 2 * lookMs, 3 * lookMs]) await look(ms)
    expect(exit).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(lookMs)
    await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(1), slowMachine)
    expect(said).toHaveBeenCalled()
    expect(currentVersion(data)).toBeNull()
    const state = readUpdateState(data)
    expect(state).toMatchObject({ trial: null, rolledBack: [{ version: '2.0.0', why: 'not-reported' }] })
    expect(state.word).toMatchObject({ state: 'rolled-back', why: 'not-reported' })
  })

  it('loses no time while the hub is away', async () => {
    watchTrial(data, trial)
    await look(lookMs)
    const address = z.object({ port: z.number() }).parse(hub.address())
    await endHub()
    // Longer than the whole trial.
    for (let looks = 0; looks < 8; looks += 1) {
      await vi.advanceTimersByTimeAsync(lookMs)
      // Each finds nobody before the hub is back.
      await new Promise((resolve) => setImmediate(resolve))
    }
    hub = createServer((socket) => socket.destroy()).listen(address.port, '127.0.0.1')
    await once(hub, 'listening')
    await look(2 * lookMs)
    expect(currentVersion(data)).toBe('2.0.0')
  })

  it('is left alone once it has reported', async () => {
    const connected = vi.fn()
    hub.on('connection', connected)
    watchTrial(data, trial)
    await look(lookMs)
    await vi.waitFor(() => expect(connected).toHaveBeenCalledTimes(1), slowMachine)
    writeUpdateState(data, { trial: null, rolledBack: [], word: null })
    await vi.advanceTimersByTimeAsync(8 * lookMs)
    expect(connected).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
    expect(currentVersion(data)).toBe('2.0.0')
  })
})
