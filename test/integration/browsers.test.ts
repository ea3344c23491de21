import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nothingAdded } from '#shared/model/privacy-list'
import type { WebList, WebPolicy } from '#shared/web/web-policy'
import { ActivitySensor } from '../../agent/browser/activity'
import { BrowserLink } from '../../agent/browser/browser-link'
import { readInstallRecord } from '../../agent/browser/install-record'
import { TabOrders } from '../../agent/browser/tab-orders'
import { agentClock } from '../../agent/clock'
import { downloadFact, type StartedDownload } from '../../agent/sensors/usage/record-download'
import { BrowserGate } from '../../agent/web/browser-gate'
import { SiteListShelf } from '../../agent/web/site-list-shelf'
import { gateWithoutLists } from '../support/browser-gate'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { leaseWith } from '../support/leases'
import { type BrowserProgram, type ManagedBrowsers, prepareManagedBrowsers } from '../support/managed-browsers'
import { type RunningPlatform, startPlatform } from '../support/platform'

/* Debian's own browsers, with the extension that the real policies force on them, linked to the agent's real parts. */

let browsers: ManagedBrowsers
let desktop: Desktop
let running: RunningPlatform
let link: BrowserLink
let added = nothingAdded
const downloads: StartedDownload[] = []
const requested: string[] = []
let activity: ActivitySensor
let orders: TabOrders
let dataFolder: string
const stopping = new AbortController()
let stopped: Promise<unknown>

beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'classwarden-linked-'))
  browsers = await prepareManagedBrowsers(['maths.test', 'www.games.test', 'www.childline.org.uk'], (at) => requested.push(at))
  await browsers.install(dataFolder)
  const record = await readInstallRecord(dataFolder)
  if (record === null) throw new Error('there is no record of the set-up')
  desktop = await startDesktop({ width: 1024, height: 768 })
  running = await startPlatform(desktop)
  link = new BrowserLink({
    clock: agentClock,
    log: () => undefined,
    privacy: () => added,
    onDownload: (download) => downloads.push(download),
  })
  orders = new TabOrders({ platform: running.platform, link, clock: agentClock })
  activity = new ActivitySensor({ platform: running.platform, browsers: link, clock: agentClock })
  stopped = Promise.all([
    running.platform.browsers.listen(record, link.attach, link.refused, stopping.signal),
    activity.run(stopping.signal),
  ])
})
afterAll(async () => {
  stopping.abort()
  link.close()
  await stopped
  await running.stop()
  await browsers.stop()
  await desktop.stop()
  await rm(dataFolder, { recursive: true })
})

const titles = (): string[] => link.tabs.value.map(({ title }) => title).sort()
const front = () => activity.activity.value?.page
const untilFront = (title: string): Promise<void> =>
  until(`"${title}" in front, where ${JSON.stringify(front())} is, of ${titles().join(' | ')}`, () => front()?.title === title, 40_000)

const list = (kind: WebList['kind'], domains: string[]): WebList => ({
  kind,
  domains,
  pages: [],
  title: 'Algebra',
  owner: 'Ms Patel',
  reason: '',
  until: null,
  lists: [],
  waits: false,
})
const policy = (...lists: WebList[]): WebPolicy => ({ lists, exceptions: { domains: [], pages: [] }, always: [] })

/** Opens an address in another tab, in front. */
async function go(address: string): Promise<void> {
  expect(await link.openTab(address)).toEqual({ ok: true, value: null })
}

/** The host programs that run from this test's own place. */
async function hosts(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const programs = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')))
  return pids.filter((_pid, index) => programs[index] === path.join(browsers.place, 'browser-host')).map(Number)
}

describe.each<BrowserProgram>(['chromium', 'firefox'])('a pupil at %s', (program) => {
  it('[BR1] is seen to be on a page, goes to another, and to another without loading it', async () => {
    browsers.open(desktop, program, 'about:blank')
    await until('the link', () => link.browsers.length === 1, 50_000)
    await go(browsers.address('maths.test', '/one'))
    await untilFront('maths.test /one')
    expect(front()).toMatchObject({ url: browsers.address('maths.test', '/one'), site: 'maths.test', withheld: false })
    await go(browsers.address('maths.test', '/script'))
    await until('the address that a script of the page has set', () => front()?.url === browsers.address('maths.test', '/pushed'))
    await untilFront('A script')
    expect(activity.activity.value?.title).toBe('A script')
  })

  it('[BR2] is not seen to talk to a helpline, but to be there', async () => {
    await go(browsers.address('www.childline.org.uk', '/chat?topic=grief'))
    await until('the helpline', () => front()?.site === 'childline.org.uk')
    expect(front()).toMatchObject({ url: browsers.address('www.childline.org.uk'), title: '', withheld: true })
    expect(activity.activity.value?.title).toBe('childline.org.uk')
    expect(JSON.stringify(link.tabs.value)).not.toContain('grief')
  })

  it('[BC6] has words read only while the policies ask, and never a password, a card, a PIN or what was a password', async () => {
    const written = new Set<string>()
    const typed: string[] = []
    const write = async (text: string): Promise<void> => {
      await desktop.run('xdotool', ['type', '--delay', '15', text])
    }
    await go(browsers.address('maths.test', '/form'))
    await untilFront('A form')
    await desktop.run('xdotool', ['mousemove', '400', '250', 'click', '1'])
    await write('nobody asks')
    link.watchTyped((page, _field, text) => {
      written.add(text)
      typed.push(page.site)
    })
    // The page that is open gets its script as well, a moment later.
    await until('the words', async () => {
      // A page still at work may have lost the click.
      await desktop.run('xdotool', ['mousemove', '400', '250', 'click', '1', 'key', 'ctrl+End'])
      await write(' now')
      // Told once the writer pauses.
      await until('a pause', () => written.size > 0, 1_500).catch(() => undefined)
      return written.size > 0
    })
    for (const secret of ['hunter two', 'four one one one', 'seven and seven', 'shown and secret']) {
      await desktop.run('xdotool', ['key', 'Tab'])
      await write(secret)
    }
    await desktop.run('xdotool', ['key', 'Tab'])
    await write('last words')
    await until('the last words', () => written.has('last words'))
    expect([...written].filter((text) => text !== 'last words' && !/^(?:nobody asks)?(?: now)+$/u.test(text))).toEqual([])
    expect(new Set(typed)).toEqual(new Set(['maths.test']))
    link.watchTyped(null)
  })

  it('has tabs opened and closed for them', async () => {
    await go(browsers.address('maths.test', '/two'))
    await untilFront('maths.test /two')
    const opened = link.tabs.value.find(({ title }) => title === 'maths.test /two')
    expect(await link.closeTabs([opened?.tabId ?? ''])).toEqual({ ok: true, value: null })
    await until('the tab to be gone', () => !titles().includes('maths.test /two'))
    // Closed already is closed.
    expect(await link.closeTabs([opened?.tabId ?? ''])).toEqual({ ok: true, value: null })
    expect(await link.closeTabs(['999.1'])).toMatchObject({ ok: false, code: 'no-such-tab' })
  })

  it('[BR2] [BR3] is seen by its name alone on a site the school calls private, which as a helpline stays open', async () => {
    await go(browsers.address('maths.test', '/private'))
    await untilFront('maths.test /private')
    added = { sites: ['maths.test'], helplines: [] }
    await link.heedPrivacy()
    await until('the page to be withheld', () => front()?.withheld === true && front()?.title === '')
    await link.apply(policy(list('off', [])))
    await until('the page to go', () => link.tabs.value.every(({ site }) => site !== 'maths.test'))
    added = { sites: [], helplines: ['maths.test'] }
    await link.heedPrivacy()
    await until('the page to be back', () => front()?.site === 'maths.test')
    added = nothingAdded
    await link.apply(policy())
    await untilFront('maths.test /private')
  })

  it('[BR9] is seen to download a file', async () => {
    downloads.length = 0
    await go(browsers.address('maths.test', '/homework.zip'))
    await until('the download', () => downloads.length === 1)
    const user = { name: 'aisha', displayName: 'Aisha', guest: false, sessionStartedAt: 0 }
    const [download] = downloads
    if (download === undefined) throw new Error('no download')
    expect(downloadFact(download, user, 7)).toEqual({ kind: 'download', user: 'aisha', site: 'maths.test', file: 'homework.zip', at: 7 })
  })

  it('[BR8] is asked before a page with unsaved work goes', async () => {
    await go(browsers.address('maths.test', '/essay'))
    await untilFront('An essay')
    await desktop.run('xdotool', ['mousemove', '500', '500', 'click', '1', 'type', '--delay', '20', 'Once upon a time'])
    const essay = link.tabs.value.find(({ title }) => title === 'An essay')
    const which = { by: 'tab' as const, tabIds: [essay?.tabId ?? ''] }
    expect(await orders.close({ which, but: false })).toEqual({ state: 'closed', closed: 0, asking: 1 })
    expect(titles()).toContain('An essay')
    // The pupil is asked, and leaves it.
    await desktop.run('xdotool', ['key', 'Return'])
    await until('the page to be gone', () => !titles().includes('An essay'))
  })

  it('[BR3] is led away from a page that is closed, back when it opens, and never from a helpline', async () => {
    await go(browsers.address('www.games.test', '/play'))
    await untilFront('www.games.test /play')
    const applied = await link.apply(policy(list('block', ['games.test'])))
    expect(applied).toMatchObject({ ok: true, value: { browsers: 1, swept: 1 } })
    await untilFront('games.test is not open now')
    await go(browsers.address('www.games.test', '/again'))
    await untilFront('games.test is not open now')
    await go(browsers.address('maths.test', '/three'))
    await untilFront('maths.test /three')

    await link.apply(policy(list('off', [])))
    await untilFront('maths.test is not open now')
    await go(browsers.address('www.childline.org.uk', '/'))
    await until('the helpline', () => front()?.site === 'childline.org.uk')
    expect(await orders.open(browsers.address('maths.test', '/five'))).toEqual({ state: 'failed', why: 'not-open' })
    await go(browsers.address('maths.test', '/four'))
    await untilFront('maths.test is not open now')
    await link.apply(policy())
    await untilFront('maths.test /four')
  })

  it('[BR3] loses what is closed in frames of an open page, has it back, and opens no socket to it', async () => {
    await go(browsers.address('maths.test', '/framing?www.games.test'))
    await untilFront('Framing 1')
    requested.length = 0
    await link.apply(policy(list('block', ['games.test'])))
    await untilFront('Framing 2')
    await go(browsers.address('maths.test', '/socket?www.games.test'))
    await untilFront('No socket')
    expect(requested).not.toContain('/socket')
    requested.length = 0
    await link.apply(policy())
    await until('the frame to be back', () => titles().includes('Framing 3'))
    expect(requested).toContain('/inside')
    await go(browsers.address('maths.test', '/socket?www.games.test'))
    await until('the socket', () => requested.includes('/socket'))
    await go(browsers.address('maths.test', '/four'))
    await untilFront('maths.test /four')
  })

  it('[LE16] [LE17] follows the internet rule of a lease, its exceptions and its end', async () => {
    const gate = gateWithoutLists(agentClock)
    gate.attach(link)
    const removed = leaseWith({
      kind: 'internet',
      internet: { access: 'removed', exceptions: ['maths.test'] },
      until: Date.now() + 600_000,
    })
    gate.follow({ decidedBy: removed, besides: [], outranked: [] })
    expect(gate.state.value).toBe('asked')
    await until('the browser to follow', () => gate.state.value === 'held')
    await go(browsers.address('www.games.test', '/lease'))
    await untilFront('games.test is not open now')
    await go(browsers.address('maths.test', '/four'))
    await untilFront('maths.test /four')
    gate.follow({ decidedBy: null, besides: [], outranked: [] })
    await until('the browser to follow', () => gate.state.value === 'held')
    await until('the page to be back', () => titles().includes('www.games.test /lease'))
  })

  it('[BR13] [SC5] follows a scene once its list is there, and is closed until then', async () => {
    const sites = ['maths.test', 'www.games.test/allowed']
    const text = sites.join('\n')
    const hash = createHash('sha256').update(text).digest('hex')
    const shelf = new SiteListShelf(path.join(dataFolder, `lists-${program}`), () => undefined)
    const gate = new BrowserGate({ shelf, clock: agentClock, log: () => undefined })
    void gate.run(stopping.signal)
    gate.attach(link)
    const lists = [{ hash, title: 'Maths', domains: 1, pages: 1 }]
    const internet = { access: 'only' as const, scene: 'Algebra', sites: [], lists }
    gate.follow({ decidedBy: leaseWith({ kind: 'internet', internet, until: Date.now() + 600_000 }), besides: [], outranked: [] })
    await until('the browser to be closed', () => gate.state.value === 'lacking')
    await untilFront('maths.test is not open now')
    expect(await shelf.put(hash, gzipSync('something.else'))).toBe(false)
    expect(await shelf.put(hash, gzipSync(text))).toBe(true)
    await until('the browser to follow', () => gate.state.value === 'held')
    await untilFront('maths.test /four')
    await go(browsers.address('www.games.test', '/allowed/unit'))
    await untilFront('www.games.test /allowed/unit')
    await go(browsers.address('www.games.test', '/other'))
    await untilFront('games.test is not open now')
    await go(browsers.address('www.childline.org.uk', '/'))
    await until('the helpline', () => front()?.site === 'childline.org.uk')
    gate.follow({ decidedBy: null, besides: [], outranked: [] })
    await until('the page to be back', () => titles().includes('www.games.test /other'))
    await go(browsers.address('maths.test', '/four'))
    await untilFront('maths.test /four')
  })

  it('keeps one tab when all but it are closed', async () => {
    const kept = link.tabs.value.find(({ active, title }) => active && title === 'maths.test /four')
    expect(await link.closeOtherTabs([kept?.tabId ?? ''])).toEqual({ ok: true, value: null })
    await until('one tab', () => titles().join() === 'maths.test /four')
  })

  it('is linked again after the host was killed', async () => {
    const before = await hosts()
    expect(before).toHaveLength(1)
    process.kill(before[0] ?? 0, 'SIGKILL')
    await until('the link to be lost', () => link.browsers.length === 0)
    await until('the link', () => link.browsers.length === 1)
    await until('the page again', () => front()?.title === 'maths.test /four')
    expect(await hosts()).not.toEqual(before)
    const status = await readFile(`/proc/${(await hosts())[0] ?? 0}/status`, 'utf8')
    // Resident, in kB: what it costs each pupil PC.
    expect(Number(/^VmRSS:\s+(\d+)/mu.exec(status)?.[1])).toBeLessThan(1_000)
    const pid = link.browsers[0]?.browserPid ?? 0
    execFileSync('kill', [String(pid)])
    await until('the browser to be gone', () => link.browsers.length === 0 && activity.activity.value === null)
    expect(titles()).toEqual([])
  })
})

it('[BR11] a Firefox that starts requests no page before it knows what is closed', async () => {
  await link.apply(policy(list('allow', ['maths.test'])))
  requested.length = 0
  browsers.open(desktop, 'firefox', browsers.address('www.games.test', '/cold'))
  await untilFront('games.test is not open now')
  expect(requested).not.toContain('/cold')
  await link.apply(policy())
  await untilFront('www.games.test /cold')
})
