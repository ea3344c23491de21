import { describe, expect, it, vi } from 'vitest'
import type { Thumbnail } from '#shared/model/screen'
import { Screens } from '../../../renderer/state/screens'

const part = (x: number, y: number) => ({ x, y, width: 160, height: 90, jpeg: new Uint8Array([x, y]) })
const frame = (change: Partial<Thumbnail> = {}): Thumbnail => ({
  monitor: 0,
  keyframe: true,
  width: 320,
  height: 180,
  parts: [part(0, 0)],
  ...change,
})

/** Canvases and decoding stand in: happy-dom draws nothing. */
const screensOf = (decoded: () => Promise<void> = () => Promise.resolve()) => {
  const drawn: number[][] = []
  const close = vi.fn()
  const makeCanvas = (): HTMLCanvasElement => {
    const canvas = document.createElement('canvas')
    const context = { drawImage: (_: unknown, ...at: number[]) => drawn.push(at) }
    vi.spyOn(canvas, 'getContext').mockReturnValue(context as unknown as CanvasRenderingContext2D)
    return canvas
  }
  const decode = async (): Promise<ImageBitmap> => {
    await decoded()
    return { width: 160, height: 90, close }
  }
  return { screens: new Screens(makeCanvas, decode), drawn, close }
}

describe('pictures of pupils screens', () => {
  it('[TH2] a keyframe stands alone, later parts are drawn in their places', async () => {
    const { screens, drawn, close } = screensOf()
    await screens.draw('pc', frame(), 1)
    await screens.draw('pc', frame({ keyframe: false, parts: [part(160, 90), part(0, 90)] }), 2)
    expect(drawn).toEqual([
      [0, 0, 160, 90],
      [160, 90, 160, 90],
      [0, 90, 160, 90],
    ])
    expect(screens.takenAt('pc')).toBe(2)
    expect(close).toHaveBeenCalledTimes(3)
  })

  it('[TH2] leaves out parts that follow nothing, or another size', async () => {
    const { screens, drawn } = screensOf()
    await screens.draw('pc', frame({ keyframe: false }), 1)
    expect(drawn).toEqual([])
    await screens.draw('pc', frame(), 2)
    await screens.draw('pc', frame({ keyframe: false, width: 1280, height: 720 }), 3)
    expect(drawn).toHaveLength(1)
    expect(screens.takenAt('pc')).toBe(2)
  })

  it('[RM4] is done only when drawn', async () => {
    let release = (): void => {}
    const { screens, drawn } = screensOf(
      () =>
        new Promise((resolve) => {
          release = resolve
        }),
    )
    let done = false
    const drawing = screens.draw('pc', frame(), 1).then(() => {
      done = true
    })
    await Promise.resolve()
    expect(done).toBe(false)
    release()
    await drawing
    expect(drawn).toHaveLength(1)
  })

  it('keeps the canvas while no tile shows it, and takes another size with a keyframe', async () => {
    const { screens } = screensOf()
    await screens.draw('pc', frame(), 1)
    const first = screens.byDevice.get('pc')?.[0]?.canvas
    await screens.draw('pc', frame({ width: 1280, height: 720 }), 2)
    expect(screens.byDevice.get('pc')?.[0]?.canvas).toBe(first)
    expect(first?.width).toBe(1280)
  })

  it('tells React only about the first picture of a monitor', async () => {
    const { screens } = screensOf()
    const news = vi.fn()
    screens.byDevice.at('pc').subscribe(news)
    await screens.draw('pc', frame(), 1)
    await screens.draw('pc', frame(), 2)
    expect(news).toHaveBeenCalledOnce()
    await screens.draw('pc', frame({ monitor: 1 }), 3)
    expect(news).toHaveBeenCalledTimes(2)
  })

  it('draws nothing that was decoded for a room left meanwhile', async () => {
    let release = (): void => {}
    const { screens, drawn } = screensOf(
      () =>
        new Promise((resolve) => {
          release = resolve
        }),
    )
    const drawing = screens.draw('pc', frame(), 1)
    screens.clear()
    release()
    await drawing
    expect(drawn).toEqual([])
    expect(screens.byDevice.get('pc')).toBeUndefined()
  })
})
