import { setTimeout as delay } from 'node:timers/promises'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { ThumbnailFailure, ThumbnailFrame, ThumbnailRequest, ThumbnailSource } from '../platform'
import { RememberedPicture } from '../remembered-picture'
import { encodeParts, heldMs } from '../thumbnail-parts'
import type { MacImage, MacLibraries } from './mac-libraries'

/** macOS tells these libraries nothing of changes: a screen that is asked for and rests is looked at this often. */
const lookEveryMs = 400

interface Memory {
  readonly monitor: number
  readonly picture: RememberedPicture
  unread: boolean
}

/** Pictures of one monitor, read whole and scaled here. */
export class MacThumbnailSource implements ThumbnailSource {
  readonly #libraries: MacLibraries
  readonly #closed = new AbortController()
  #memory: Memory | null = null
  #sequence = 0

  constructor(libraries: MacLibraries) {
    this.#libraries = libraries
  }

  close(): void {
    this.#closed.abort()
  }

  async next(request: ThumbnailRequest, signal: AbortSignal): Promise<Outcome<ThumbnailFrame, ThumbnailFailure>> {
    const stop = AbortSignal.any([signal, this.#closed.signal])
    while (!stop.aborted) {
      const monitor = this.#libraries.monitors()[request.monitor]
      if (monitor === undefined) return fail('no-monitor', `there is no monitor ${request.monitor}`)
      const takenAt = Date.now()
      const image = await monitor.captureImage().catch(() => null)
      if (image === null) return fail('capture-failed', 'macOS refused to have its screen read')
      const memory = this.#memoryOf(request, image)
      const keyframe = memory.unread || request.after !== this.#sequence
      const { picture } = memory
      picture.update({ x: 0, y: 0, width: picture.width, height: picture.height }, scaled(await image.toRaw(), image, picture))
      memory.unread = false
      const changes = picture.changes()
      const held = keyframe ? 0 : heldMs(changes.parts, request.restless)
      if (held === 0 && (keyframe || changes.parts.length > 0)) {
        this.#sequence++
        const thumbnail = { monitor: request.monitor, ...encodeParts(picture, keyframe, request.quality) }
        return ok({ sequence: this.#sequence, takenAt, thumbnail })
      }
      await delay(lookEveryMs, undefined, { signal: stop }).catch(() => undefined)
    }
    return fail('stopped', 'the picture is no longer wanted')
  }

  #memoryOf(request: ThumbnailRequest, image: MacImage): Memory {
    const width = Math.max(1, Math.min(request.width, image.width))
    const height = Math.max(1, Math.round((image.height * width) / image.width))
    const held = this.#memory
    if (held?.monitor === request.monitor && held.picture.width === width && held.picture.height === height) return held
    this.#memory = { monitor: request.monitor, picture: new RememberedPicture(width, height), unread: true }
    return this.#memory
  }
}

/** Every target pixel, 0x00RRGGBB, is the mean of the RGBA pixels that it spans. */
function scaled(raw: Uint8Array, from: { readonly width: number; readonly height: number }, to: RememberedPicture): Int32Array {
  const pixels = new Int32Array(to.width * to.height)
  for (let y = 0; y < to.height; y++) {
    const top = Math.floor((y * from.height) / to.height)
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * from.height) / to.height))
    for (let x = 0; x < to.width; x++) {
      const left = Math.floor((x * from.width) / to.width)
      const right = Math.max(left + 1, Math.floor(((x + 1) * from.width) / to.width))
      let [red, green, blue] = [0, 0, 0]
      for (let row = top; row < bottom; row++) {
        for (let at = 4 * (row * from.width + left); at < 4 * (row * from.width + right); at += 4) {
          red += raw[at] ?? 0
          green += raw[at + 1] ?? 0
          blue += raw[at + 2] ?? 0
        }
      }
      const count = (bottom - top) * (right - left)
      pixels[y * to.width + x] = (Math.round(red / count) << 16) | (Math.round(green / count) << 8) | Math.round(blue / count)
    }
  }
  return pixels
}
