import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserProtocol, mostFrameBytesDown, mostFrameBytesUp } from '#shared/browser/messages'
import type { Tamper } from '#shared/model/outbox'
import { nothingAdded } from '#shared/model/privacy-list'
import type { WebPolicy } from '#shared/web/web-policy'
import { BrowserLink } from '../../agent/browser/browser-link'
import { encodeFrame, FrameReader } from '../../agent/browser/frames'
import { guardBrowsers } from '../../agent/browser/guard/guard-browsers'
import { agentClock } from '../../agent/clock'
import { WindowsPlatform } from '../../agent/platform/windows/windows-platform'
import words from '../../assets/locales/pupil-en.json'
import { platformOptions } from '../support/platform'
import { browserHostExecutable, compileForWindows, desktopExecutable, startWine, type WineDesktop } from '../support/windows/wine-desktop'

/*
 * Browsers of a pupil on Windows, by a stand-in that starts the real host as they do, at the agent's real pipe. Wine gives a pipe no rights and lets its
 * name be used again: of those docs/deploy-windows.md has a line.
 */

const patience = { timeout: 30_000, interval: 100 }
const windowsPath = (file: string): string => `Z:${file.replaceAll('/', '\\')}`
const host = windowsPath(browserHostExecutable)
const shell = `C:\\windows\\system32\\cmd.exe /d /s /c ""${host}" chrome-extension://a/"`
/** Wine has one session. */
const pipe = '\\\\.\\pipe\\ProtectedPrefix\\Administrators\\Classwarden\\Browsers-1'

let wine: WineDesktop
let platform: WindowsPlatform
let link: BrowserLink
let stopped: Promise<unknown>
const stopping = new AbortController()
const open: ChildProcess[] = []

const refusals = (why: string): number => link.refusals[why] ?? 0
const hello = (browserVersion: string): Buffer =>
  encodeFrame({ type: 'browser:hello', protocol: browserProtocol, browser: 'chrome', browserVersion, extensionVersion: '1' })
const tab = (number: number, title: string) => ({
  tab: number,
  window: 1,
  url: `https://maths.test/${number}`,
  title,
  active: number === 1,
  incognito: false,
  since: 0,
})

/** A program of the pupil's under this name, as a browser's stand-in. */
async function program(name: string): Promise<string> {
  await mkdir(path.join(wine.drive, 'programs'), { recursive: true })
  const file = path.join(wine.drive, 'programs', name)
  // One that runs is not written to.
  if (!existsSync(file)) await copyFile(await compileForWindows('browser'), file)
  return `C:\\programs\\${name}`
}

interface Browser {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  /** What the agent said to it, through the host. */
  readonly heard: () => readonly string[]
}

let files = 0
async function startBrowser(name: string, bytes: Buffer, command = `"${host}" chrome-extension://a/`, ...args: string[]): Promise<Browser> {
  const file = `bytes-${++files}`
  await writeFile(path.join(wine.drive, file), bytes)
  const child = wine.spawn(await program(name), [command, `C:\\${file}`, ...args], 'pipe')
  open.push(child)
  const reader = new FrameReader(mostFrameBytesDown)
  const heard: string[] = []
  child.stdout?.on('data', (chunk: Buffer) => heard.push(...(reader.take(chunk) ?? ['no frame'])))
  return { child, ended: once(child, 'close'), heard: () => heard }
}

async function endAll(): Promise<void> {
  for (const child of open.splice(0)) child.kill('SIGKILL')
  await vi.waitFor(() => expect(link.browsers).toEqual([]), patience)
}

beforeAll(async () => {
  wine = await startWine()
  link = new BrowserLink({ clock: agentClock, log: () => undefined, privacy: () => nothingAdded, onDownload: () => undefined })
  const squatter = wine.spawn(await program('squatter.exe'), [pipe], 'pipe')
  await once(squatter.stdout ?? squatter, 'data')
  platform = new WindowsPlatform({ ...(await platformOptions(wine.screen)), desktopProgram: wine.command(desktopExecutable) })
  const place = { runFolder: '', hostProgram: host, hostArguments: [] }
  stopped = Promise.all([platform.start(stopping.signal), platform.browsers.listen(place, link.attach, link.refused, stopping.signal)])
  // Somebody serves its name: nobody reaches the agent, which tells so and takes the name once it is free.
  await vi.waitFor(() => expect(refusals('name-taken')).toBe(1), { timeout: 60_000, interval: 100 })
  squatter.kill('SIGKILL')
  // As an extension does, it comes again when nobody answered.
  await vi.waitFor(async () => {
    const browser = await startBrowser('chrome.exe', hello('0'))
    const linked = vi.waitFor(() => expect(link.browsers).toHaveLength(1), patience)
    await Promise.race([browser.ended, linked])
    expect(link.browsers).toHaveLength(1)
  }, patience)
  await endAll()
}, 120_000)
afterAll(async () => {
  stopping.abort()
  link.close()
  await stopped
  await wine.stop()
})
afterEach(endAll)

describe('[BR5] a browser on Windows', () => {
  it('is heard and spoken to through the host, however much both say', async () => {
    const tabs = Array.from({ length: 200 }, (_value, at) => tab(at + 1, 'x'.repeat(500)))
    const browser = await startBrowser('chrome.exe', Buffer.concat([hello('1'), encodeFrame({ type: 'tab:list', tabs, focused: 1 })]))
    await vi.waitFor(() => expect(link.allTabs()).toHaveLength(200), patience)
    const domains = Array.from({ length: 60_000 }, (_value, at) => `site-${at}.example`)
    const policy: WebPolicy = {
      lists: [{ kind: 'off', domains, pages: [], title: '', owner: '', reason: '', until: null, lists: [], waits: false }],
      exceptions: { domains: [], pages: [] },
      always: [],
    }
    void link.apply(policy)
    await vi.waitFor(() => {
      const parts = browser.heard().flatMap((text) => {
        const message = JSON.parse(text) as { readonly policy: number; readonly text: string }
        return message.policy === 2 ? [message.text] : []
      })
      expect(JSON.parse(parts.join(''))).toMatchObject({ lists: [{ domains }] })
    }, patience)
    const [listed] = await platform.browsers.list()
    expect(listed).toMatchObject({ kind: 'chromium', executable: 'C:\\programs\\chrome.exe', pid: link.browsers[0]?.browserPid })
    expect(await platform.browsers.takeForced()).toBe(false)
    expect(platform.browsers.forbiddenSwitch(listed ?? { pid: 0, kind: 'other', executable: '', args: [], startTicks: '' })).toBeNull()
  })

  it('may start the host through cmd.exe, and two are two', async () => {
    const [first, second] = [await startBrowser('msedge.exe', hello('1'), shell), await startBrowser('firefox.exe', hello('2'))]
    await vi.waitFor(() => expect(link.browsers).toHaveLength(2), patience)
    const browsers = await platform.browsers.list()
    expect(browsers.map(({ kind }) => kind).sort()).toEqual(['chromium', 'firefox'])
    expect(link.browsers.map(({ browserPid }) => browserPid).sort()).toEqual(browsers.map(({ pid }) => pid).sort())
    second.child.kill('SIGKILL')
    await vi.waitFor(() => expect(link.browsers.map(({ browserVersion }) => browserVersion)).toEqual(['1']), patience)
    expect(first.child.exitCode).toBeNull()
  })

  it('is asked to end by its window, or made to; its parts are none, and its switches are seen', async () => {
    await startBrowser('chrome.exe', hello('1'), '', '--type=renderer')
    const asked = await startBrowser('chrome.exe', hello('1'), '', '/Disable-Extensions')
    const forced = await startBrowser('brave.exe', hello('1'), '', '--profile', 'a "b')
    const listed = await vi.waitFor(async () => {
      const [now, programs] = [await platform.browsers.list(), await platform.applications.list()]
      expect(now).toHaveLength(2)
      expect(programs.ok && programs.value.filter(({ windows }) => windows?.includes('browser'))).toHaveLength(3)
      return now
    }, patience)
    const of = (name: string) => listed.find(({ executable }) => executable.endsWith(name)) ?? listed[0]
    expect(of('chrome.exe')?.args.at(-1)).toBe('/Disable-Extensions')
    expect(of('brave.exe')?.args.slice(-2)).toEqual(['--profile', 'a "b'])
    expect(listed.map((one) => platform.browsers.forbiddenSwitch(one)).sort()).toEqual(['/Disable-Extensions', null])
    platform.browsers.end(of('chrome.exe')?.pid ?? 0, 'ask')
    platform.browsers.end(of('brave.exe')?.pid ?? 0, 'force')
    await Promise.all([asked.ended, forced.ended])
    expect([asked.child.exitCode === 7, forced.child.exitCode === 7]).toEqual([true, false])
  })
})

it('[BR6] a browser that nobody can watch is closed after a notice, and told; one that is linked is not', async () => {
  const linked = await startBrowser('brave.exe', hello('1'))
  await vi.waitFor(() => expect(link.browsers).toHaveLength(1), patience)
  const told: Tamper[] = []
  const shown = vi.spyOn(platform, 'showBanner')
  const guarding = new AbortController()
  const hurried = { ...agentClock, sleep: (ms: number, signal: AbortSignal) => agentClock.sleep(ms / 4, signal) }
  const parts = {
    platform,
    link,
    clock: hurried,
    hubNow: Date.now,
    add: (fact: Tamper) => told.push(fact),
    load: () => 0,
    log: () => undefined,
  }
  const guarded = guardBrowsers(parts, guarding.signal)
  const closed = await startBrowser('chrome.exe', hello('2'), '', '-Disable-Extensions')
  await closed.ended
  await vi.waitFor(() => expect(told).toMatchObject([{ tamper: 'browser-unwatched' }]), patience)
  expect(told[0]?.detail).toMatch(/chrome\.exe was closed: it was started with -Disable-Extensions\.$/u)
  expect(shown.mock.calls.map(([{ text }]) => text)).toEqual([words.browserClosed.switch])
  expect(linked.child.exitCode).toBeNull()
  guarding.abort()
  await guarded
})

describe("[BR5] at the browsers' pipe", () => {
  it('another program than the host is turned away, whoever starts it', async () => {
    const forged = await program('classwarden-browser-host.exe')
    await copyFile(browserHostExecutable, path.join(wine.drive, 'programs/classwarden-browser-host.exe'))
    const browser = await startBrowser('chrome.exe', hello('1'), forged)
    await browser.ended
    expect([refusals('forged-host'), link.browsers]).toEqual([1, []])
  })

  it('the host is turned away when no browser started it', async () => {
    for (const command of [undefined, shell]) {
      const browser = await startBrowser('essay.exe', hello('1'), command)
      await browser.ended
    }
    expect([refusals('no-browser'), link.browsers]).toEqual([2, []])
  })

  it('[BR4] garbage is counted and ends the host, and a frame over the bound or cut short passes no border', async () => {
    const browser = await startBrowser('chrome.exe', Buffer.concat([hello('1'), encodeFrame({ type: 'tab:list', tabs: 'all' })]))
    await browser.ended
    expect(refusals('malformed')).toBe(1)
    const header = Buffer.alloc(4)
    header.writeUInt32LE(mostFrameBytesUp + 1)
    const huge = await startBrowser('chrome.exe', Buffer.concat([hello('1'), header, Buffer.alloc(1_000)]))
    await huge.ended
    header.writeUInt32LE(1_000)
    const short = await startBrowser('chrome.exe', Buffer.concat([hello('3'), header, Buffer.from('{"type"')]))
    await vi.waitFor(() => expect(link.browsers).toHaveLength(1), patience)
    short.child.kill('SIGKILL')
    await vi.waitFor(() => expect(link.browsers).toEqual([]), patience)
    expect([refusals('malformed'), refusals('oversized')]).toEqual([1, 0])
  })

  it('the agent’s end is the host’s', async () => {
    const browser = await startBrowser('chrome.exe', hello('1'))
    await vi.waitFor(() => expect(link.browsers).toHaveLength(1), patience)
    stopping.abort()
    await browser.ended
    expect(browser.child.exitCode).toBe(0)
  })
})
