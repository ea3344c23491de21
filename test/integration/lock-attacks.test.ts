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

const noSetup = async (_on: Desktop): Promise<unknown> => Promise.resolve()

/** A desktop with the pupil's program on it, covered in black. */
async function lockedDesktop({ width = 640, height = 480, beforehand = noSetup } = {}): Promise<Scene> {
  desktop = await startDesktop({ width, height })
  await beforehand(desktop)
  running = await startPlatform(desktop)
  const connected = await connect(desktop.display, desktop.xauthority)
  if (!connected.ok) throw new Error(connected.detail)
  pupil = connected.value
  const window = openWindow(pupil)
  await pupil.settle()
  const { overlay } = running.platform
  expect(await overlay.cover({ kind: 'blank' })).toMatchObject({ ok: true })
  const openTimes = await watchOpenScreen(desktop.framebuffer, 0)
  return { desktop, overlay, x: pupil, window, openTimes }
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

  it('raises a window above the cover sees it sink, and is told of', async ({ task }) => {
    const scene = await lockedDesktop()
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
    expect(scene.overlay.breaks.value).not.toBeNull()
  })

  it('opens a storm of windows is left with a dark screen', async ({ task }) => {
    const scene = await lockedDesktop()
    for (let burst = 0; burst < 20; burst++) {
      for (let i = 0; i < 10; i++) openWindow(scene.x)
      await scene.x.settle()
    }
    await untilWhole(scene)
    expect(scene.overlay.breaks.value).not.toBeNull()
    task.meta.openMs = (await scene.openTimes()).longestMs
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
