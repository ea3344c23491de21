import { setTimeout as sleep } from 'node:timers/promises'
import jpegTurbo from '@julusian/jpeg-turbo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mostSnapshotBytes } from '#shared/model/breach'
import type { Frame } from '../../agent/platform/platform'
import { startDesktop, until, type Desktop } from '../support/desktop'
import { startPlatform, type RunningPlatform } from '../support/platform'
import { type ColourBlock, isNearly, showColourBlock } from '../support/screen/colour-block'

const [red, blue, green] = [0xc03020, 0x2040c0, 0x209030]
const [left, right] = [
  { x: 0, y: 0, width: 1600, height: 900 },
  { x: 1600, y: 0, width: 320, height: 900 },
]

let desktop: Desktop
let running: RunningPlatform
let block: ColourBlock

beforeAll(async () => {
  desktop = await startDesktop({ height: 900, monitors: [left, right] })
  running = await startPlatform(desktop)
  block = await showColourBlock(desktop.display, left)
})

afterAll(async () => {
  block.close()
  await running.stop()
  await desktop.stop()
})

async function take(which: 'before' | 'now'): Promise<Frame> {
  const taken = await running.platform.frames.take(which)
  if (!taken.ok) throw new Error(`${which}: ${taken.code} ${taken.detail}`)
  return taken.value
}

const colourOf = ({ jpeg }: Frame): string => {
  const { data } = jpegTurbo.decompressSync(Buffer.from(jpeg), { format: jpegTurbo.FORMAT_BGRX })
  return [red, blue, green].find((colour) => isNearly(data, colour))?.toString(16) ?? 'another'
}

describe('the frames of a breach', () => {
  it('[BC3] show the screen now and as it was, at reading size', async () => {
    await block.paint(red)
    // Frames lie two seconds apart, and one is of the past after a second.
    await sleep(3_200)
    await block.paint(blue)
    const [before, now] = [await take('before'), await take('now')]
    expect([colourOf(before), colourOf(now)]).toEqual([red.toString(16), blue.toString(16)])
    expect(now).toMatchObject({ monitor: 0, width: 1280, height: 720 })
    expect(now.takenAt - before.takenAt).toBeGreaterThan(900)
    expect(now.jpeg.byteLength).toBeLessThan(mostSnapshotBytes)
  })

  it('[BC4] are gone when a private page comes to the front, and begin anew behind it', async () => {
    const { frames } = running.platform
    await block.paint(green)
    frames.hide(true)
    expect(await frames.take('before')).toMatchObject({ ok: false, code: 'hidden' })
    expect(await frames.take('now')).toMatchObject({ ok: false, code: 'hidden' })
    await block.paint(red)
    frames.hide(false)
    expect(await frames.take('before')).toMatchObject({ ok: false, code: 'no-frame' })
    expect(colourOf(await take('now'))).toBe(red.toString(16))
    expect(await frames.take('before')).toMatchObject({ ok: false, code: 'no-frame' })
  })

  it('are of the monitor that shows the window in front', async () => {
    desktop.spawn('xterm', ['-T', 'here', '-geometry', '20x10+1620+100'])
    await until('the terminal', () => running.platform.foreground.value?.title === 'here')
    expect(await take('now')).toMatchObject({ monitor: 1, width: 320, height: 900 })
  })

  it('are none without a display, and there again with it', async () => {
    await desktop.killServer()
    await until('the display to be lost', () => running.platform.display.value.state !== 'ready')
    expect(await running.platform.frames.take('now')).toMatchObject({ ok: false, code: 'no-display' })
    await desktop.startServer()
    await until('the display', () => running.platform.display.value.state === 'ready')
    await until('a picture', async () => (await running.platform.frames.take('now')).ok)
  })
})
