import type { Composite } from 'x11'
import { afterEach, describe, expect, it } from 'vitest'
import type { Platform } from '../../agent/platform/platform'
import { connect, type XConnection } from '../../agent/platform/linux/x-connection'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { type RunningPlatform, startPlatform } from '../support/platform'
import { type OpenTimes, watchOpenScreen } from '../support/screen/open-screen'
import { countPixels, takeScreenshot } from '../support/screenshot'

/* What a pupil's own program, with the right to the display, can try while the PC is locked (docs/lock.md). */

const magenta = 0xff00ff
/** Of Ctrl, Alt and the division key of the number pad. */
const ungrabCodes = [37, 64, 106]
let desktop: Desktop | undefined
let running: RunningPlatform | undefined
let pupil: XConnection | undefined

afterEach(async () => {
  pupil?.close()
  await running?.stop()
  await desktop?.stop()
  running = undefined
  desktop = undefined
})

declare module 'vitest' {
  interface TaskMeta {
    /** For `npm run faults`: how long at the longest the screen was not covered. */
    openMs?: number
  }
}

interface Scene {
  readonly desktop: Desktop
  readonly overlay: Platform['overlay']
  readonly x: XConnection
  /** A full-screen window of the pupil's program, as ready to rise as can be. */
  readonly window: number
  /** How long the screen was open since it was locked; may be asked once. */
  readonly openTimes: () => Promise<OpenTimes>
}

interface Setting {
  readonly width?: number
  readonly height?: number
  readonly beforehand?: (on: Desktop) => Promise<unknown>
  readonly without?: readonly string[]
}

const noSetup = async (_on: Desktop): Promise<unknown> => Promise.resolve()

/** A desktop with the pupil's program on it, covered in black. */
async function lockedDesktop({ width = 640, height = 480, beforehand = noSetup, without = [] }: Setting = {}): Promise<Scene> {
  desktop = await startDesktop({ width, height, without })
  await beforehand(desktop)
  running = await startPlatform(desktop)
  pupil = await join(desktop)
  const window = openWindow(pupil)
  await pupil.settle()
  const { overlay } = running.platform
  expect(await overlay.cover({ kind: 'blank' })).toMatchObject({ ok: true })
  const openTimes = await watchOpenScreen(desktop.framebuffer, 0)
  return { desktop, overlay, x: pupil, window, openTimes }
}

/** A program of the pupil's; it goes with the desktop at the latest. */
async function join({ display, xauthority }: Desktop): Promise<XConnection> {
  const connected = await connect(display, xauthority)
  if (!connected.ok) throw new Error(connected.detail)
  return connected.value
}

function openWindow(x: XConnection): number {
  const window = x.client.AllocID()
  x.client.CreateWindow(window, x.screen.root, 0, 0, 640, 480, 0, 0, 0, 0, { overrideRedirect: 1, backgroundPixel: magenta })
  x.client.MapWindow(window)
  return window
}

const leaks = async (on: Desktop): Promise<number> => countPixels(await takeScreenshot(on), (colour) => colour !== 0)

async function topmostWindow(on: Desktop): Promise<string> {
  const { stdout } = await on.run('xwininfo', ['-root', '-children'])
  return /\d+ child(?:ren)?:\s+(0x[0-9a-f]+)/.exec(stdout.toString())?.[1] ?? 'none'
}

/** A window that is not on the screen. */
function hiddenWindow(x: XConnection): number {
  const window = x.client.AllocID()
  x.client.CreateWindow(window, x.screen.root, 0, 0, 640, 480, 0, 0, 0, 0, {})
  return window
}

/** Fills it, and every window within. */
function paint(x: XConnection, window: number): void {
  const gc = x.client.AllocID()
  x.client.CreateGC(gc, window, { foreground: magenta, subwindowMode: 1 })
  x.client.PolyFillRectangle(window, gc, [0, 0, 640, 480])
  x.client.FreeGC(gc)
}

/** The window that the server keeps above all others. */
async function overlayWindow(x: XConnection): Promise<{ readonly composite: Composite; readonly layer: number }> {
  const composite = await x.extension('composite')
  if (composite === null) throw new Error('this X server has no Composite')
  return { composite, layer: await x.ask<number>((reply) => composite.GetOverlayWindow(x.screen.root, reply)) }
}

/** A program that puts a window into the overlay window and stays. */
async function drawAbove(on: Desktop): Promise<void> {
  const x = await join(on)
  const { layer } = await overlayWindow(x)
  const window = x.client.AllocID()
  x.client.CreateWindow(window, layer, 0, 0, 640, 480, 0, 0, 0, 0, { overrideRedirect: 1, backgroundPixel: magenta })
  x.client.MapWindow(window)
  paint(x, layer)
  await x.settle()
}

/** What the pupil gets when his program asks for the keyboard: 1 is "somebody else has it". */
const askForKeyboard = ({ x, window }: Scene): Promise<number> => x.ask((reply) => x.client.GrabKeyboard(window, false, 0, 1, 1, reply))

async function untilWhole(scene: Scene): Promise<void> {
  const { overlay, desktop: on } = scene
  await until('the cover to hold', () => overlay.state.value.state === 'held')
  await until('a dark screen', async () => (await leaks(on)) === 0)
  expect(await askForKeyboard(scene)).toBe(1)
}

describe('a locked PC whose pupil', () => {
  it('kills the connection of the agent is covered again, and tells how long it was not', async ({ task }) => {
    const scene = await lockedDesktop()
    await scene.desktop.run('xkill', ['-id', await topmostWindow(scene.desktop)])
    await until('the break to be told', () => scene.overlay.breaks.value !== null)
    await untilWhole(scene)
    expect(scene.overlay.breaks.value).toMatchObject({ count: 1 })
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it.for(['UnmapWindow', 'DestroyWindow'] as const)('uses %s on the cover is covered again, and tells so', async (request, { task }) => {
    const scene = await lockedDesktop()
    scene.x.client[request](Number(await topmostWindow(scene.desktop)))
    await scene.x.settle()
    await until('the break to be told', () => scene.overlay.breaks.value !== null)
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('raises a window above the cover sees nothing of it', async ({ task }) => {
    const scene = await lockedDesktop()
    scene.x.client.RaiseWindow(scene.window)
    await scene.x.settle()
    await untilWhole(scene)
    expect(scene.overlay.breaks.value).toBeNull()
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('raises a window where the server has no layer above all windows sees it sink, and is told of', async ({ task }) => {
    const scene = await lockedDesktop({ without: ['Composite'] })
    scene.x.client.RaiseWindow(scene.window)
    await scene.x.settle()
    await until('the break to be told', () => scene.overlay.breaks.value !== null)
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('raises a window over and over is left with a dark screen', async ({ task }) => {
    const scene = await lockedDesktop()
    // A program of its own, as fast as it can.
    await scene.desktop.run('xdotool', Array.from({ length: 4_000 }, () => ['windowraise', String(scene.window)]).flat())
    await untilWhole(scene)
    const { longestMs, share } = await scene.openTimes()
    task.meta.openMs = longestMs
    expect(share).toBeLessThan(0.5)
  })

  it('opens a storm of windows is left with a dark screen', async ({ task }) => {
    const scene = await lockedDesktop()
    for (let burst = 0; burst < 20; burst++) {
      for (let i = 0; i < 10; i++) openWindow(scene.x)
      await scene.x.settle()
    }
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it.for<[string, (scene: Scene, cover: number) => Promise<void> | void]>([
    ['moves the cover aside', ({ x }, cover) => x.client.MoveResizeWindow(cover, 3_000, 3_000, 640, 480)],
    ['makes the cover small', ({ x }, cover) => x.client.ResizeWindow(cover, 10, 10)],
    ['puts the cover into a window of its own', ({ x, window }, cover) => x.client.ReparentWindow(cover, window, 600, 400)],
    ['cuts a hole into the cover', async ({ x }, cover) => (await x.extension('shape'))?.Rectangles(0, 0, cover, 0, 0, [])],
  ])('%s is covered again, and told of', async ([, attack], { task }) => {
    const scene = await lockedDesktop()
    await attack(scene, Number(await topmostWindow(scene.desktop)))
    await until('the break to be told', () => scene.overlay.breaks.value !== null)
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it.for([
    ['before the lock', 'beforehand'],
    ['while it stands', 'during'],
  ] as const)('draws on the composite overlay window %s is left with a dark screen', async ([, when], { task }) => {
    const early = when === 'beforehand' ? { beforehand: drawAbove } : {}
    const scene = await lockedDesktop(early)
    if (when === 'during') await drawAbove(scene.desktop)
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it.for<[string, (x: XConnection, layer: number) => Promise<void> | void]>([
    ['unmaps', (x, layer) => x.client.UnmapWindow(layer)],
    ['destroys', (x, layer) => x.client.DestroyWindow(layer)],
    ['moves', (x, layer) => x.client.MoveResizeWindow(layer, 3_000, 3_000, 640, 480)],
    ['lowers', (x, layer) => x.client.LowerWindow(layer)],
    ['cuts a hole into', async (x, layer) => (await x.extension('shape'))?.Rectangles(0, 0, layer, 0, 0, [])],
    ['hides in another', (x, layer) => x.client.ReparentWindow(layer, hiddenWindow(x), 0, 0)],
    ['paints on', (x, layer) => paint(x, layer)],
  ])('has the cover painted by nobody and %s the overlay window is covered again, and told of', async ([, attack], { task }) => {
    const scene = await lockedDesktop()
    const { x, overlay } = scene
    const { composite, layer } = await overlayWindow(x)
    composite.RedirectWindow(Number(await topmostWindow(scene.desktop)), 1)
    // Again and again: what comes before the agent holds that window breaks nothing.
    await until('the break to be told', async () => {
      await attack(x, layer)
      await x.settle()
      return overlay.breaks.value !== null
    })
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('paints over all windows sees it covered again, and is told of', async ({ task }) => {
    const scene = await lockedDesktop()
    await until('the break to be told', async () => {
      paint(scene.x, scene.x.screen.root)
      await scene.x.settle()
      return scene.overlay.breaks.value !== null
    })
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('plays the compositor, and paints no window, is left with a dark screen', async ({ task }) => {
    const scene = await lockedDesktop()
    const { x } = scene
    const { composite } = await overlayWindow(x)
    composite.RedirectSubwindows(x.screen.root, 1)
    paint(x, x.screen.root)
    await x.settle()
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('has a compositor finds the screen as it was when the lock is over', async () => {
    const beforehand = async (on: Desktop): Promise<void> => {
      // It stops composing where one window covers the screen, as the cover does.
      on.spawn('picom', ['--backend', 'xrender', '--config', '/dev/null', '--unredir-if-possible'])
      const x = await join(on)
      await until(
        'the compositor',
        async () => (await x.ask<number>((reply) => x.client.GetSelectionOwner(x.atoms._NET_WM_CM_S0, reply))) > 0,
      )
    }
    const scene = await lockedDesktop({ beforehand })
    await drawAbove(scene.desktop)
    await untilWhole(scene)
    await scene.overlay.uncover()
    const isMagenta = (colour: number): boolean => colour === magenta
    await until('his own window', async () => countPixels(await takeScreenshot(scene.desktop), isMagenta) === 640 * 480)
  })

  it('changes the keyboard map, grabs, and sends raw key codes and clicks gets none of them through', async ({ task }) => {
    const scene = await lockedDesktop()
    const heard: string[] = []
    scene.x.client.ChangeWindowAttributes(scene.window, { eventMask: 1 | 4 })
    scene.x.onEvent((event) => {
      if (event.name === 'KeyPress' || event.name === 'ButtonPress') heard.push(event.name)
    })
    expect(await askForKeyboard(scene)).toBe(1)
    scene.x.client.UngrabKeyboard(0)
    scene.x.client.UngrabPointer(0)
    await scene.desktop.run('setxkbmap', ['-layout', 'de'])
    // xdotool speaks XTest: as good as a hand on the keyboard. 38, 64 and 23 are the codes of A, Alt and Tab.
    await scene.desktop.run('xdotool', ['key', '38', 'keydown', '64', 'key', '23', 'keyup', '64', 'mousemove', '100', '100', 'click', '1'])
    await scene.x.settle()
    expect(heard).toEqual([])
    await untilWhole(scene)
    expect(scene.overlay.breaks.value).toBeNull()
    task.meta.openMs = (await scene.openTimes()).longestMs
    await scene.overlay.uncover()
    await scene.desktop.run('xdotool', ['mousemove', '110', '110', 'click', '1'])
    await until('the click, now that it is his again', () => heard.includes('ButtonPress'))
  })

  it.for([
    ['lets go of every grab', 'KP_Divide'],
    ['closes every program with a grab', 'KP_Multiply'],
  ] as const)('has a key that %s gets the keyboard for no longer than that, and is told of', async ([, key], { task }) => {
    const scene = await lockedDesktop()
    await scene.desktop.run('setxkbmap', ['-option', 'grab:break_actions'])
    await scene.desktop.run('xdotool', ['key', `ctrl+alt+${key}`])
    await until('the break to be told', () => scene.overlay.breaks.value !== null)
    await untilWhole(scene)
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('ends the grabs and takes the keyboard in one go types behind a dark screen until he lets go, and is told of', async ({ task }) => {
    const scene = await lockedDesktop()
    const { overlay, x } = scene
    await scene.desktop.run('setxkbmap', ['-option', 'grab:break_actions'])
    const xtest = await x.extension('xtest')
    const taken = x.together(() => {
      for (const code of ungrabCodes) xtest?.FakeInput(xtest.KeyPress, code, 0, 0, 0, 0)
      for (const code of ungrabCodes) xtest?.FakeInput(xtest.KeyRelease, code, 0, 0, 0, 0)
      return askForKeyboard(scene)
    })
    expect(await taken).toBe(0)
    await until('the refusal', () => overlay.state.value.state === 'failed')
    expect(overlay.state.value).toMatchObject({ failure: 'grab-refused' })
    expect(await leaks(scene.desktop)).toBe(0)
    expect(overlay.breaks.value).toBeNull()
    x.client.UngrabKeyboard(0)
    await untilWhole(scene)
    expect(overlay.breaks.value).toMatchObject({ count: 1 })
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('kills the connection and takes the keyboard in one go is covered again, and is told of', async ({ task }) => {
    const scene = await lockedDesktop()
    const { overlay, x } = scene
    const cover = Number(await topmostWindow(scene.desktop))
    const taken = x.together(() => {
      x.client.KillClient(cover)
      return askForKeyboard(scene)
    })
    expect(await taken).toBe(0)
    await until('the refusal', () => overlay.state.value.state === 'failed' && overlay.state.value.failure === 'grab-refused')
    await until('a dark screen', async () => (await leaks(scene.desktop)) === 0)
    x.client.UngrabKeyboard(0)
    await untilWhole(scene)
    expect(overlay.breaks.value).toMatchObject({ count: 1 })
    task.meta.openMs = (await scene.openTimes()).longestMs
  })

  it('makes the screen larger sees no more of it', async () => {
    const scene = await lockedDesktop({ width: 800, height: 600, beforehand: (on) => on.run('xrandr', ['--fb', '640x480']) })
    await scene.desktop.run('xrandr', ['--fb', '800x600'])
    await until('the larger screen', async () => (await scene.desktop.run('xwininfo', ['-root'])).stdout.includes('Width: 800'))
    await untilWhole(scene)
  })

  it('does nothing is not said to have done something', async () => {
    const { overlay } = await lockedDesktop()
    const cover = { kind: 'lock', notice: { lockedBy: '', text: '', until: null } } as const
    await overlay.cover(cover)
    // The server's word on our own unmapping comes while the next cover is up.
    void overlay.uncover()
    await overlay.cover(cover)
    await overlay.uncover()
    expect(overlay.breaks.value).toBeNull()
  })
})
