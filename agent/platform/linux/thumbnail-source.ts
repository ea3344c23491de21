import { setTimeout as delay } from 'node:timers/promises'
import type { Damage, Fixes } from 'x11'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { Bell } from '../bell'
import type { Observed, ThumbnailFailure, ThumbnailFrame, ThumbnailRequest, ThumbnailSource } from '../platform'
import { joinRectangles, type Rectangle } from '../rectangle'
import { RememberedPicture } from '../remembered-picture'
import { encodeParts, heldMs } from '../thumbnail-parts'
import type { DisplayPart } from './display-part'
import { ScreenScaler } from './screen-scaler'
import { DisplayLost, XRefused, type XConnection } from './x-connection'

/** A program paints a change in several strokes; a picture of the first alone would be followed by another at once. */
const settleMs = 8
const mostDamage = 6
/** A class locked at once comes before its pictures, which would take the same processors in the same moment. */
const afterCoverMs = 150

/** What one source has open on one connection for one monitor and size. */
interface View {
  readonly x: XConnection
  readonly monitor: Monitor
  readonly width: number
  readonly scaler: ScreenScaler
  readonly memory: RememberedPicture
  readonly tools: { readonly damage: Damage; readonly fixes: Fixes }
  readonly damageId: number
  readonly regionId: number
  readonly stop: () => void
  dirty: boolean
  /** Nothing was read yet, so the whole monitor has to be. */
  unread: boolean
}

/** Pictures of one monitor by XDamage and server-side scaling (`ScreenScaler`): nothing is read while nothing is drawn, or while nobody asks. */
export class LinuxThumbnailSource implements ThumbnailSource, DisplayPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #onClose: () => void
  readonly #coverOrderedMs: () => number
  readonly #closed = new AbortController()
  readonly #bell = new Bell()
  #x: XConnection | null = null
  #view: View | null = null
  #sequence = 0

  /** @param coverOrderedMs when the screen was last covered or uncovered, as `performance.now()` */
  constructor(monitors: Observed<readonly Monitor[]>, coverOrderedMs: () => number, onClose: () => void) {
    this.#monitors = monitors
    this.#coverOrderedMs = coverOrderedMs
    this.#onClose = onClose
  }

  async attach(x: XConnection): Promise<void> {
    this.#x = x
    this.#bell.ring()
  }

  detach(): void {
    this.#x = null
    this.#dropView()
    this.#bell.ring()
  }

  close(): void {
    this.#closed.abort()
    this.detach()
    this.#onClose()
  }

  async next(request: ThumbnailRequest, signal: AbortSignal): Promise<Outcome<ThumbnailFrame, ThumbnailFailure>> {
    const stop = AbortSignal.any([signal, this.#closed.signal])
    while (!stop.aborted) {
      const x = this.#x
      if (x === null) {
        await this.#bell.heard(stop)
        continue
      }
      const monitor = this.#monitors.value.find(({ index }) => index === request.monitor)
      if (monitor === undefined) return fail('no-monitor', `there is no monitor ${request.monitor}`)
      try {
        const view = await this.#viewOf(x, monitor, request.width)
        if (view === null) return fail('capture-failed', 'the X server lacks DAMAGE, XFIXES or RENDER for its screen')
        const keyframe = view.unread || request.after !== this.#sequence
        const takenAt = Date.now()
        if (view.unread || view.dirty) await this.#read(view)
        const changes = view.memory.changes()
        const held = keyframe ? 0 : heldMs(changes.parts, request.restless)
        if (held === 0 && (keyframe || changes.parts.length > 0)) return ok(this.#frame(view, request.quality, keyframe, takenAt))
        await this.#damaged(view, held, stop)
      } catch (error) {
        if (error instanceof XRefused) {
          this.#dropView()
          return fail('capture-failed', `the X server refused to be read: ${error.message}`)
        }
        if (!(error instanceof DisplayLost)) throw error
        if (this.#x === x) await this.#bell.heard(stop)
      }
    }
    return fail('stopped', 'the picture is no longer wanted')
  }

  async #read(view: View): Promise<void> {
    const { damage, fixes } = view.tools
    view.dirty = false
    damage.Subtract(view.damageId, 0, view.regionId)
    let touched: readonly Rectangle[] = [view.monitor]
    if (!view.unread) {
      const region = await view.x.ask<{ extents: Rectangle; rectangles: readonly Rectangle[] }>((reply) =>
        fixes.FetchRegion(view.regionId, reply),
      )
      touched = region.rectangles.length > 8 * mostDamage ? [region.extents] : joinRectangles(region.rectangles, mostDamage)
    }
    const area = await view.scaler.read(touched)
    if (area !== null) view.memory.update(area, view.scaler.pixels)
    view.unread = false
  }

  /** Until something is drawn and had a moment to be finished, or until `held` milliseconds are over; 0 sets no end. */
  async #damaged(view: View, held: number, stop: AbortSignal): Promise<void> {
    if (!view.dirty) await this.#bell.heard(held > 0 ? AbortSignal.any([stop, AbortSignal.timeout(held)]) : stop)
    await delay(Math.max(settleMs, this.#coverOrderedMs() + afterCoverMs - performance.now()))
  }

  #frame(view: View, quality: number, keyframe: boolean, takenAt: number): ThumbnailFrame {
    this.#sequence++
    return { sequence: this.#sequence, takenAt, thumbnail: { monitor: view.monitor.index, ...encodeParts(view.memory, keyframe, quality) } }
  }

  async #viewOf(x: XConnection, monitor: Monitor, width: number): Promise<View | null> {
    const held = this.#view
    if (held !== null && held.x === x && held.width === width && sameGeometry(held.monitor, monitor)) return held
    this.#dropView()
    const [damage, fixes, scaler] = await Promise.all([x.extension('damage'), x.extension('fixes'), ScreenScaler.open(x, monitor, width)])
    if (damage === null || fixes === null || scaler === null) return null
    const damageId = x.client.AllocID()
    const regionId = x.client.AllocID()
    damage.Create(damageId, x.screen.root, damage.ReportLevel.NonEmpty)
    fixes.CreateRegion(regionId, [])
    const stop = x.onEvent((event) => {
      if (event.name !== 'DamageNotify' || event.damage !== damageId) return
      view.dirty = true
      this.#bell.ring()
    })
    const memory = new RememberedPicture(scaler.width, scaler.height)
    const view: View = { x, monitor, width, scaler, memory, tools: { damage, fixes }, damageId, regionId, stop, dirty: false, unread: true }
    this.#view = view
    return view
  }

  #dropView(): void {
    const view = this.#view
    if (view === null) return
    this.#view = null
    view.stop()
    view.scaler.close()
    view.tools.damage.Destroy(view.damageId)
    view.tools.fixes.DestroyRegion(view.regionId)
  }
}

function sameGeometry(a: Monitor, b: Monitor): boolean {
  return a.index === b.index && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}
