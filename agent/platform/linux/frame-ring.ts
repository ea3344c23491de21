import { setTimeout as delay } from 'node:timers/promises'
import type { Damage, Fixes } from 'x11'
import { mostSnapshotBytes } from '#shared/model/breach'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { Bell } from '../bell'
import { encodeWhole } from '../jpeg'
import { blackOutside } from '../only-part'
import type { Capture, Frame, FrameFailure, FrameRing, Observed } from '../platform'
import { joinRectangles, type Rectangle } from '../rectangle'
import type { DisplayPart } from './display-part'
import { ScaledScreen } from './scaled-screen'
import { SharedPixels } from './shared-pixels'
import { DisplayLost, unlessLost, XRefused, type XConnection } from './x-connection'

/** Letters of a full HD screen can be read at this width, in pixels. */
const readingWidth = 1_280
const quality = 70
/** Frames of a screen that keeps changing lie this far apart: five of them are ten seconds. */
const gapMs = 2_000
const leastAgeMs = 1_000
/** A program paints a change in several strokes. */
const settleMs = 8
/** What is locked comes first. */
const afterCoverMs = 150
const mostDamage = 6
const openWithinMs = 1_000
/** One refusal comes of a monitor that is just being changed. */
const blockedAfterRefusals = 3
/** All frames of all monitors together, in the memory of the X server. */
const mostRingBytes = 32_000_000
const slotsOfMonitor = { least: 3, most: 5 } as const

interface KeptFrame {
  readonly pixmap: number
  readonly takenAt: number
}

interface View {
  readonly monitor: Monitor
  readonly screen: ScaledScreen
  readonly slots: readonly number[]
  next: number
  frames: readonly KeptFrame[]
  /** Nothing was drawn yet, so the whole monitor has to be. */
  undrawn: boolean
}

/** What is open on one connection. */
interface Ring {
  readonly x: XConnection
  readonly damage: Damage
  readonly fixes: Fixes
  readonly damageId: number
  readonly regionId: number
  readonly gc: number
  readonly stop: () => void
  monitors: readonly Monitor[]
  views: readonly View[]
  dirty: boolean
}

/**
 * Frames are scaled and copied inside the X server, and stay there: this process reads one only when a breach needs it, so that keeping them
 * costs it neither memory nor more than a request every two seconds.
 */
export class LinuxFrameRing implements FrameRing, DisplayPart {
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #coverOrderedMs: () => number
  readonly #bell = new Bell()
  #ring: Ring | null = null
  #detached = abortedAlready()
  #hidden = false
  #capturedMs = -Infinity
  #capture: Capture = { at: null, blocked: false }
  #refusals = 0

  /** @param coverOrderedMs when the screen was last covered or uncovered, as `performance.now()` */
  constructor(monitors: Observed<readonly Monitor[]>, coverOrderedMs: () => number) {
    this.#monitors = monitors
    this.#coverOrderedMs = coverOrderedMs
  }

  async attach(x: XConnection): Promise<void> {
    this.#detached = new AbortController()
    unlessLost(this.#keep(x, this.#detached.signal))
  }

  detach(): void {
    this.#detached.abort()
    this.#ring?.stop()
    this.#ring = null
  }

  get capture(): Capture {
    return this.#capture
  }

  hide(hidden: boolean): void {
    if (this.#hidden === hidden) return
    this.#hidden = hidden
    for (const view of this.#ring?.views ?? []) {
      view.frames = []
      view.undrawn = true
    }
    if (this.#ring !== null) this.#ring.dirty = true
    this.#bell.ring()
  }

  async take(which: 'before' | 'now', only: Rectangle | null = null): Promise<Outcome<Frame, FrameFailure>> {
    const ring = this.#ring ?? (await this.#opening())
    if (ring === null) return fail('no-display', 'no display is reached')
    if (this.#hidden) return fail('hidden', 'a private page is in front')
    try {
      const now = Date.now()
      if (which === 'now') await this.#keepNow(ring)
      const view = await frontView(ring)
      const newest = view?.frames.at(-1)
      const kept = which === 'now' ? newest : view?.frames.findLast(({ takenAt }) => takenAt <= now - leastAgeMs)
      if (view === undefined || kept === undefined) return fail('no-frame', 'no frame of that time is kept')
      const picture = await read(ring, view, kept.pixmap, only)
      if (picture === null) return fail('capture-failed', 'the picture is too large')
      // Hidden meanwhile: what was read may show the page already.
      if (this.#isHidden()) return fail('hidden', 'a private page is in front')
      // An unchanged screen is shown by its last frame, however old.
      return ok({ ...picture, monitor: view.monitor.index, takenAt: which === 'now' ? now : kept.takenAt })
    } catch (error) {
      if (error instanceof XRefused) return fail('capture-failed', `the X server refused to be read: ${error.message}`)
      if (error instanceof DisplayLost) return fail('no-display', 'the display was lost')
      throw error
    }
  }

  /** What is in front is known a moment before the first frame can be taken. */
  async #opening(): Promise<Ring | null> {
    const enough = AbortSignal.any([this.#detached.signal, AbortSignal.timeout(openWithinMs)])
    while (this.#ring === null && !enough.aborted) await this.#bell.heard(enough)
    return this.#ring
  }

  /** This and the next: asked again after a wait, where the compiler still believes the answer before it. */
  #isHidden(): boolean {
    return this.#hidden
  }

  async #keep(x: XConnection, detached: AbortSignal): Promise<void> {
    const ring = await open(x, () => this.#bell.ring())
    this.#capture = { ...this.#capture, blocked: ring === null }
    if (ring === null) return
    if (detached.aborted) return ring.stop()
    this.#ring = ring
    this.#bell.ring()
    while (!detached.aborted) {
      if (this.#hidden || !ring.dirty) {
        await this.#bell.heard(detached)
        continue
      }
      const nowMs = performance.now()
      await delay(Math.max(settleMs, this.#capturedMs + gapMs - nowMs, this.#coverOrderedMs() + afterCoverMs - nowMs))
      if (isOver(detached) || this.#isHidden()) continue
      // Covered or uncovered during that wait: it begins anew.
      if (performance.now() < this.#coverOrderedMs() + afterCoverMs) continue
      try {
        await this.#keepNow(ring)
      } catch (error) {
        if (!(error instanceof XRefused)) throw error
        // A monitor that is just being changed; the next change of the screen tries again.
        this.#refusals += 1
        this.#capture = { ...this.#capture, blocked: this.#refusals >= blockedAfterRefusals }
      }
    }
  }

  async #keepNow(ring: Ring): Promise<void> {
    if (ring.monitors !== this.#monitors.value) await openViews(ring, this.#monitors.value)
    const { x, damage, fixes, damageId, regionId } = ring
    ring.dirty = false
    this.#capturedMs = performance.now()
    damage.Subtract(damageId, 0, regionId)
    const region = await x.ask<{ extents: Rectangle; rectangles: readonly Rectangle[] }>((reply) => fixes.FetchRegion(regionId, reply))
    if (this.#isHidden()) return
    const touched = region.rectangles.length > 8 * mostDamage ? [region.extents] : joinRectangles(region.rectangles, mostDamage)
    const takenAt = Date.now()
    for (const view of ring.views) keepFrame(ring, view, touched, takenAt)
    this.#refusals = 0
    this.#capture = { at: takenAt, blocked: false }
  }
}

/** Until the first display there is nothing to wait for. */
function abortedAlready(): AbortController {
  const controller = new AbortController()
  controller.abort()
  return controller
}

const isOver = (signal: AbortSignal): boolean => signal.aborted

async function open(x: XConnection, onDamage: () => void): Promise<Ring | null> {
  const [damage, fixes] = await Promise.all([x.extension('damage'), x.extension('fixes')])
  if (damage === null || fixes === null) return null
  const [damageId, regionId, gc] = [x.client.AllocID(), x.client.AllocID(), x.client.AllocID()]
  damage.Create(damageId, x.screen.root, damage.ReportLevel.NonEmpty)
  fixes.CreateRegion(regionId, [])
  const stop = x.onEvent((event) => {
    if (event.name !== 'DamageNotify' || event.damage !== damageId) return
    ring.dirty = true
    onDamage()
  })
  const ring: Ring = { x, damage, fixes, damageId, regionId, gc, stop, monitors: [], views: [], dirty: true }
  return ring
}

async function openViews(ring: Ring, monitors: readonly Monitor[]): Promise<void> {
  const { x, gc } = ring
  if (ring.views.length > 0) x.client.FreeGC(gc)
  for (const { screen, slots } of ring.views) {
    screen.close()
    for (const slot of slots) x.client.FreePixmap(slot)
  }
  ring.views = []
  ring.monitors = monitors
  const screens = await Promise.all(monitors.map((monitor) => ScaledScreen.open(x, monitor, readingWidth)))
  ring.views = screens.flatMap((screen, index) => {
    const monitor = monitors[index]
    if (screen === null || monitor === undefined) return []
    const room = Math.floor(mostRingBytes / (monitors.length * 4 * screen.width * screen.height))
    const count = Math.min(slotsOfMonitor.most, Math.max(slotsOfMonitor.least, room))
    const slots = Array.from({ length: count }, () => x.client.AllocID())
    for (const slot of slots) x.client.CreatePixmap(slot, x.screen.root, 24, screen.width, screen.height)
    return [{ monitor, screen, slots, next: 0, frames: [], undrawn: true }]
  })
  const [first] = ring.views
  if (first !== undefined) x.client.CreateGC(gc, first.screen.pixmap, { graphicsExposures: 0 })
}

function keepFrame({ x, gc }: Ring, view: View, touched: readonly Rectangle[], takenAt: number): void {
  const { screen, slots } = view
  const slot = slots[view.next]
  const drawn = screen.draw(view.undrawn ? [view.monitor] : touched)
  if (drawn === null || slot === undefined) return
  view.undrawn = false
  view.next = (view.next + 1) % slots.length
  x.client.CopyArea(screen.pixmap, slot, gc, 0, 0, 0, 0, screen.width, screen.height)
  view.frames = [...view.frames.filter(({ pixmap }) => pixmap !== slot), { pixmap: slot, takenAt }]
}

/** The monitor on which the middle of the window in front lies, else the primary one. */
async function frontView({ x, views }: Ring): Promise<View | undefined> {
  if (views.length > 1) {
    try {
      const middle = await middleOfFront(x)
      const there = views.find(({ monitor }) => middle !== null && holds(monitor, middle))
      if (there !== undefined) return there
    } catch (error) {
      // The window closed before it could be asked.
      if (!(error instanceof XRefused)) throw error
    }
  }
  return views.find(({ monitor }) => monitor.primary) ?? views[0]
}

interface Place {
  readonly x: number
  readonly y: number
}

async function middleOfFront(x: XConnection): Promise<Place | null> {
  const { client, atoms, screen } = x
  const active = await x.ask<{ readonly data: Buffer }>((reply) =>
    client.GetProperty(0, screen.root, atoms._NET_ACTIVE_WINDOW, 0, 0, 1, reply),
  )
  const window = active.data.length >= 4 ? active.data.readUInt32LE(0) : 0
  if (window === 0) return null
  const { width, height } = await x.ask<{ readonly width: number; readonly height: number }>((reply) => client.GetGeometry(window, reply))
  const { destX, destY } = await x.ask<{ readonly destX: number; readonly destY: number }>((reply) =>
    client.TranslateCoordinates(window, screen.root, width >> 1, height >> 1, reply),
  )
  return { x: destX, y: destY }
}

const holds = (monitor: Rectangle, { x, y }: Place): boolean =>
  x >= monitor.x && y >= monitor.y && x < monitor.x + monitor.width && y < monitor.y + monitor.height

async function read(
  { x }: Ring,
  { monitor, screen: { width, height } }: View,
  pixmap: number,
  only: Rectangle | null,
): Promise<{ readonly width: number; readonly height: number; readonly jpeg: Uint8Array<ArrayBuffer> } | null> {
  const shared = await SharedPixels.open(x, width * height)
  try {
    await shared.read(pixmap, { x: 0, y: 0, width, height })
  } finally {
    shared.close()
  }
  if (only !== null) blackOutside(shared.pixels, { width, height }, only, monitor)
  const jpeg = await encodeWhole(shared.pixels, { width, height }, quality, mostSnapshotBytes)
  return jpeg === null ? null : { width, height, jpeg }
}
