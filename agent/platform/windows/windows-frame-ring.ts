import { setTimeout as delay } from 'node:timers/promises'
import { mostSnapshotBytes } from '#shared/model/breach'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { decodeJpeg, encodeWhole } from '../jpeg'
import { blackOutside } from '../only-part'
import type { Capture, Frame, FrameFailure, FrameRing } from '../platform'
import { contains, type Rectangle } from '../rectangle'
import type { DesktopPart } from './desktop-part'
import { DesktopGone, type DesktopLine, unlessGone } from './desktop-program'
import { pixelsOf } from './pixels'
import type { WindowsSensors } from './windows-sensors'
import { newViewNumber } from './windows-thumbnails'

/** Letters of a full HD screen can be read at this width, in pixels. */
const readingWidth = 1_280
const quality = 70
/** Five frames are ten seconds of a screen that keeps changing. */
const gapMs = 2_000
const mostFrames = 5
const leastAgeMs = 1_000

/** Frames are kept as JPEG: Windows has nowhere of its own to keep them, and one takes 150 kB. */
export class WindowsFrameRing implements FrameRing, DesktopPart {
  readonly #sensors: Pick<WindowsSensors, 'monitors' | 'front'>
  readonly #number = newViewNumber()
  #line: DesktopLine | null = null
  #detached = new AbortController()
  #hidden = false
  #frames: readonly Frame[] = []
  #capturing: Promise<boolean> = Promise.resolve(false)
  #capture: Capture = { at: null, blocked: false }

  constructor(sensors: Pick<WindowsSensors, 'monitors' | 'front'>) {
    this.#sensors = sensors
  }

  get capture(): Capture {
    return this.#capture
  }

  attach(line: DesktopLine): void {
    this.#line = line
    this.#detached = new AbortController()
    void this.#keep(line, this.#detached.signal)
  }

  detach(): void {
    this.#line = null
    this.#detached.abort()
    this.#frames = []
    this.#capture = { at: null, blocked: false }
  }

  hide(hidden: boolean): void {
    if (this.#hidden === hidden) return
    this.#hidden = hidden
    this.#frames = []
    this.#line?.tell(['view-off', this.#number])
  }

  async take(which: 'before' | 'now', only: Rectangle | null = null): Promise<Outcome<Frame, FrameFailure>> {
    const line = this.#line
    if (line === null) return fail('no-display', 'no desktop is reached')
    if (this.#hidden) return fail('hidden', 'a private page is in front')
    const now = Date.now()
    try {
      if (which === 'now' && !(await this.#read(line))) return fail('capture-failed', 'Windows refused to have its screen read')
    } catch (error) {
      if (!(error instanceof DesktopGone)) throw error
      return fail('no-display', 'the desktop has gone')
    }
    if (this.#isHidden()) return fail('hidden', 'a private page is in front')
    const kept = which === 'now' ? this.#frames.at(-1) : this.#frames.findLast(({ takenAt }) => takenAt <= now - leastAgeMs)
    if (kept === undefined) return fail('no-frame', 'no frame of that time is kept')
    const jpeg = only === null ? kept.jpeg : await this.#onlyPart(kept, only)
    if (this.#isHidden()) return fail('hidden', 'a private page is in front')
    if (jpeg === null) return fail('capture-failed', 'the picture is too large')
    // An unchanged screen is shown by its last frame, however old.
    return ok({ ...kept, jpeg, takenAt: which === 'now' ? now : kept.takenAt })
  }

  async #onlyPart(frame: Frame, only: Rectangle): Promise<Frame['jpeg'] | null> {
    const monitor = this.#sensors.monitors.value.find(({ index }) => index === frame.monitor)
    if (monitor === undefined) return null
    const pixels = await decodeJpeg(frame.jpeg)
    blackOutside(pixels, frame, only, monitor)
    return encodeWhole(pixels, frame, quality, mostSnapshotBytes)
  }

  /** Asked again after a wait, where the compiler still believes the answer before it. */
  #isHidden(): boolean {
    return this.#hidden
  }

  async #keep(line: DesktopLine, detached: AbortSignal): Promise<void> {
    while (!detached.aborted) {
      if (!this.#hidden) await unlessGone(this.#read(line), false)
      await delay(gapMs, undefined, { signal: detached }).catch(() => undefined)
    }
  }

  /** One after another: what the program says did not change is what the one before was given. */
  #read(line: DesktopLine): Promise<boolean> {
    const before = this.#capturing.catch(() => false)
    this.#capturing = before.then(() => this.#readOne(line))
    return this.#capturing
  }

  async #readOne(line: DesktopLine): Promise<boolean> {
    const monitor = this.#monitorInFront()
    if (monitor === null || line !== this.#line) return false
    const width = Math.min(readingWidth, monitor.width)
    const height = Math.max(1, Math.round((monitor.height * width) / monitor.width))
    const takenAt = Date.now()
    const { words, body } = await line.ask('capture', [this.#number, monitor.x, monitor.y, monitor.width, monitor.height, width, height])
    this.#capture = { at: words[0] === 'failed' ? this.#capture.at : takenAt, blocked: words[0] === 'failed' }
    if (words[0] === 'same') return true
    if (words[0] !== 'new' || body.length !== 4 * width * height || this.#isHidden()) return false
    const jpeg = await encodeWhole(pixelsOf(body), { width, height }, quality, mostSnapshotBytes)
    if (jpeg === null || this.#isHidden() || line !== this.#line) return false
    this.#frames = [...this.#frames, { monitor: monitor.index, takenAt, width, height, jpeg }].slice(-mostFrames)
    return true
  }

  #monitorInFront(): Monitor | null {
    const { front, monitors } = this.#sensors
    const there = front === null ? undefined : monitors.value.find((monitor) => contains(monitor, front.x, front.y))
    return there ?? monitors.value.find(({ primary }) => primary) ?? monitors.value[0] ?? null
  }
}
