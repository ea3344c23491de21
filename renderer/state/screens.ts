import type { Thumbnail } from '#shared/model/screen'
import { KeyedStore, Store } from './store'

/** One monitor's picture as last drawn. The canvas itself is handed to whichever view shows it, and kept while none does. */
export interface Screen {
  readonly monitor: number
  readonly canvas: HTMLCanvasElement
}

/** Decodes a JPEG off the page's thread. */
export type Decode = (jpeg: Uint8Array) => Promise<ImageBitmap>

const decodeJpeg: Decode = async (jpeg) =>
  // msgpack hands out views on a larger message; a Blob copies just the part.
  createImageBitmap(new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), { colorSpaceConversion: 'none' })

/**
 * The pictures of pupils' screens, outside React: each frame is drawn straight onto its PC's canvas as soon as it is decoded, with no
 * wait for a frame of the page's own. A tile scrolled out of sight leaves a canvas of 320 x 180 behind, about 230 kB.
 */
export class Screens {
  /** Monitors that have a picture, by device: changes only when one gets its first or all are dropped. */
  readonly byDevice = new KeyedStore<readonly Screen[]>()
  private readonly takenAts = new Map<string, number>()
  private readonly followers = new Map<string, Set<() => void>>()
  private readonly generation = new Store(0)

  constructor(
    private readonly makeCanvas: () => HTMLCanvasElement = () => document.createElement('canvas'),
    private readonly decode: Decode = decodeJpeg,
  ) {}

  /** When the newest picture of a PC was taken, by the PC's clock, or null when there is none. */
  takenAt(deviceId: string): number | null {
    return this.takenAts.get(deviceId) ?? null
  }

  /** Draws one frame; resolves when it is on the canvas. A frame that follows nothing is left out: its keyframe is on the way. */
  async draw(deviceId: string, thumbnail: Thumbnail, takenAt: number): Promise<void> {
    const generation = this.generation.get()
    const bitmaps = await Promise.all(thumbnail.parts.map(({ jpeg }) => this.decode(jpeg)))
    try {
      if (generation !== this.generation.get()) return
      const screen = this.screenFor(deviceId, thumbnail)
      const context = screen?.canvas.getContext('2d', { alpha: false })
      if (screen === null || context == null) return
      bitmaps.forEach((bitmap, index) => {
        const part = thumbnail.parts[index]
        if (part !== undefined) context.drawImage(bitmap, part.x, part.y, part.width, part.height)
      })
      this.takenAts.set(deviceId, takenAt)
      for (const follower of [...(this.followers.get(deviceId) ?? [])]) follower()
    } finally {
      for (const bitmap of bitmaps) bitmap.close()
    }
  }

  /** Tells after every frame of one PC, for a view that copies the canvas; returns the way to stop. */
  follow(deviceId: string, follower: () => void): () => void {
    const followers = this.followers.get(deviceId) ?? new Set()
    this.followers.set(deviceId, followers)
    followers.add(follower)
    return () => {
      followers.delete(follower)
      if (followers.size === 0) this.followers.delete(deviceId)
    }
  }

  /** Forgets every picture: another room, or nobody signed in any more. */
  clear(): void {
    this.generation.set(this.generation.get() + 1)
    this.byDevice.clear()
    this.takenAts.clear()
  }

  private screenFor(deviceId: string, thumbnail: Thumbnail): Screen | null {
    const screens = this.byDevice.get(deviceId) ?? []
    const known = screens.find((screen) => screen.monitor === thumbnail.monitor)
    if (known !== undefined) {
      const { canvas } = known
      if (canvas.width === thumbnail.width && canvas.height === thumbnail.height) return known
      if (!thumbnail.keyframe) return null
      canvas.width = thumbnail.width
      canvas.height = thumbnail.height
      return known
    }
    if (!thumbnail.keyframe) return null
    const canvas = this.makeCanvas()
    canvas.width = thumbnail.width
    canvas.height = thumbnail.height
    const screen = { monitor: thumbnail.monitor, canvas }
    this.byDevice.set(
      deviceId,
      [...screens, screen].sort((a, b) => a.monitor - b.monitor),
    )
    return screen
  }
}
