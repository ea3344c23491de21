import { rename, rm, writeFile } from 'node:fs/promises'
import jpegTurbo from '@julusian/jpeg-turbo'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SelfTest } from '#shared/model/self-test'
import { startAgent, type TestAgent, untilLogged } from '../support/agent'
import type { ConsoleClient } from '../support/console-client'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'

/* The whole way: a real desktop, the built agent, a real hub, and the lists of technician and officer. */

let hub: TestHub
let desktop: Desktop
let agent: TestAgent
let technician: ConsoleClient
let officer: ConsoleClient

beforeAll(async () => {
  ;[hub, desktop] = await Promise.all([startTestHub(), startDesktop()])
  agent = await startAgent({ hub, desktop })
  await untilLogged(agent, 'Linked to the hub')
  desktop.spawn('xterm', ['-T', 'Essay', '-e', 'cat'])
  ;[technician, officer] = await Promise.all([hub.signIn('technician'), hub.signIn('officer')])
  await until('the agent to be at work', async () => (await agent.status().catch(() => null))?.policyVersion != null)
  const room = await (await hub.signIn('teacher')).watch(hub.room.roomId)
  await until('the essay in front', () => room.devices.get(agent.deviceId)?.foreground?.title === 'Essay')
})
afterAll(async () => {
  await agent.stop()
  await desktop.stop()
  await hub.stop()
})

/** Runs one test and waits for its record. */
async function run(more: { readonly inUse?: boolean } = {}): Promise<SelfTest> {
  const order = { roomId: hub.room.roomId, deviceIds: [agent.deviceId], orderId: crypto.randomUUID(), ...more }
  const { testIds } = await technician.must('self-test:run', order)
  return vi.waitFor(
    async () => {
      const { tests } = await technician.must('self-test:list', { roomId: null, before: null, limit: 50 })
      const test = tests.find(({ testId }) => testId === testIds[0])
      if (test === undefined) throw new Error('not ended')
      return test
    },
    { timeout: 60_000, interval: 250 },
  )
}
const stagesOf = ({ stages }: SelfTest): readonly string[] => stages.map(({ stage, state }) => `${stage} ${state}`)

describe('a self-test', () => {
  it('[SF3, SF5, SF6] goes the whole way to the officer s inbox, where it is marked and waits for nobody', async () => {
    const { waiting } = await officer.must('breach:list', { before: null, limit: 1 })
    const test = await run({ inUse: true })
    expect([test.result, stagesOf(test)]).toEqual([
      'passed',
      [
        ...['window passed', 'sensor passed', 'policy passed', 'snapshot passed', 'browser skipped'],
        ...['concern passed', 'picture passed', 'inbox passed'],
      ],
    ])
    expect(test).toMatchObject({ deviceName: expect.any(String) as string, owner: { displayName: 'Test technician' }, scheduled: false })
    const breach = await officer.must('breach:get', { breachId: test.testId })
    expect(breach).toMatchObject({ test: true, user: null, state: 'resolved', decidedBy: 'Self-test', source: 'title' })
    expect((await officer.must('breach:list', { before: null, limit: 1 })).waiting).toBe(waiting)
    // Of the screen the picture shows the card alone: black beside it, in each corner.
    const { jpeg } = await officer.must('breach:picture', { breachId: test.testId, part: 'match', reason: 'look at it' })
    const { data, width, height } = jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_GRAY })
    const at = (x: number, y: number): number => data[y * width + x] ?? -1
    const corners = [at(2, 2), at(width - 3, 2), at(2, height - 3), at(width - 3, height - 3)]
    expect(Math.max(...corners)).toBeLessThan(16)
    expect(data.reduce((sum, value) => sum + (value > 200 ? 1 : 0), 0)).toBeGreaterThan(5_000)
    // The card is gone again, and is nobody's history.
    const { stdout } = await desktop.run('xdotool', ['getactivewindow', 'getwindowname'])
    expect(stdout.toString().trim()).toBe('Essay')
  })

  it('[SF4] is put off where somebody uses the PC, which is not told as a fault', async () => {
    const test = await run()
    expect(test).toMatchObject({ result: 'not-run', why: 'in-use', stages: [] })
    const { flags } = await technician.must('flag:list', { roomId: null, before: null, limit: 50 })
    expect(flags.filter(({ tamper }) => tamper === 'self-test-failed')).toEqual([])
  })

  it('[SF4, SF6] says at which stage the way ended, and a flag tells the technician what to do', async () => {
    const folder = agent.file('snapshots')
    await until('nothing waits', async () => (await agent.status()).picturesWaiting === 0)
    await rename(folder, `${folder}-away`)
    await writeFile(folder, '')
    const test = await run({ inUse: true })
    await rm(folder)
    await rename(`${folder}-away`, folder)
    expect([test.result, test.stages.find(({ state }) => state === 'failed')]).toMatchObject([
      'failed',
      { stage: 'snapshot', why: 'disk-refuses' },
    ])
    await vi.waitFor(
      async () => {
        const { flags } = await technician.must('flag:list', { roomId: null, before: null, limit: 50 })
        const [flag] = flags.filter(({ tamper }) => tamper === 'self-test-failed')
        expect(flag).toMatchObject({ deviceId: agent.deviceId, detail: expect.stringContaining('snapshot') as string })
      },
      { timeout: 10_000, interval: 250 },
    )
    expect((await run({ inUse: true })).result).toBe('passed')
  })
})
