import type { ChildProcess } from 'node:child_process'
import { copyFile, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readStatus } from '../../agent/status/status-socket'
import { startAgent, type TestAgent } from '../support/agent'
import type { ConsoleClient } from '../support/console-client'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { type BrowserProgram, type ManagedBrowsers, type OpenOptions, prepareManagedBrowsers } from '../support/managed-browsers'

/* What pupils may try against the extension, with Debian's own browsers and the real policies; docs/browser.md holds the table. */

let hub: TestHub
let desktop: Desktop
let browsers: ManagedBrowsers
let agent: TestAgent
let teacher: ConsoleClient
let folder: string
let usual: ChildProcess
let room: Awaited<ReturnType<ConsoleClient['watch']>>

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cw-guard-'))
  ;[hub, desktop, browsers] = await Promise.all([
    startTestHub(),
    startDesktop({ width: 1024, height: 768 }),
    prepareManagedBrowsers(['maths.test']),
  ])
  agent = await startAgent({ hub, desktop, prepare: browsers.install })
  teacher = await hub.signIn('teacher')
  room = await teacher.watch(hub.room.roomId)
})
afterAll(async () => {
  await agent.stop()
  await browsers.stop()
  await hub.stop()
  await desktop.stop()
  await rm(folder, { recursive: true })
})

/** As the hub pushes them: asking over and over is more than it takes from a console. */
const flags = (): readonly string[] => teacher.flags.filter(({ tamper }) => tamper === 'browser-unwatched').map(({ detail }) => detail)
const front = (): number | undefined => room.devices.get(agent.deviceId)?.foreground?.process?.pid
const runs = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null
const isLinked = async ({ pid }: ChildProcess): Promise<boolean> => {
  const status = await readStatus(agent.dataFolder)
  return status.ok && status.value.browsers?.linked.some(({ browserPid }) => browserPid === pid) === true
}

interface Attempt extends OpenOptions {
  readonly name: string
  readonly program: BrowserProgram
}
/** Starts it in a profile of its own. */
const open = ({ name, program, ...options }: Attempt): ChildProcess =>
  browsers.open(desktop, program, browsers.address('maths.test'), { profile: name, ...options })
/** Waits until it is linked, and ends it then, or gone. An overloaded machine gets four times the time, as pupils do. */
async function settled(name: string, child: ChildProcess): Promise<string> {
  await until(`${name} to be linked or closed`, async () => !runs(child) || (await isLinked(child)), 100_000)
  const word = runs(child) ? 'linked' : 'closed'
  child.kill('SIGKILL')
  return `${name}: ${word}`
}
async function settledOneByOne(attempts: readonly Attempt[]): Promise<string[]> {
  const told: string[] = []
  for (const one of attempts) told.push(await settled(one.name, open(one)))
  return told
}

describe('[BR6] a pupil who opens a browser', { timeout: 150_000 }, () => {
  it('in the usual way is seen on the page by the teacher', async () => {
    usual = browsers.open(desktop, 'chromium', browsers.address('maths.test', '/sum'))
    await until('the page at the console', () => room.devices.get(agent.deviceId)?.foreground?.page?.title === 'maths.test /sum', 40_000)
    await until('the tab at the console', () => room.devices.get(agent.deviceId)?.tabs[0]?.site === 'maths.test')
    expect((await agent.status()).browsers).toMatchObject({ linked: [{ browser: 'chromium' }], tabs: 1, refusals: {} })
  })

  it('as a guest, in private, from a renamed copy, or without the folder of the extension is watched all the same', async () => {
    const copy = path.join(folder, 'homework')
    // What a pupil brings along, made to look like another program.
    await cp('/usr/lib/chromium', copy, { recursive: true })
    await rename(path.join(copy, 'chromium'), path.join(copy, 'essay'))
    await Promise.all([rm(path.join(copy, 'chrome_100_percent.pak')), mkdir(path.join(copy, 'resources/app'), { recursive: true })])
    const extensions = path.join(browsers.profileFolder('chromium', 'guest'), 'Default/Extensions')
    expect(
      await settledOneByOne([
        { name: 'guest', program: 'chromium', args: ['--guest'] },
        { name: 'private', program: 'chromium', args: ['--incognito'] },
        { name: 'renamed', program: 'chromium', executable: path.join(copy, 'essay') },
        { name: 'private Firefox', program: 'firefox', args: ['--private-window'] },
      ]),
    ).toEqual(['guest: linked', 'private: linked', 'renamed: linked', 'private Firefox: linked'])
    expect(await readdir(extensions)).not.toEqual([])
    await rm(extensions, { recursive: true })
    expect(await settled('extension deleted', open({ name: 'guest', program: 'chromium' }))).toBe('extension deleted: linked')
    expect(flags()).toEqual([])
  })

  it('without the extension has it closed after a notice, and staff are told', async () => {
    const other = path.join(folder, 'dillo')
    await copyFile('/usr/bin/xterm', other)
    expect(
      await settledOneByOne([
        { name: 'switch', program: 'chromium', args: ['--disable-extensions'] },
        { name: 'safe mode', program: 'firefox', args: ['--safe-mode'] },
      ]),
    ).toEqual(['switch: closed', 'safe mode: closed'])
    const slow: Promise<string>[] = []
    for (const one of [
      { name: 'without policies', program: 'chromium', managed: false },
      { name: 'without loading', program: 'chromium', args: ['--disable-background-networking'] },
      { name: 'safe mode by environment', program: 'firefox', env: { MOZ_SAFE_MODE_RESTART: '1' } },
    ] as const) {
      const child = open(one)
      slow.push(settled(one.name, child))
      await until(`${one.name} to be in front`, () => front() === child.pid || !runs(child), 40_000)
    }
    slow.push(settled('another browser', desktop.spawn(other)))
    expect(await Promise.all(slow)).toEqual([
      'without policies: closed',
      'without loading: closed',
      'safe mode by environment: closed',
      'another browser: closed',
    ])
    const told = [
      'chromium was closed: it was started with --disable-extensions.',
      'firefox-esr was closed: it was started with --safe-mode.',
      'dillo was closed: it takes no extension of ours.',
    ]
    await until(`the flags, of ${flags().join(' ')}`, () => told.every((detail) => flags().includes(detail)))
  })

  it('keeps the one that was linked all the while', async () => {
    expect(runs(usual)).toBe(true)
    usual.kill('SIGTERM')
    await until('the tabs to be gone at the console', () => room.devices.get(agent.deviceId)?.tabs.length === 0)
  })
})
