import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import jpegTurbo from '@julusian/jpeg-turbo'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readStatus } from '../../agent/status/status-socket'
import { startAgent, type TestAgent } from '../support/agent'
import type { ConsoleClient } from '../support/console-client'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'
import { type BrowserProgram, type ManagedBrowsers, type OpenOptions, prepareManagedBrowsers } from '../support/managed-browsers'
import { isNearly } from '../support/screen/colour-block'

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
    prepareManagedBrowsers(['maths.test', 'www.childline.org.uk']),
  ])
  agent = await startAgent({ hub, desktop, prepare: (dataFolder) => browsers.install(dataFolder) })
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
const page = () => room.devices.get(agent.deviceId)?.foreground?.page ?? null
const runs = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null
const isLinked = async ({ pid }: ChildProcess): Promise<boolean> => {
  const status = await readStatus(agent.dataFolder)
  return status.ok && status.value.browsers?.linked.some(({ browserPid }) => browserPid === pid) === true
}

/** Whether a tenth of a picture or more is of this colour (0xRRGGBB), as near as JPEG leaves it. */
function hasColour(jpeg: Uint8Array, colour: number): boolean {
  const { data } = jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_BGRX })
  const pixels = Array.from({ length: data.byteLength / 4 }, (_value, at) => data.subarray(at * 4, at * 4 + 4))
  return pixels.filter((pixel) => isNearly(pixel, colour, 20)).length * 10 >= pixels.length
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

  it('[BR12] is shown with the icon that the browser has of the site', async () => {
    browsers.open(desktop, 'chromium', browsers.address('maths.test', '/icon'))
    await until('the icon', () => page()?.icon !== undefined, 40_000)
    const hash = page()?.icon ?? ''
    await until('the picture of it', async () => (await teacher.call('icon:read', { hash })).ok)
    const { png } = await teacher.must('icon:read', { hash })
    const icon = await loadImage(Buffer.from(png))
    const canvas = createCanvas(1, 1)
    canvas.getContext('2d').drawImage(icon, 0, 0)
    expect([icon.width, icon.height, ...canvas.getContext('2d').getImageData(0, 0, 1, 1).data]).toEqual([32, 32, 0, 0, 255, 255])
    expect(await teacher.call('icon:read', { hash: '0'.repeat(32) })).toMatchObject({ code: 'not-found' })
    expect(await (await hub.signIn('technician')).call('icon:read', { hash })).toMatchObject({ code: 'role-forbids' })
  })

  it('[BR2] on a private site is neither pictured nor shown with an icon, and pictured again after it', async () => {
    const shown = (colour: number): boolean => {
      const part = teacher.pictures.at(-1)?.thumbnail.parts.at(-1)
      return part !== undefined && hasColour(part.jpeg, colour)
    }
    browsers.open(desktop, 'chromium', browsers.address('maths.test', '/colour?ff00ff'))
    await until('the page in the picture', () => shown(0xff00ff))
    browsers.open(desktop, 'chromium', browsers.address('www.childline.org.uk', '/colour?ff00ff'))
    await until('the private page', () => page()?.withheld === true)
    await until('the plain picture', () => shown(0x5a6b6e) && !shown(0xff00ff))
    expect(page()).toEqual({ ...page(), title: '', site: 'childline.org.uk', url: browsers.address('www.childline.org.uk') })
    const before = teacher.pictures.length
    await desktop.run('xdotool', ['mousemove', '300', '300', 'mousemove', '500', '500'])
    expect(teacher.pictures).toHaveLength(before)
    await desktop.run('xdotool', ['key', 'ctrl+w'])
    await until('the page behind in the picture', () => shown(0xff00ff))
  })

  it('and begins it anew, or has its extension renewed, is watched all the while', async () => {
    const extension = path.join(folder, 'extension')
    await cp(path.resolve(import.meta.dirname, '../../out/agent/extension'), extension, { recursive: true })
    for (const family of ['chromium', 'firefox']) {
      const file = path.join(extension, family, 'manifest.json')
      await writeFile(file, (await readFile(file, 'utf8')).replace(/"version":"[^"]*"/u, '"version":"9.9.9"'))
    }
    await browsers.install(agent.dataFolder, ['--extension', extension])
    const ended = once(usual, 'exit')
    usual.kill('SIGTERM')
    await ended
    usual = browsers.open(desktop, 'chromium', browsers.address('maths.test', '/sum'))
    await until('the link', () => isLinked(usual), 40_000)
    expect(flags()).toEqual([])
  })

  it('as a guest, in private, from a renamed copy, or without the folder of the extension is watched all the same', async () => {
    const copy = path.join(folder, 'homework')
    // What a pupil brings along, made to look like another program.
    await cp('/usr/lib/chromium', copy, { recursive: true })
    await rename(path.join(copy, 'chromium'), path.join(copy, 'essay'))
    const diary = path.join(folder, 'diary')
    await cp('/usr/lib/firefox-esr', diary, { recursive: true })
    await rename(path.join(diary, 'firefox-esr'), path.join(diary, 'diary'))
    await Promise.all([rm(path.join(copy, 'chrome_100_percent.pak')), mkdir(path.join(copy, 'resources/app'), { recursive: true })])
    const extensions = path.join(browsers.profileFolder('chromium', 'guest'), 'Default/Extensions')
    expect(
      await settledOneByOne([
        { name: 'guest', program: 'chromium', args: ['--guest'] },
        { name: 'private', program: 'chromium', args: ['--incognito'] },
        { name: 'renamed', program: 'chromium', executable: path.join(copy, 'essay') },
        { name: 'private Firefox', program: 'firefox', args: ['--private-window'] },
        { name: 'renamed Firefox', program: 'firefox', executable: path.join(diary, 'diary') },
      ]),
    ).toEqual(['guest: linked', 'private: linked', 'renamed: linked', 'private Firefox: linked', 'renamed Firefox: linked'])
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

  it('keeps the one that was linked all the while, and has its site in the history, with how long it was in front', async () => {
    expect(runs(usual)).toBe(true)
    const asked = { roomId: hub.room.roomId, deviceId: agent.deviceId, from: Date.now() - 600_000, until: Date.now() + 300_000 }
    const longest = async (wanted: string): Promise<number> => {
      const spans = (await teacher.must('usage:timeline', asked)).devices.flatMap((one) => one.spans)
      const ofPage = spans.filter(({ application, title }) => /chromium/iu.test(application) && title === wanted)
      return Math.max(0, ...ofPage.map(({ from, until: end }) => end - from))
    }
    // What was closed leaves the front to whatever window is next.
    browsers.open(desktop, 'chromium', browsers.address('maths.test', '/sum'))
    await until('the page in front', () => page()?.title === 'maths.test /sum', 40_000)
    // A pupil reads: a page before which nobody moves counts for nothing, and a shorter look is passed over.
    let x = 300
    await vi.waitFor(
      async () => {
        // To and fro: at the edge of the screen it would move no more.
        await desktop.run('xdotool', ['mousemove', String((x = 620 - x)), '300'])
        expect(await longest('maths.test /sum')).toBeGreaterThanOrEqual(4_000)
      },
      { timeout: 30_000, interval: 300 },
    )
    usual.kill('SIGTERM')
    await until('the tabs to be gone at the console', () => room.devices.get(agent.deviceId)?.tabs.length === 0)
    await vi.waitFor(async () => expect(await longest('maths.test')).toBeGreaterThanOrEqual(3_000), { timeout: 30_000, interval: 500 })
  })
})
