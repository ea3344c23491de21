import { setTimeout as delay } from 'node:timers/promises'
import type { Composite, Damage, Shape, XEvent } from 'x11'
import type { Rectangle } from '../rectangle'
import { unlessLost, XRefused, type XConnection } from './x-connection'

/** CompositeRedirectManual: the server leaves it to us whether the windows within are seen. */
const manual = 1
/** Composite 0.4, section 7; the library sends it too short. */
const unredirectSubwindows = 4
/** Shape extension: ShapeSet, and the two kinds that say what is seen of a window. */
const shapeSet = 0
const seenKinds = [0, 1] as const
const includeInferiors = 1
const none = 0
const unmapped = 0
const retryMs = 250

export interface LayerPicture extends Rectangle {
  readonly pixmap: number
}

export interface LayerLook {
  /** 0xRRGGBB. */
  readonly ground: number
  /** Those that stand on the cover when asked. */
  readonly pictures: () => readonly LayerPicture[]
}

/** Of the whole screen. */
interface Size {
  readonly width: number
  readonly height: number
}

interface Parts {
  readonly composite: Composite
  readonly shape: Shape
  readonly damage: Damage
}

interface WindowState {
  readonly mapState: number
}

interface Held extends Parts {
  readonly window: number
  readonly watched: number
  readonly gc: number
  /** A compositor that composes nothing has unmapped it, and does not expect to find it on the screen. */
  readonly wasMapped: boolean
  /** What a compositor draws on it tells of nobody. */
  readonly composited: boolean
}

/**
 * The X server's composite overlay window (Composite 0.3), which lies above every other: what is drawn on it would lie above the cover. So it is
 * held while the screen is covered, and painted like the cover. Windows within, a compositor's among them, are not seen meanwhile.
 */
export class CompositeLayer {
  readonly #x: XConnection
  readonly #onBroken: (broken: boolean) => void
  readonly #stop: () => void
  #parts: Promise<Parts | null> | null = null
  #look: LayerLook | null = null
  #taking = false
  /** The server has none. */
  #absent = false
  /** How often the server was asked for it since it was last let go: it wants to be told as often. */
  #asked = 0
  #held: Held | null = null
  #size: Size
  /** Number of the request that ended the painting: what was done before it is mended by it. */
  #painted = 0

  /** `onBroken`: something else stood on it or it was taken away; then, that it is whole again. */
  constructor(x: XConnection, onBroken: (broken: boolean) => void) {
    this.#x = x
    this.#onBroken = onBroken
    this.#size = { width: x.screen.pixel_width, height: x.screen.pixel_height }
    this.#stop = x.onEvent((event) => this.#heed(event))
  }

  /** Of the screen as it is now: what the connection was told at its start grows old when monitors change. */
  get size(): Size {
    return this.#size
  }

  /** Whether it lies above all windows, or is about to: it does not matter then which lie above the cover's own. */
  get above(): boolean {
    return this.#look !== null && !this.#absent
  }

  /** As soon as the server has answered some questions, which nothing waits for. The same again paints anew. */
  show(look: LayerLook): void {
    this.#look = look
    if (this.#held !== null) this.#paint(this.#held)
    else if (!this.#taking) unlessLost(this.#take())
  }

  leave(): void {
    this.#look = null
    this.#release()
  }

  close(): void {
    this.#stop()
    this.leave()
  }

  async #take(): Promise<void> {
    this.#taking = true
    const parts = await (this.#parts ??= openParts(this.#x))
    this.#absent = parts === null
    while (parts !== null && this.#look !== null && this.#held === null) {
      const held = await this.#ask(parts)
      if (held === null) await delay(retryMs)
      this.#held = held
    }
    this.#taking = false
    const held = this.#held
    if (held === null) return
    if (this.#look === null) return this.#release()
    this.#paint(held, () => {
      held.shape.SelectInput(held.window, true)
      held.damage.Create(held.watched, held.window, held.damage.ReportLevel.NonEmpty)
    })
  }

  /** Null where another program took it away meanwhile. */
  async #ask(parts: Parts): Promise<Held | null> {
    const { client, screen, atoms } = this.#x
    this.#asked++
    try {
      const [window, owner] = await Promise.all([
        this.#x.ask<number>((reply) => parts.composite.GetOverlayWindow(screen.root, reply)),
        this.#x.ask<number>((reply) => client.GetSelectionOwner(atoms._NET_WM_CM_S0, reply)),
      ])
      const { mapState } = await this.#x.ask<WindowState>((reply) => client.GetWindowAttributes(window, reply))
      const [watched, gc] = [client.AllocID(), client.AllocID()]
      client.CreateGC(gc, window, { subwindowMode: includeInferiors })
      return { ...parts, window, watched, gc, wasMapped: mapState !== unmapped, composited: owner !== none }
    } catch (error) {
      if (!(error instanceof XRefused)) throw error
      this.#giveBack(parts)
      return null
    }
  }

  /** All of it each time: whoever changed one thing may have changed the others. */
  #paint({ composite, shape, damage, window, watched, gc }: Held, before: () => void = () => undefined): void {
    const look = this.#look
    if (look === null) return
    const { client } = this.#x
    const { width, height } = this.#size
    this.#x.together(() => {
      before()
      // Refused where another has it so already, which serves as well.
      composite.RedirectSubwindows(window, manual)
      for (const kind of seenKinds) shape.Mask(shapeSet, kind, window, 0, 0, none)
      client.MoveResizeWindow(window, 0, 0, width, height)
      client.RaiseWindow(window)
      client.MapWindow(window)
      // Its background is not painted while its windows are redirected.
      client.ChangeGC(gc, { foreground: look.ground })
      client.PolyFillRectangle(window, gc, [0, 0, width, height])
      for (const { pixmap, x, y, width: across, height: down } of look.pictures()) {
        client.CopyArea(pixmap, window, gc, 0, 0, x, y, across, down)
      }
      damage.Subtract(watched, none, none)
    })
    this.#painted = client.seq_num
  }

  #release(): void {
    const held = this.#held
    if (held === null) return
    this.#held = null
    const { client } = this.#x
    const { damage, window, watched, gc, wasMapped } = held
    this.#x.together(() => {
      damage.Destroy(watched)
      client.FreeGC(gc)
      this.#unredirect(held)
      if (!wasMapped) client.UnmapWindow(window)
      this.#giveBack(held)
    })
  }

  #giveBack({ composite }: Parts): void {
    for (; this.#asked > 0; this.#asked--) composite.ReleaseOverlayWindow(this.#x.screen.root)
  }

  #unredirect({ composite, window }: Held): void {
    const { client } = this.#x
    const request = Buffer.alloc(12)
    request.writeUInt8(composite.majorOpcode, 0)
    request.writeUInt8(unredirectSubwindows, 1)
    request.writeUInt16LE(3, 2)
    request.writeUInt32LE(window, 4)
    request.writeUInt8(manual, 8)
    client.seq_num++
    client.pack_stream.put(request)
    client.pack_stream.submit()
  }

  #heed(event: XEvent): void {
    const { root } = this.#x.screen
    const { name, wid, wid1 } = event
    if (name === 'ConfigureNotify' && wid1 === root && event.width !== undefined && event.height !== undefined) {
      this.#size = { width: event.width, height: event.height }
      if (this.#held !== null) this.#paint(this.#held)
    }
    const held = this.#held
    if (held === null || this.#look === null) return
    const { window } = held
    if (name === 'DestroyNotify' && wid === window) {
      this.#held = null
      this.#x.client.FreeGC(held.gc)
      this.#tell(held, true)
      if (!this.#taking) unlessLost(this.#take().then(() => this.#tellWhole(held)))
      return
    }
    const moved = name === 'ReparentNotify' && wid === window && event.parent !== root
    const changed = (name === 'UnmapNotify' && wid === window) || (name === 'ConfigureNotify' && wid1 === window)
    const shaped = name === 'ShapeNotify' && event.window === window && event.shaped === 1
    const drawn = name === 'DamageNotify' && event.damage === held.watched
    if (!moved && (!(changed || shaped || drawn) || this.#isMended(event))) return
    this.#tell(held, true)
    this.#paint(held, () => {
      if (moved) this.#x.client.ReparentWindow(window, root, 0, 0)
    })
    unlessLost(this.#tellWhole(held))
  }

  async #tellWhole(held: Held): Promise<void> {
    await this.#x.settle()
    this.#tell(held, false)
  }

  #tell({ composited }: Held, broken: boolean): void {
    if (!composited) this.#onBroken(broken)
  }

  /** An event bears the low 16 bits of the number of our request that was carried out last. */
  #isMended({ seq }: XEvent): boolean {
    const since = (seq - this.#painted) & 0xffff
    return since >= 0x8000
  }
}

/** Null where the server lacks one of them. */
async function openParts(x: XConnection): Promise<Parts | null> {
  const [composite, shape, damage] = await Promise.all([x.extension('composite'), x.extension('shape'), x.extension('damage')])
  return composite === null || shape === null || damage === null ? null : { composite, shape, damage }
}
