import type { ChildProcess } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { LinuxPlatform } from '../../agent/platform/linux/linux-platform'
import { startDesktop, until, type Desktop, type DesktopOptions } from '../support/desktop'
import { platformOptions, startPlatform, type RunningPlatform } from '../support/platform'

let desktop: Desktop | undefined
let running: RunningPlatform | undefined

async function start(
  options: DesktopOptions = {},
  idleAfterMs = 60_000,
): Promise<{ desktop: Desktop; platform: RunningPlatform['platform'] }> {
  desktop = await startDesktop({ width: 800, height: 600, ...options })
  running = await startPlatform(desktop, { idleAfterMs })
  return { desktop, platform: running.platform }
}

afterEach(async () => {
  await running?.stop()
  await desktop?.stop()
  running = undefined
  desktop = undefined
})

const openXterm = (on: Desktop, title: string): ChildProcess => on.spawn('xterm', ['-T', title, '-e', 'sleep 60'])

describe('the window in front', () => {
  it('is told with title, application and process, and again when its title changes', async () => {
    const { desktop, platform } = await start()
    expect(platform.foreground.value).toBeNull()
    const opened = Date.now()
    openXterm(desktop, 'Fy ffenestr: tŷ a dŵr')
    await until('the window', () => platform.foreground.value !== null)
    expect(platform.foreground.value).toMatchObject({
      title: 'Fy ffenestr: tŷ a dŵr',
      application: 'XTerm',
      process: { name: 'xterm' },
    })
    expect(platform.foreground.value?.process?.path).toMatch(/\/xterm$/)
    expect(platform.foreground.value?.since).toBeGreaterThanOrEqual(opened)

    await desktop.run('xdotool', ['getactivewindow', 'set_window', '--name', 'Maths\tquiz'])
    await until('the new title', () => platform.foreground.value?.title === 'Maths quiz')
  })

  it('follows from window to window and back to none', async () => {
    const { desktop, platform } = await start()
    const told: (string | null)[] = []
    const watching = new AbortController()
    const watched = (async () => {
      for await (const activity of platform.foreground.watch(watching.signal)) told.push(activity?.title ?? null)
    })()
    const first = openXterm(desktop, 'first')
    await until('the first window', () => platform.foreground.value?.title === 'first')
    const second = openXterm(desktop, 'second')
    await until('the second window', () => platform.foreground.value?.title === 'second')
    second.kill()
    first.kill()
    await until('no window', () => platform.foreground.value === null)
    watching.abort()
    await watched
    expect(told).toEqual(expect.arrayContaining([null, 'first', 'second']))
    expect(told.at(-1)).toBeNull()
  })
})

describe('rest and input', () => {
  it('are told as they begin, without anybody asking', async () => {
    const { desktop, platform } = await start({}, 400)
    await until('rest', () => platform.idle.value?.idle === true)
    await desktop.run('xdotool', ['key', 'a'])
    await until('input', () => platform.idle.value?.idle === false)
    await until('rest again', () => platform.idle.value?.idle === true)
    expect(platform.idle.value?.since).toBeLessThanOrEqual(Date.now() - 400)
  })
})

describe('monitors', () => {
  it('are told one by one, and anew when one is taken away', async () => {
    const halves = [0, 400].map((x) => ({ x, y: 0, width: 400, height: 600 }))
    const { desktop, platform } = await start({ monitors: halves })
    expect(platform.monitors.value).toMatchObject([
      { index: 0, name: 'Test-0', x: 0, y: 0, width: 400, height: 600 },
      { index: 1, name: 'Test-1', x: 400, y: 0, width: 400, height: 600 },
    ])
    await desktop.run('xrandr', ['--delmonitor', 'Test-1'])
    await until('one monitor', () => platform.monitors.value.length === 1)
  })
})

describe('the signed-in user', () => {
  it('is the owner of the first program on the display where no log-in service tells', async () => {
    const { desktop, platform } = await start()
    openXterm(desktop, 'mine')
    await until('a user', () => platform.user.value !== null)
    const { stdout } = await desktop.run('id', ['-un'])
    expect(platform.user.value).toMatchObject({ name: stdout.toString().trim(), guest: false })
    expect(platform.user.value?.sessionStartedAt).toBeLessThanOrEqual(Date.now())
  })
})

describe('the display', () => {
  it('is waited for when it is not there, and found again after its server died', async () => {
    const { desktop, platform } = await start()
    openXterm(desktop, 'before')
    await until('a window', () => platform.foreground.value !== null)
    await desktop.killServer()
    await until('the loss', () => platform.display.value.state === 'waiting')
    expect(platform).toMatchObject({ display: { value: { why: 'no-server' } }, foreground: { value: null }, idle: { value: null } })
    expect(platform.monitors.value).toEqual([])

    await desktop.startServer()
    await until('the return', () => platform.display.value.state === 'ready')
    openXterm(desktop, 'after')
    await until('the new window', () => platform.foreground.value?.title === 'after')
  })

  it('says that nobody serves the name it was given', async () => {
    const platform = new LinuxPlatform(await platformOptions({ display: ':6543', xauthority: null }))
    const stopping = new AbortController()
    const stopped = platform.start(stopping.signal)
    await until('the verdict', () => platform.display.value.state === 'waiting' && platform.display.value.why === 'no-server')
    expect(await platform.overlay.cover({ kind: 'blank' })).toMatchObject({ ok: false, code: 'no-display' })
    const banner = { text: 'hello', sender: '', onShown: () => undefined }
    expect(await platform.showBanner(banner, stopping.signal)).toMatchObject({ ok: false, code: 'no-display' })
    stopping.abort()
    await stopped
  })

  it('is joined with the cookie of its authority file, and refused without', async () => {
    const { desktop, platform } = await start({ cookie: true })
    expect(platform.display.value).toEqual({ state: 'ready' })
    const stranger = new LinuxPlatform(await platformOptions({ display: desktop.display, xauthority: null }))
    const stopping = new AbortController()
    const stopped = stranger.start(stopping.signal)
    await until('the refusal', () => stranger.display.value.state === 'waiting' && stranger.display.value.why === 'not-authorised')
    stopping.abort()
    await stopped
  })
})
