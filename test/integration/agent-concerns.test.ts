import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import jpegTurbo from '@julusian/jpeg-turbo'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BreachDetail, BreachSummary } from '#shared/model/breach-review'
import { everybodyAlways } from '#shared/model/policy-set'
import { runAgentCommand, startAgent, type TestAgent, untilLogged } from '../support/agent'
import type { ConsoleClient, RoomMirror } from '../support/console-client'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'

/* A pupil's real desktop, the built agent, and a real hub. */

let hub: TestHub
let desktop: Desktop
let agent: TestAgent
let officer: ConsoleClient
let room: RoomMirror

beforeAll(async () => {
  ;[hub, desktop] = await Promise.all([startTestHub(), startDesktop()])
  agent = await startAgent({ hub, desktop })
  await untilLogged(agent, 'Linked to the hub')
  desktop.spawn('xterm', ['-T', 'Essay', '-e', 'cat'])
  await signIn()
  await untilTitle('Essay')
  await untilReady()
  await untilPast()
})
afterAll(async () => {
  await agent.stop()
  await desktop.stop()
  await hub.stop()
})

async function signIn(): Promise<void> {
  officer = await hub.signIn('officer')
  room = await (await hub.signIn('teacher')).watch(hub.room.roomId)
}
const untilTitle = (title: string): Promise<void> =>
  until(`the title ${title}`, () => room.devices.get(agent.deviceId)?.foreground?.title === title)
const untilReady = (): Promise<void> =>
  until('the agent to be at work', async () => {
    const status = await agent.status().catch(() => null)
    return status?.link.state === 'live' && status.policyVersion !== null
  })
/** A picture from before is a second old at least, and frames lie two seconds apart: an agent begun just now has none to give. */
const untilPast = (): Promise<void> => sleep(2_500)
async function setTitle(title: string): Promise<void> {
  const { stdout } = await desktop.run('xdotool', ['getactivewindow'])
  await desktop.run('xdotool', ['set_window', '--name', title, stdout.toString().trim()])
}
const list = async (text: string): Promise<readonly BreachSummary[]> => {
  const { breaches } = await officer.must('breach:list', { before: null, limit: 200 })
  return breaches.filter(({ match }) => match.text.includes(text))
}
async function detailOf(text: string): Promise<BreachDetail> {
  const [breach, ...others] = await list(text)
  if (breach === undefined || others.length > 0) throw new Error(`${others.length + (breach === undefined ? 0 : 1)} breaches of ${text}`)
  return officer.must('breach:get', { breachId: breach.breachId })
}
/** Asked four times a second: more is too fast for the hub. */
const untilPictures = (text: string): Promise<void> =>
  vi.waitFor(async () => expect((await list(text))[0]?.pictures).toBe(3), { timeout: 20_000, interval: 250 })

describe('a flagged window title', () => {
  it('[BC1, BC3] is a concern at the officer s console, with pictures before, at and after it', async () => {
    await setTitle('how to kill myself without pain')
    await officer.until(() => officer.breaches.length > 0)
    await untilPictures('kill myself')
    const breach = await detailOf('kill myself')
    expect(breach).toMatchObject({
      category: 'suicide',
      grade: 5,
      source: 'title',
      match: { before: '', after: ' without pain' },
      window: { application: 'XTerm', title: 'how to kill myself without pain' },
      inFront: 'window',
      count: 1,
    })
    const parts = new Map(breach.snapshots.map((snapshot) => [snapshot.part, snapshot]))
    expect([...parts.keys()].toSorted()).toEqual(['after', 'before', 'match'])
    expect((parts.get('before')?.takenAt ?? Infinity) < (parts.get('match')?.takenAt ?? 0)).toBe(true)
    expect((parts.get('after')?.takenAt ?? 0) - (parts.get('match')?.takenAt ?? Infinity)).toBeGreaterThanOrEqual(1_500)
    const { jpeg } = await officer.must('breach:picture', { breachId: breach.breachId, part: 'match', reason: 'welfare' })
    expect(jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_BGRX })).toMatchObject({ width: 1280, height: 720 })
  })

  it('[BC2] that comes a hundred times is one concern with a count', async () => {
    for (let time = 2; time <= 100; time += 1) {
      await setTitle(`how to kill myself without pain ${time}`)
      await untilTitle(`how to kill myself without pain ${time}`)
    }
    // Its last word tells what was not told yet.
    await setTitle('Essay')
    await untilTitle('Essay')
    await agent.end()
    agent.start()
    await untilReady()
    await vi.waitFor(async () => expect((await list('kill myself'))[0]?.count).toBe(100), { timeout: 20_000, interval: 250 })
    // The next run knows what this one told.
    for (const title of ['how to kill myself without pain', 'Essay']) {
      await setTitle(title)
      await untilTitle(title)
    }
    expect(await list('kill myself')).toHaveLength(1)
  })

  it('[BC3] without a hub and through a killed agent it is delivered later, once, and lies sealed on the disk meanwhile', async ({
    task,
  }) => {
    // What was told once is folded: another try needs other words.
    const words = ['weed', 'pipe bomb', 'thinspo'][task.result?.retryCount ?? 0] ?? ''
    const title = { weed: 'where can i buy weed near school', 'pipe bomb': 'how to make a pipe bomb' }[words] ?? 'best thinspo tips'
    await setTitle('Essay')
    await untilTitle('Essay')
    const folder = path.join(agent.dataFolder, 'snapshots')
    await until('the pictures from before at the hub', async () => (await agent.status()).picturesWaiting === 0)
    await untilPast()
    await hub.restart(async () => {
      await setTitle(title)
      await until('the pictures on the disk', async () => {
        const files = await readdir(folder)
        return files.filter((file) => file.endsWith('.sealed')).length === 3
      })
      const { factsWaiting, picturesWaiting } = await agent.status()
      expect([factsWaiting > 0, picturesWaiting]).toEqual([true, 3])
      await agent.kill()
      const kept = await Promise.all(
        [...(await readdir(folder)).map((file) => path.join(folder, file)), path.join(agent.dataFolder, 'outbox.journal')].map((file) =>
          readFile(file),
        ),
      )
      expect(kept.some((bytes) => bytes.includes(words) || bytes.includes(Buffer.from([0xff, 0xd8, 0xff])))).toBe(false)
      await setTitle('Essay')
      agent.start()
    })
    await signIn()
    await untilPictures(words)
    expect(await detailOf(words)).toMatchObject({ count: 1, user: expect.any(String) as string })
    await until('nothing left on the PC', async () => (await agent.status()).picturesWaiting + (await readdir(folder)).length === 0)
  })
})

describe('what a PC does by itself', () => {
  it('[PO4, PO7] a rule the school chose so locks it with the school s words, and the doctor names the policies', async () => {
    const message = 'Games wait until after school.'
    const act = { target: 'games', scope: everybodyAlways, closeTab: false, lockMinutes: 5, message }
    const { revision } = await officer.must('policy:propose', { change: { kind: 'act', act }, reason: 'asked for by the governors' })
    await until('the policies at the PC', async () => (await agent.status()).policyRevision === revision)
    const doctor = await runAgentCommand(['doctor', '--data', agent.dataFolder, '--display', desktop.display])
    expect(doctor.stdout).toMatch(new RegExp(`^ok +policies: .*revision ${revision} of the school, as the hub told last`, 'mu'))
    await setTitle('unblocked games 76 at school')
    await until('the lock', async () => (await agent.status()).leases.length > 0)
    const { leases } = await agent.status()
    expect(leases).toMatchObject([{ kind: 'lock', owner: { displayName: 'School policy' }, text: message }])
    await until('the covered screen', async () => (await agent.status()).leaseStates.some(({ state }) => state === 'applied'))
  })
})
