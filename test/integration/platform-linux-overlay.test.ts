import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect, type XConnection } from '../../agent/platform/linux/x-connection'
import { noticeColours } from '../../agent/platform/notice-spec'
import type { PlatformOptions } from '../../agent/platform/platform'
import { startDesktop, until, type Desktop, type DesktopOptions } from '../support/desktop'
import { startPlatform, type RunningPlatform } from '../support/platform'
import { countPixels, takeScreenshot } from '../support/screenshot'

const lock = { kind: 'lock', notice: { lockedBy: 'Ms Okafor', text: 'Eyes on the board', until: null } } as const
const plainLock = { kind: 'lock', notice: { lockedBy: '', text: '', until: null } } as const
/** In letters that are not in the agent's file. */
const foreignLock = { kind: 'lock', notice: { lockedBy: 'Ольга Петровна', text: '', until: null } } as const
/** A colour nothing of ours uses. */
const magenta = 0xff00ff
const buttonPress = 4

let folder: string
let desktop: Desktop | undefined
let running: RunningPlatform | undefined
const strangers: XConnection[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-overlay-'))
})

afterEach(async () => {
  for (const stranger of strangers.splice(0)) stranger.close()
  await running?.stop()
  await desktop?.stop()
  await rm(folder, { recursive: true, force: true })
  running = undefined
  desktop = undefined
})

async function start(
  options: DesktopOptions = {},
  drawing?: PlatformOptions['drawNotice'],
): Promise<{ desktop: Desktop; platform: RunningPlatform['platform'] }> {
  desktop = await startDesktop({ width: 1024, height: 768, ...options })
  running = await startPlatform(desktop, drawing === undefined ? {} : { drawNotice: drawing })
  return { desktop, platform: running.platform }
}

/** A pupil's own X program: a connection with one magenta window over the left upper quarter. */
async function startStranger(on: Desktop): Promise<{ x: XConnection; window: number }> {
  const connected = await connect(on.display, on.xauthority)
  if (!connected.ok) throw new Error(connected.detail)
  const x = connected.value
  strangers.push(x)
  const window = x.client.AllocID()
  const attributes = { overrideRedirect: 1, backgroundPixel: magenta, eventMask: buttonPress } as const
  x.client.CreateWindow(window, x.screen.root, 0, 0, 512, 384, 0, 0, 0, 0, attributes)
  x.client.MapWindow(window)
  await x.settle()
  return { x, window }
}

const magentaPixels = async (on: Desktop): Promise<number> => countPixels(await takeScreenshot(on), (colour) => colour === magenta)

const words = async (on: Desktop): Promise<number> => countPixels(await takeScreenshot(on), (colour) => colour === noticeColours.lockText)

/** Opens a terminal that writes what is typed into a file. */
async function openTypist(on: Desktop, platform: RunningPlatform['platform']): Promise<() => Promise<string>> {
  const file = path.join(folder, 'typed')
  on.spawn('xterm', ['-T', 'typist', '-e', 'sh', '-c', `cat > ${file}`])
  await until('the terminal', () => platform.foreground.value?.title === 'typist')
  return () => readFile(file, 'utf8')
}

const typeLine = async (on: Desktop, text: string): Promise<void> => {
  await on.run('xdotool', ['type', text])
  await on.run('xdotool', ['key', 'Return'])
}

/** The cover is the topmost child of the root, as an outsider lists them. */
async function topmostWindow(on: Desktop): Promise<string> {
  const { stdout } = await on.run('xwininfo', ['-root', '-children'])
  return /\d+ child(?:ren)?:\s+(0x[0-9a-f]+)/.exec(stdout.toString())?.[1] ?? 'none'
}

describe('the cover', () => {
  it('blanks every pixel of every monitor, and gives them all back', async () => {
    const monitors = [0, 512].map((x) => ({ x, y: 0, width: 512, height: 768 }))
    const { desktop, platform } = await start({ monitors })
    await startStranger(desktop)
    const before = await magentaPixels(desktop)
    expect(before).toBe(512 * 384)

    const covered = await platform.overlay.cover({ kind: 'blank' })
    expect(covered).toMatchObject({ ok: true })
    expect(countPixels(await takeScreenshot(desktop), (colour) => colour !== 0)).toBe(0)
    expect(platform.overlay.state.value).toMatchObject({ state: 'held', cover: { kind: 'blank' } })

    await platform.overlay.uncover()
    expect(await magentaPixels(desktop)).toBe(before)
    expect(platform.overlay.state.value).toEqual({ state: 'off' })
  })

  it('of a lock shows the ground at once and its words on each monitor soon', async () => {
    const monitors = [0, 512].map((x) => ({ x, y: 0, width: 512, height: 768 }))
    const { desktop, platform } = await start({ monitors })
    await startStranger(desktop)
    expect(await platform.overlay.cover(lock)).toMatchObject({ ok: true })
    expect(await magentaPixels(desktop)).toBe(0)
    const wordsOn = async (left: number): Promise<number> =>
      countPixels(await takeScreenshot(desktop), (colour, x) => colour === noticeColours.lockText && x >= left && x < left + 512)
    await until('the words on both', async () => (await wordsOn(0)) > 500 && (await wordsOn(512)) > 500)
    expect(await magentaPixels(desktop)).toBe(0)
  })

  it('of a lock in letters we have starts no process for its words', async () => {
    const { desktop, platform } = await start({}, ['false'])
    await platform.overlay.cover(lock)
    await until('its words', async () => (await words(desktop)) > 500)
    const own = await words(desktop)
    await platform.overlay.cover(plainLock)
    await until('other words', async () => Math.abs((await words(desktop)) - own) > 100)
    // They also stand in for words that cannot be drawn.
    const usual = await words(desktop)
    await platform.overlay.uncover()
    await platform.overlay.cover(foreignLock)
    await until('the usual words', async () => (await words(desktop)) === usual)
  })

  it('of a lock in other letters has them drawn, and has them when it comes again', async () => {
    const { desktop, platform } = await start()
    await platform.overlay.cover(plainLock)
    await until('the usual words', async () => (await words(desktop)) > 500)
    const usual = await words(desktop)
    await platform.overlay.cover(foreignLock)
    await until('its own words', async () => Math.abs((await words(desktop)) - usual) > 100)
    const own = await words(desktop)
    await platform.overlay.uncover()
    await platform.overlay.cover(foreignLock)
    await until('its own words again', async () => (await words(desktop)) === own)
  })

  it('changes between lock and blank in place', async () => {
    const { desktop, platform } = await start()
    await platform.overlay.cover(plainLock)
    await until('the words', async () => (await words(desktop)) > 500)
    await platform.overlay.cover({ kind: 'blank' })
    expect(countPixels(await takeScreenshot(desktop), (colour) => colour !== 0)).toBe(0)
    await platform.overlay.cover(plainLock)
    await until('the words again', async () => (await words(desktop)) > 500)
  })

  it('keeps typed keys and clicks from the programs below', async () => {
    const { desktop, platform } = await start()
    const typed = await openTypist(desktop, platform)
    await typeLine(desktop, 'before')
    const { x } = await startStranger(desktop)
    let clicks = 0
    x.onEvent((event) => {
      if (event.name === 'ButtonPress') clicks++
    })

    await platform.overlay.cover(lock)
    await typeLine(desktop, 'secret')
    await desktop.run('xdotool', ['key', 'alt+Tab', 'alt+F4'])
    await desktop.run('xdotool', ['mousemove', '100', '100', 'click', '1'])
    await x.settle()
    expect(clicks).toBe(0)

    await platform.overlay.uncover()
    await desktop.run('xdotool', ['mousemove', '100', '100', 'click', '1'])
    await until('the click', () => clicks === 1)
    await typeLine(desktop, 'after')
    await until('the last line', async () => (await typed()).includes('after'))
    expect(await typed()).toBe('before\nafter\n')
  })

  it('lifted before the server answered leaves nothing behind, and the next one holds the keys', async () => {
    const { desktop, platform } = await start()
    const typed = await openTypist(desktop, platform)
    await startStranger(desktop)
    const overtaken = platform.overlay.cover(plainLock)
    await platform.overlay.uncover()
    await overtaken
    expect(platform.overlay.state.value).toEqual({ state: 'off' })
    expect(await magentaPixels(desktop)).toBe(512 * 384)
    await typeLine(desktop, 'free')
    await until('the line typed', async () => (await typed()) === 'free\n')

    expect(await platform.overlay.cover(plainLock)).toMatchObject({ ok: true })
    expect(await magentaPixels(desktop)).toBe(0)
    await typeLine(desktop, 'secret')
    await platform.overlay.uncover()
    await typeLine(desktop, 'after')
    await until('the last line', async () => (await typed()) === 'free\nafter\n')
  })

  it('outwaits another program that holds the keyboard, covering meanwhile', async () => {
    const { desktop, platform } = await start()
    const { x, window } = await startStranger(desktop)
    expect(await x.ask<number>((reply) => x.client.GrabKeyboard(window, false, 0, 1, 1, reply))).toBe(0)
    expect(await platform.overlay.cover({ kind: 'blank' })).toMatchObject({ ok: false, code: 'grab-refused' })
    expect(await magentaPixels(desktop)).toBe(0)
    expect(platform.overlay.state.value).toMatchObject({ state: 'failed', failure: 'grab-refused' })
    x.client.UngrabKeyboard(0)
    await x.settle()
    await until('both grabs', () => platform.overlay.state.value.state === 'held')
  })

  it('rises again over a window that is mapped or raised above it', async () => {
    const { desktop, platform } = await start()
    await platform.overlay.cover({ kind: 'blank' })
    const { x, window } = await startStranger(desktop)
    await until('the cover over a new window', async () => (await magentaPixels(desktop)) === 0)
    for (let i = 0; i < 20; i++) x.client.RaiseWindow(window)
    await x.settle()
    await until('the cover over a raised window', async () => (await magentaPixels(desktop)) === 0)
  })

  it.each(['UnmapWindow', 'DestroyWindow'] as const)('is back with its grabs after another program used %s on it', async (request) => {
    const { desktop, platform } = await start()
    const typed = await openTypist(desktop, platform)
    const { x } = await startStranger(desktop)
    await platform.overlay.cover({ kind: 'blank' })
    const first = platform.overlay.state.value
    x.client[request](Number(await topmostWindow(desktop)))
    await x.settle()
    await until('a new hold', () => platform.overlay.state.value.state === 'held' && platform.overlay.state.value !== first)
    expect(countPixels(await takeScreenshot(desktop), (colour) => colour !== 0)).toBe(0)
    await typeLine(desktop, 'secret')
    await platform.overlay.uncover()
    await typeLine(desktop, 'after')
    await until('the last line', async () => (await typed()).includes('after'))
    expect(await typed()).toBe('after\n')
  })

  it('is back after the display server died, without being asked again', async () => {
    const { desktop, platform } = await start()
    await platform.overlay.cover({ kind: 'blank' })
    await desktop.killServer()
    await until('the loss', () => platform.overlay.state.value.state === 'failed')
    expect(platform.overlay.state.value).toMatchObject({ failure: 'no-display' })
    await desktop.startServer()
    await until('a new hold', () => platform.overlay.state.value.state === 'held')
    await startStranger(desktop)
    await until('the cover', async () => (await magentaPixels(desktop)) === 0)
  })

  it('goes with the agent', async () => {
    const { desktop, platform } = await start()
    await startStranger(desktop)
    await platform.overlay.cover({ kind: 'blank' })
    await running?.stop()
    running = undefined
    await until('the desktop', async () => (await magentaPixels(desktop)) === 512 * 384)
  })
})

describe('a banner', () => {
  const inkPixels = async (on: Desktop): Promise<number> =>
    countPixels(await takeScreenshot(on), (colour) => colour === noticeColours.bannerText)

  it('is shown at the top without a drawing process, takes no keys, and is seen when clicked', async () => {
    const { desktop, platform } = await start({}, ['false'])
    const typed = await openTypist(desktop, platform)
    let shown = false
    const banner = { text: 'Five minutes left', sender: 'Ms Okafor', onShown: () => (shown = true) }
    const ended = platform.showBanner(banner, new AbortController().signal)
    await until('the banner', () => shown)
    expect(await inkPixels(desktop)).toBeGreaterThan(100)
    await typeLine(desktop, 'still mine')
    await until('the typed line', async () => (await typed()) === 'still mine\n')
    await desktop.run('xdotool', ['mousemove', '512', '60', 'click', '1'])
    expect(await ended).toEqual({ ok: true, value: 'seen' })
    await until('its end', async () => (await inkPixels(desktop)) === 0)
  })

  it('is withdrawn by its sender, and lies below a cover, in letters of any language', async () => {
    const { desktop, platform } = await start()
    const withdrawing = new AbortController()
    let shown = false
    const ended = platform.showBanner({ text: 'Ещё пять минут', sender: '', onShown: () => (shown = true) }, withdrawing.signal)
    await until('the banner', () => shown)
    await platform.overlay.cover({ kind: 'blank' })
    expect(countPixels(await takeScreenshot(desktop), (colour) => colour !== 0)).toBe(0)
    await platform.overlay.uncover()
    expect(await inkPixels(desktop)).toBeGreaterThan(100)
    withdrawing.abort()
    expect(await ended).toEqual({ ok: true, value: 'withdrawn' })
    await until('its end', async () => (await inkPixels(desktop)) === 0)
  })
})
