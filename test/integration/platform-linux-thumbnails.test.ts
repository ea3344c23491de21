import jpegTurbo from '@julusian/jpeg-turbo'
import { afterEach, describe, expect, it } from 'vitest'
import type { ThumbnailFrame, ThumbnailRequest } from '../../agent/platform/platform'
import { startDesktop, until, type Desktop, type DesktopOptions } from '../support/desktop'
import { startPlatform, type RunningPlatform } from '../support/platform'
import { takeScreenshot, type Screenshot } from '../support/screenshot'

const asked: ThumbnailRequest = { monitor: 0, width: 320, quality: 80, after: null, restless: null }
const stopping = new AbortController()

let desktop: Desktop | undefined
let running: RunningPlatform | undefined

async function start(options: DesktopOptions = {}): Promise<{ desktop: Desktop; platform: RunningPlatform['platform'] }> {
  desktop = await startDesktop(options)
  running = await startPlatform(desktop)
  return { desktop, platform: running.platform }
}

afterEach(async () => {
  await running?.stop()
  await desktop?.stop()
  running = undefined
  desktop = undefined
})

/** Opens a terminal that shows text and never changes, and waits for its first picture to be complete. */
async function openText(on: Desktop, platform: RunningPlatform['platform'], geometry = '150x60+200+100'): Promise<void> {
  on.spawn('xterm', ['-geometry', geometry, '-T', 'text', '-e', 'ls -la /usr/bin | head -70; cat'])
  await until('the terminal', () => platform.foreground.value?.title === 'text')
}

/** Reads frames until the picture rests, drawing them as a console would. */
class Receiver {
  readonly picture: Int32Array
  last: ThumbnailFrame | null = null

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.picture = new Int32Array(width * height)
  }

  take(frame: ThumbnailFrame): void {
    this.last = frame
    for (const part of frame.thumbnail.parts) {
      const { data, width } = jpegTurbo.decompressSync(Buffer.from(part.jpeg), { format: jpegTurbo.FORMAT_BGRX })
      for (let y = 0; y < part.height; y++) {
        for (let x = 0; x < part.width; x++) {
          this.picture[(part.y + y) * this.width + part.x + x] = data.readUInt32LE(4 * (y * width + x)) & 0xffffff
        }
      }
    }
  }

  /** Mean distance of a colour channel, 0 to 255, from the screen averaged over the same cells. */
  distanceFrom(screen: Screenshot, left = 0): number {
    const cell = (screen.width - left) / this.width
    let sum = 0
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const mean = [0, 8, 16].map((shift) => {
          let total = 0
          for (let j = 0; j < cell; j++)
            for (let i = 0; i < cell; i++) total += (screen.at(left + x * cell + i, y * cell + j) >> shift) & 0xff
          return Math.abs(total / cell ** 2 - (((this.picture[y * this.width + x] ?? 0) >> shift) & 0xff))
        })
        sum += mean.reduce((a, b) => a + b, 0) / 3
      }
    }
    return sum / (this.width * this.height)
  }
}

async function next(
  source: ReturnType<RunningPlatform['platform']['thumbnails']>,
  request: ThumbnailRequest,
  signal = stopping.signal,
): Promise<ThumbnailFrame> {
  const outcome = await source.next(request, signal)
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.detail}`)
  return outcome.value
}

/** Follows the source until `quietMs` pass without a frame. */
async function followUntilRest(
  source: ReturnType<RunningPlatform['platform']['thumbnails']>,
  receiver: Receiver,
  monitor = 0,
): Promise<void> {
  const quietMs = 500
  for (;;) {
    const outcome = await source.next({ ...asked, monitor, after: receiver.last?.sequence ?? null }, AbortSignal.timeout(quietMs))
    if (!outcome.ok) return
    receiver.take(outcome.value)
  }
}

describe('thumbnails', () => {
  it('show the screen as it is, scaled', async () => {
    const { desktop, platform } = await start()
    await openText(desktop, platform)
    const receiver = new Receiver(320, 180)
    await followUntilRest(platform.thumbnails(), receiver)
    expect(receiver.last?.thumbnail).toMatchObject({ monitor: 0, width: 320, height: 180 })
    expect(receiver.distanceFrom(await takeScreenshot(desktop))).toBeLessThan(3)
  })

  it('[TH3] give nothing while nothing visible changes', async () => {
    const { desktop, platform } = await start()
    await openText(desktop, platform)
    const source = platform.thumbnails()
    const receiver = new Receiver(320, 180)
    await followUntilRest(source, receiver)
    // Moving the pointer and drawing the same again is no change.
    await desktop.run('xdotool', ['mousemove', '700', '400'])
    const outcome = await source.next({ ...asked, after: receiver.last?.sequence ?? null }, AbortSignal.timeout(300))
    expect(outcome).toMatchObject({ ok: false, code: 'stopped' })
  })

  it('[TH2] send only the parts that changed, which complete the picture held', async () => {
    const { desktop, platform } = await start()
    await openText(desktop, platform)
    const source = platform.thumbnails()
    const receiver = new Receiver(320, 180)
    await followUntilRest(source, receiver)
    const pending = next(source, { ...asked, after: receiver.last?.sequence ?? null })
    await desktop.run('xdotool', ['type', 'hello'])
    const frame = await pending
    const area = frame.thumbnail.parts.reduce((sum, { width, height }) => sum + width * height, 0)
    expect(frame.thumbnail.keyframe).toBe(false)
    expect(area).toBeLessThan((320 * 180) / 10)
    for (const part of frame.thumbnail.parts) expect([part.x % 16, part.y % 16]).toEqual([0, 0])
    receiver.take(frame)
    await followUntilRest(source, receiver)
    expect(receiver.distanceFrom(await takeScreenshot(desktop))).toBeLessThan(3)
  })

  it('[TH2] are whole when most of the picture changed, or when the receiver does not hold the last frame', async () => {
    const { desktop, platform } = await start()
    const source = platform.thumbnails()
    const first = await next(source, asked)
    expect(first.thumbnail.keyframe).toBe(true)
    expect((await next(source, { ...asked, after: first.sequence + 7 })).thumbnail.keyframe).toBe(true)
    const pending = next(source, { ...asked, after: first.sequence + 1 })
    await desktop.run('xsetroot', ['-solid', '#3388cc'])
    const changed = await pending
    expect(changed.thumbnail).toMatchObject({ keyframe: true, parts: [{ x: 0, y: 0, width: 320, height: 180 }] })
  })

  it('show one monitor of several, and say when there is no such monitor', async () => {
    const monitors = [0, 960].map((x) => ({ x, y: 0, width: 960, height: 1080 }))
    const { desktop, platform } = await start({ monitors })
    await openText(desktop, platform, '100x40+1100+200')
    const source = platform.thumbnails()
    const receiver = new Receiver(320, 360)
    await followUntilRest(source, receiver, 1)
    expect(receiver.last?.thumbnail).toMatchObject({ monitor: 1, width: 320, height: 360 })
    expect(receiver.distanceFrom(await takeScreenshot(desktop), 960)).toBeLessThan(3)
    expect(await source.next({ ...asked, monitor: 5 }, stopping.signal)).toMatchObject({ ok: false, code: 'no-monitor' })
  })

  it('hold back changes inside the restless region, but no others', async () => {
    const { desktop, platform } = await start()
    await openText(desktop, platform)
    const source = platform.thumbnails()
    const receiver = new Receiver(320, 180)
    await followUntilRest(source, receiver)
    const after = receiver.last?.sequence ?? null
    // The terminal covers most of the left; typing changes nothing outside it.
    const restless = { x: 16, y: 0, width: 192, height: 180, untilMs: performance.now() + 60_000 }
    const pending = next(source, { ...asked, after, restless })
    let ended = false
    void pending.then(() => (ended = true))
    await desktop.run('xdotool', ['type', '--delay', '40', 'tick tick tick'])
    expect(ended).toBe(false)
    desktop.spawn('xterm', ['-geometry', '40x10+1600+800', '-e', 'sleep 60'])
    const frame = await pending
    receiver.take(frame)
    await followUntilRest(source, receiver)
    expect(receiver.distanceFrom(await takeScreenshot(desktop))).toBeLessThan(3)
  })

  it('go on with a keyframe after the display server came back', async () => {
    const { desktop, platform } = await start()
    const source = platform.thumbnails()
    const { sequence } = await next(source, asked)
    const pending = next(source, { ...asked, after: sequence })
    await desktop.killServer()
    await until('the loss', () => platform.display.value.state === 'waiting')
    await desktop.startServer()
    expect((await pending).thumbnail.keyframe).toBe(true)
  })
})
