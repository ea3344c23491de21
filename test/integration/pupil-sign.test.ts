import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Watched } from '#shared/model/screen'
import { connect, type XConnection } from '../../agent/platform/linux/x-connection'
import { signHeight, signStates } from '../../agent/platform/notice-spec'
import type { Rectangle } from '../../agent/platform/rectangle'
import { Observable } from '../../agent/platform/observable'
import type { TimeLeft } from '../../agent/platform/platform'
import { startAgent } from '../support/agent'
import { startDesktop, until, type Desktop, type DesktopOptions } from '../support/desktop'
import { startTestHub } from '../support/hub'
import { startPlatform, type RunningPlatform } from '../support/platform'
import { countPixels, takeScreenshot } from '../support/screenshot'

const size = { width: 1024, height: 768 }
const magenta = 0xff00ff

const closers: (() => Promise<void> | void)[] = []
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-sign-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Signed {
  readonly desktop: Desktop
  readonly platform: RunningPlatform['platform']
  readonly watched: Observable<Watched>
  readonly timeLeft: Observable<TimeLeft | null>
  pressed: number
}

/** A desktop whose sign is drawn. */
async function startSigned(options: DesktopOptions = {}, openAddress = 'false'): Promise<Signed> {
  const desktop = await startDesktop({ ...size, ...options })
  closers.push(() => desktop.stop())
  const running = await startPlatform(desktop, { openAddress })
  closers.push(() => running.stop())
  const watched = new Observable<Watched>('nobody')
  const timeLeft = new Observable<TimeLeft | null>(null)
  const signed: Signed = { desktop, platform: running.platform, watched, timeLeft, pressed: 0 }
  running.platform.showSign({ watched, timeLeft, onPressed: () => (signed.pressed += 1) })
  await untilShown(desktop, 'nobody')
  return signed
}

/** Pixels in the colours of a state, ground and ink, over the last strip of the screen. */
async function signPixels(on: Desktop, wanted: Watched): Promise<{ readonly ground: number; readonly ink: number }> {
  const state = signStates.find(({ watched }) => watched === wanted)
  const screenshot = await takeScreenshot(on)
  const count = (colour: number | undefined): number =>
    countPixels(screenshot, (found, x, y) => found === colour && x > size.width - 320 && y > size.height - 60)
  return { ground: count(state?.ground), ink: count(state?.ink) }
}

/** The sign stands with its ground and its words. */
const untilShown = (on: Desktop, watched: Watched): Promise<void> =>
  until(`the sign to say ${watched}`, async () => {
    const { ground, ink } = await signPixels(on, watched)
    return ground > 1_500 && ink > 150
  })

const isShown = async (on: Desktop, watched: Watched): Promise<boolean> => (await signPixels(on, watched)).ground > 1_500

async function signWindow(on: Desktop): Promise<number> {
  const { stdout } = await on.run('xdotool', ['search', '--name', '^Classwarden$'])
  return Number(stdout.toString().trim().split('\n').at(-1))
}

async function signPlace(on: Desktop): Promise<{ readonly x: number; readonly y: number }> {
  const { x, y } = await signArea(on)
  return { x, y }
}

async function signArea(on: Desktop): Promise<Rectangle> {
  const { stdout } = await on.run('xwininfo', ['-id', String(await signWindow(on))])
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(-?\\d+)`).exec(stdout.toString())?.[1])
  return { x: read('Absolute upper-left X'), y: read('Absolute upper-left Y'), width: read('Width'), height: read('Height') }
}

/** Pixels of the sign in ink, as a picture to compare. */
async function signInk(on: Desktop): Promise<string> {
  const [{ x, y, width, height }, screenshot] = [await signArea(on), await takeScreenshot(on)]
  const ground = screenshot.at(x + 4, y + 4)
  return Array.from({ length: width * height }, (_value, at) =>
    screenshot.at(x + (at % width), y + Math.floor(at / width)) === ground ? '.' : '#',
  ).join('')
}

/** A pupil's own X program. */
async function startStranger(on: Desktop): Promise<XConnection> {
  const connected = await connect(on.display, on.xauthority)
  if (!connected.ok) throw new Error(connected.detail)
  closers.push(connected.value.close)
  return connected.value
}

describe("the pupil's sign", () => {
  it('[TH5] stands in the corner, and tells each state as it comes, plainly apart', async () => {
    const { desktop, watched } = await startSigned()
    for (const state of ['class', 'closely', 'class', 'nobody'] as const) {
      watched.set(state)
      await untilShown(desktop, state)
    }
    expect(new Set(signStates.map(({ ground }) => ground)).size).toBe(3)
  })

  it('[LS2] tells the time left beside each state, in the same corner, and takes it away again', async () => {
    const { desktop, watched, timeLeft } = await startSigned()
    const alone = await signArea(desktop)
    const seen = new Set<string>()
    for (const [state, left] of [
      ['nobody', { of: 'lesson', minutes: 24 }],
      ['nobody', { of: 'lesson', minutes: 23 }],
      ['class', { of: 'session', minutes: 23 }],
      ['closely', { of: 'lesson', minutes: 65 }],
    ] as const) {
      const widthBefore = (await signArea(desktop)).width
      const inkBefore = await signInk(desktop)
      watched.set(state)
      timeLeft.set(left)
      await until('the new words', async () => (await signInk(desktop)) !== inkBefore && (await isShown(desktop, state)))
      const area = await signArea(desktop)
      expect([area.x + area.width, area.y]).toEqual([alone.x + alone.width, alone.y])
      if (left.minutes === 24) expect(area.width).toBeGreaterThan(widthBefore + 100)
      if (left.minutes === 23 && left.of === 'lesson') expect(area.width).toBe(widthBefore)
      seen.add(await signInk(desktop))
    }
    expect(seen.size).toBe(4)
    watched.set('nobody')
    timeLeft.set(null)
    await until('the sign as it was', async () => (await signArea(desktop)).width === alone.width)
    await untilShown(desktop, 'nobody')
  })

  it('takes neither focus nor keys', async () => {
    const { desktop, platform, watched } = await startSigned()
    const file = path.join(folder, 'typed')
    desktop.spawn('xterm', ['-T', 'typist', '-e', 'sh', '-c', `cat > ${file}`])
    await until('the terminal', () => platform.foreground.value?.title === 'typist')
    watched.set('closely')
    await untilShown(desktop, 'closely')
    const { x, y } = await signPlace(desktop)
    await desktop.run('xdotool', ['mousemove', String(x + 30), String(y + 10), 'click', '1'])
    await desktop.run('xdotool', ['type', 'mine\n'])
    await until('the typed line', async () => (await readFile(file, 'utf8')) === 'mine\n')
    expect(platform.foreground.value?.title).toBe('typist')
  })

  it('comes back when a program of the pupil unmaps, destroys, hides, moves or covers it', async () => {
    const { desktop } = await startSigned()
    const { client, screen, settle } = await startStranger(desktop)
    const place = await signPlace(desktop)
    const attacks: readonly (readonly [string, (window: number) => void])[] = [
      ['unmapped', (window) => client.UnmapWindow(window)],
      ['destroyed', (window) => client.DestroyWindow(window)],
      ['moved away', (window) => client.MoveResizeWindow(window, 3_000, 3_000, 1, 1)],
      [
        'lowered under a window',
        (window) => {
          const above = client.AllocID()
          client.CreateWindow(above, screen.root, 0, 0, size.width, size.height, 0, 0, 0, 0, {
            overrideRedirect: 1,
            backgroundPixel: magenta,
          })
          client.MapWindow(above)
          client.LowerWindow(window)
        },
      ],
    ]
    for (const [what, attack] of attacks) {
      attack(await signWindow(desktop))
      await settle()
      await until(`the sign that was ${what}`, () => isShown(desktop, 'nobody'))
      expect([what, await signPlace(desktop)]).toEqual([what, place])
    }
  })

  it('comes back after its connection was killed', async () => {
    const { desktop } = await startSigned()
    await desktop.run('xkill', ['-id', String(await signWindow(desktop))])
    await untilShown(desktop, 'nobody')
  })

  it('lies below the cover, whatever happens to it meanwhile, and is there when the cover goes', async () => {
    const { desktop, platform, watched } = await startSigned()
    await platform.overlay.cover({ kind: 'blank' })
    const lit = async (): Promise<number> => countPixels(await takeScreenshot(desktop), (colour) => colour !== 0)
    expect(await lit()).toBe(0)
    const { client, settle } = await startStranger(desktop)
    client.DestroyWindow(await signWindow(desktop))
    await settle()
    watched.set('closely')
    await until('a new sign window', async () => Number.isInteger(await signWindow(desktop)))
    expect(await lit()).toBe(0)
    await platform.overlay.uncover()
    await untilShown(desktop, 'closely')
  })

  it('is clicked to learn more, and dragged out of the way but never off the screen', async () => {
    const signed = await startSigned()
    const { desktop } = signed
    const { x, y } = await signPlace(desktop)
    const drag = async (toX: number, toY: number): Promise<void> => {
      const from = await signPlace(desktop)
      await desktop.run('xdotool', ['mousemove', String(from.x + 20), String(from.y + 10), 'mousedown', '1'])
      await desktop.run('xdotool', ['mousemove', String(toX), String(toY), 'mouseup', '1'])
    }
    await desktop.run('xdotool', ['mousemove', String(x + 20), String(y + 10), 'click', '1'])
    await until('the click', () => signed.pressed === 1)
    await drag(220, 110)
    await until('the sign where it was dragged', async () => (await signPlace(desktop)).x === 200)
    expect(await signPlace(desktop)).toEqual({ x: 200, y: 100 })
    await drag(0, 0)
    await until('the sign in the other corner', async () => (await signPlace(desktop)).x === 0)
    expect(await signPlace(desktop)).toEqual({ x: 0, y: 0 })
    expect(signed.pressed).toBe(1)
  })

  it('[TH3] sends no picture of a screen on which nothing else happens', async () => {
    const { desktop, platform, watched } = await startSigned()
    watched.set('class')
    await untilShown(desktop, 'class')
    const source = platform.thumbnails()
    const request = { monitor: 0, width: 320, quality: 60, restless: null }
    const first = await source.next({ ...request, after: null }, new AbortController().signal)
    if (!first.ok) throw new Error(first.detail)
    // Longer than the sign takes to raise itself anew.
    const enough = new AbortController()
    const second = source.next({ ...request, after: first.value.sequence }, enough.signal)
    await delay(3_000)
    enough.abort()
    expect(await second).toMatchObject({ ok: false, code: 'stopped' })
    source.close()
  })
})

describe("the pupil's page", () => {
  it("opens with the rights of the session's user", async () => {
    const opener = path.join(folder, 'opener')
    const told = path.join(folder, 'told')
    await writeFile(opener, `#!/bin/sh\necho "$(id -u) $(id -g) $1 $DISPLAY $LD_PRELOAD" > ${told}.new && mv ${told}.new ${told}\n`, {
      mode: 0o755,
    })
    // The opener runs as another user, who writes beside it.
    await chmod(folder, 0o777)
    const { desktop, platform } = await startSigned({ windowManager: false }, opener)
    desktop.spawn('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--', 'sleep', '600'], { LD_PRELOAD: '' })
    await until('the page to be opened', async () => (await platform.openPage('http://127.0.0.1:1/')).ok)
    expect(await readFile(told, 'utf8')).toBe(`65534 65534 http://127.0.0.1:1/ ${desktop.display} \n`)
  })

  it("is never opened as root, not even in root's own session", async () => {
    const { desktop, platform } = await startSigned({ windowManager: false }, '/bin/true')
    expect(await platform.openPage('http://127.0.0.1:1/')).toMatchObject({ ok: false, code: 'no-browser' })
    desktop.spawn('sleep', ['600'])
    expect(await platform.openPage('http://127.0.0.1:1/')).toMatchObject({ ok: false, code: 'no-browser' })
  })
})

describe('a pupil of a real class', () => {
  it('[TH5] sees who looks, can read about it, and sees it end', async () => {
    const desktop = await startDesktop(size)
    closers.push(() => desktop.stop())
    const school = await startTestHub()
    closers.push(() => school.stop())
    const agent = await startAgent({ hub: school, desktop })
    closers.push(() => agent.stop())
    await untilShown(desktop, 'nobody')
    await until('the link', async () => (await agent.status()).link.state === 'live')
    const { pupilPage } = await agent.status()
    const page = async (): Promise<string> => (await fetch(pupilPage ?? '')).text()
    expect(await page()).toContain('Nobody is looking at this screen')

    const teacher = await school.signIn('teacher')
    const room = await teacher.watch(school.room.roomId)
    await untilShown(desktop, 'class')
    await teacher.must('device:view', { deviceId: agent.deviceId })
    await untilShown(desktop, 'closely')
    expect(await page()).toContain('Somebody has this screen open')
    expect((await fetch(pupilPage ?? '', { method: 'POST' })).status).toBe(405)
    await teacher.must('device:leave', { deviceId: agent.deviceId })
    await untilShown(desktop, 'class')

    const { width } = await signArea(desktop)
    const wide = async (): Promise<boolean> => (await signArea(desktop)).width > width
    const lesson = await teacher.must('lesson:start', { roomId: school.room.roomId, title: '9B', minutes: 40, takeOver: false })
    await until('the time left of the lesson', wide)
    expect(await page()).toContain('The lesson ends at')
    await teacher.must('lesson:end', { roomId: school.room.roomId, lessonId: lesson.lessonId })
    await until('no time left', async () => !(await wide()))
    expect(await page()).not.toContain('The lesson ends at')

    // No browser is started for root: the click is answered on the screen.
    const { x, y } = await signPlace(desktop)
    await desktop.run('xdotool', ['mousemove', String(x + 20), String(y + signHeight / 2), 'click', '1'])
    await until('the words on the screen', () => agent.logLines.some((line) => line.includes('shown without a browser')))

    expect(room.gaps).toBe(0)
    await school.hub.stop()
    await untilShown(desktop, 'nobody')
    expect(await page()).toContain('Not linked with the school')
  })
})
