import { setTimeout as delay } from 'node:timers/promises'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { Bell } from '../bell'
import type { Observed, ThumbnailFailure, ThumbnailFrame, ThumbnailRequest, ThumbnailSource } from '../platform'
import { RememberedPicture } from '../remembered-picture'
import { encodeParts, heldMs } from '../thumbnail-parts'
import type { DesktopPart } from './desktop-part'
import { DesktopGone, type DesktopLine } from './desktop-program'
import { pixelsOf } from './pixels'

/** A screen that is asked for and rests is looked at this often: GDI tells nobody of changes, and duplication says at once that there were none. */
const lookEveryMs = 400

interface View {
  readonly line: DesktopLine
  readonly monitor: Monitor
  readonly memory: RememberedPicture
  unread: boolean
}

let lastView = 0
/** Numbers for what the program on the desktop keeps of each source. */
export const newViewNumber = (): number => ++lastView

/** Pictures of one monitor, scaled by the program on the desktop, which also says when nothing changed. */
export class WindowsThumbnailSource implements ThumbnailSource, DesktopPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #onClose: () => void
  readonly #closed = new AbortController()
  readonly #bell = new Bell()
  readonly #number = newViewNumber()
  #line: DesktopLine | null = null
  #view: View | null = null
  #sequence = 0

  constructor(monitors: Observed<readonly Monitor[]>, onClose: () => void) {
    this.#monitors = monitors
    this.#onClose = onClose
  }

  attach(line: DesktopLine): void {
    this.#line = line
    this.#bell.ring()
  }

  detach(): void {
    this.#line = null
    this.#view = null
    this.#bell.ring()
  }

  close(): void {
    this.#closed.abort()
    this.#line?.tell(['view-off', this.#number])
    this.detach()
    this.#onClose()
  }

  async next(request: ThumbnailRequest, signal: AbortSignal): Promise<Outcome<ThumbnailFrame, ThumbnailFailure>> {
    const stop = AbortSignal.any([signal, this.#closed.signal])
    while (!stop.aborted) {
      const line = this.#line
      if (line === null) {
        await this.#bell.heard(stop)
        continue
      }
      const monitor = this.#monitors.value.find(({ index }) => index === request.monitor)
      if (monitor === undefined) return fail('no-monitor', `there is no monitor ${request.monitor}`)
      const view = this.#viewOf(line, monitor, request.width)
      const keyframe = view.unread || request.after !== this.#sequence
      const takenAt = Date.now()
      try {
        if (!(await this.#read(view))) return fail('capture-failed', 'Windows refused to have its screen read')
      } catch (error) {
        if (!(error instanceof DesktopGone)) throw error
        if (this.#line === line) await this.#bell.heard(stop)
        continue
      }
      const changes = view.memory.changes()
      const held = keyframe ? 0 : heldMs(changes.parts, request.restless)
      if (held === 0 && (keyframe || changes.parts.length > 0)) return ok(this.#frame(view, request.quality, keyframe, takenAt))
      await delay(lookEveryMs, undefined, { signal: stop }).catch(() => undefined)
    }
    return fail('stopped', 'the picture is no longer wanted')
  }

  async #read(view: View): Promise<boolean> {
    const { x, y, width, height } = view.monitor
    const { memory } = view
    const { words, body } = await view.line.ask('capture', [this.#number, x, y, width, height, memory.width, memory.height])
    if (words[0] === 'same') return true
    if (words[0] !== 'new' || body.length !== 4 * memory.width * memory.height) return false
    memory.update({ x: 0, y: 0, width: memory.width, height: memory.height }, pixelsOf(body))
    view.unread = false
    return true
  }

  #frame({ memory, monitor }: View, quality: number, keyframe: boolean, takenAt: number): ThumbnailFrame {
    this.#sequence++
    return { sequence: this.#sequence, takenAt, thumbnail: { monitor: monitor.index, ...encodeParts(memory, keyframe, quality) } }
  }

  #viewOf(line: DesktopLine, monitor: Monitor, wanted: number): View {
    const width = Math.max(1, Math.min(wanted, monitor.width))
    const held = this.#view
    if (held?.line === line && held.memory.width === width && JSON.stringify(held.monitor) === JSON.stringify(monitor)) return held
    line.tell(['view-off', this.#number])
    const height = Math.max(1, Math.round((monitor.height * width) / monitor.width))
    const view = { line, monitor, memory: new RememberedPicture(width, height), unread: true }
    this.#view = view
    return view
  }
}
