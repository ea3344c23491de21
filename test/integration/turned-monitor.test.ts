import { afterEach, expect, it } from 'vitest'
import { noticeColours } from '../../agent/platform/notice-spec'
import { type Desktop, startDesktop, until } from '../support/desktop'
import { startPlatform, type RunningPlatform } from '../support/platform'
import { magentaPixels, openMagentaWindow } from '../support/pupil'
import { countPixels, takeScreenshot } from '../support/screenshot'

const lock = { kind: 'lock', notice: { lockedBy: 'Ms Okafor', text: 'Eyes on the board', until: null } } as const

let desktop: Desktop | undefined
let running: RunningPlatform | undefined

afterEach(async () => {
  await running?.stop()
  await desktop?.stop()
  running = undefined
  desktop = undefined
})

it('a monitor turned by RandR while locked is covered in its new shape, with the words in its middle, and so when turned back', async () => {
  desktop = await startDesktop({ width: 800, height: 600, turns: true })
  running = await startPlatform(desktop)
  const { platform } = running
  const [on, overlay] = [desktop, platform.overlay]
  await openMagentaWindow(on)
  expect(await overlay.cover(lock)).toMatchObject({ ok: true })
  for (const [turn, width, height] of [
    ['left', 600, 800],
    ['inverted', 800, 600],
    ['right', 600, 800],
    ['normal', 800, 600],
  ] as const) {
    await on.run('xrandr', ['-o', turn])
    const shape = (): string => platform.monitors.value.map((monitor) => `${monitor.width}x${monitor.height}`).join()
    await until(`a monitor turned ${turn}, it is ${shape()}`, () => shape() === `${width}x${height}`)
    await until('all of it to be covered', async () => {
      const screenshot = await takeScreenshot(on)
      const shown = [screenshot.width, screenshot.height].join('x') === `${width}x${height}`
      const corners = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => screenshot.at(x, y)))
      return shown && corners.every((colour) => colour === noticeColours.lockGround) && (await magentaPixels(on)) === 0
    })
    const words = (screenshot: Awaited<ReturnType<typeof takeScreenshot>>): number =>
      countPixels(screenshot, (colour, x, y) => colour === noticeColours.lockText && x > width * 0.1 && x < width * 0.9 && y > height * 0.1)
    await until('the words', async () => words(await takeScreenshot(on)) > 500)
    expect(overlay.state.value).toMatchObject({ state: 'held' })
  }
  await overlay.uncover()
  expect(await magentaPixels(on)).toBeGreaterThan(10_000)
})
