import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Flag } from '#shared/model/outbox'
import { startAgent, type TestAgent, untilLogged } from '../support/agent'
import type { ConsoleClient } from '../support/console-client'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { type ManagedBrowsers, prepareManagedBrowsers } from '../support/managed-browsers'

let hub: TestHub
let desktop: Desktop
let browsers: ManagedBrowsers
let agent: TestAgent
let teacher: ConsoleClient

beforeAll(async () => {
  ;[hub, desktop, browsers] = await Promise.all([
    startTestHub(),
    startDesktop({ width: 1024, height: 768 }),
    prepareManagedBrowsers(['maths.test']),
  ])
  agent = await startAgent({ hub, desktop, prepare: browsers.install })
  teacher = await hub.signIn('teacher')
})
afterAll(async () => {
  await agent.stop()
  await browsers.stop()
  await hub.stop()
  await desktop.stop()
})

const flags = async (): Promise<readonly Flag[]> =>
  (await teacher.must('flag:list', { roomId: null, before: null, limit: 20 })).flags.filter(({ tamper }) => tamper === 'browser-unwatched')

describe('[BR6] a pupil who opens a browser', () => {
  it('in the usual way is seen on the page by the teacher, and keeps it', async () => {
    const room = await teacher.watch(hub.room.roomId)
    const usual = browsers.open(desktop, 'chromium', browsers.address('maths.test', '/sum'))
    await until('the page at the console', () => room.devices.get(agent.deviceId)?.foreground?.page?.title === 'maths.test /sum', 40_000)
    await until('the tab at the console', () => room.devices.get(agent.deviceId)?.tabs[0]?.site === 'maths.test')
    expect((await agent.status()).browsers).toMatchObject({ linked: [{ browser: 'chromium' }], tabs: 1, refusals: {} })
    // Longer than a browser without a link would last.
    await sleep(12_000)
    expect([usual.exitCode, usual.signalCode, await flags()]).toEqual([null, null, []])
    const gone = once(usual, 'exit')
    usual.kill('SIGTERM')
    await gone
    await until('the tabs to be gone at the console', () => room.devices.get(agent.deviceId)?.tabs.length === 0)
  })

  it('with its extensions off has it closed after a notice, and staff are told', async () => {
    const unwatched = browsers.open(desktop, 'chromium', browsers.address('maths.test'), {
      args: ['--disable-extensions'],
      profile: 'other',
    })
    const gone = once(unwatched, 'exit')
    await untilLogged(agent, '--disable-extensions')
    await gone
    await until('the flag', async () => (await flags()).length === 1, 20_000)
    expect((await flags())[0]?.detail).toBe('chromium was closed: it was started with --disable-extensions.')
  })
})
