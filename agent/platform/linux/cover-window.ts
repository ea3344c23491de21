import x11, { type XEvent } from 'x11'
import type { Monitor } from '#shared/model/screen'
import { noticeColours } from '../notice-spec'
import type { Cover } from '../platform'
import { AgreementCards, type AgreementWatch } from './agreement-cards'
import type { CompositeLayer } from './composite-layer'
import { NoticeCards, type NoticeDrawing } from './notice-cards'
import { unlessLost, type XConnection } from './x-connection'

/** Two programs that both insist on the top would otherwise raise each other without pause. */
const raiseGapMs = 4
const black = 0x000000

export interface CoverWatch {
  /** Another program unmapped, destroyed, moved or shaped the window while it was shown. */
  readonly onLost: () => void
  /** A window of another program lies above it, or no longer does. */
  readonly onObscured: (obscured: boolean) => void
  readonly agreement: AgreementWatch
}

/** One window over the whole screen, outside the window manager's rule, made in advance so that showing it is one request. */
export class CoverWindow {
  readonly id: number
  readonly #x: XConnection
  readonly #layer: CompositeLayer
  readonly #cards: NoticeCards
  readonly #agreement: AgreementCards
  readonly #watch: CoverWatch
  readonly #stop: () => void
  #shown: Cover | null = null
  /** Told by the server, so that its word on our own unmapping is not taken for somebody else's. */
  #ownUnmaps = 0
  #size: CompositeLayer['size']
  #raisedAt = 0
  #raiseTimer: NodeJS.Timeout | undefined

  constructor(x: XConnection, layer: CompositeLayer, drawing: NoticeDrawing, watch: CoverWatch) {
    this.#x = x
    this.#layer = layer
    this.#size = layer.size
    this.#watch = watch
    const { client, screen } = x
    this.id = client.AllocID()
    const eventMask = x11.eventMask.VisibilityChange | x11.eventMask.StructureNotify
    const attributes = { overrideRedirect: 1, backgroundPixel: noticeColours.lockGround, eventMask } as const
    const { width, height } = this.#size
    client.CreateWindow(this.id, screen.root, 0, 0, width, height, 0, 0, 0, 0, attributes)
    // A compositor would only add a copy of a window that covers everything (EWMH draft, value 1).
    client.ChangeProperty(0, this.id, x.atoms._NET_WM_BYPASS_COMPOSITOR, x.atoms.CARDINAL, 32, Buffer.from([1, 0, 0, 0]))
    unlessLost(x.extension('shape').then((shape) => shape?.SelectInput(this.id, true)))
    this.#cards = new NoticeCards(x, this.id, drawing, () => {
      if (this.#shown !== null) this.#showLayer(this.#shown)
    })
    this.#agreement = new AgreementCards(x, this.id, drawing.drawNotice, watch.agreement)
    this.#stop = x.onEvent((event) => this.#heed(event))
  }

  async placeCards(monitors: readonly Monitor[]): Promise<void> {
    this.#agreement.place(monitors)
    await this.#cards.place(monitors)
  }

  /** Sends everything that covers the screen; whatever reply comes next proves it done. */
  show(cover: Cover): void {
    const { client } = this.#x
    this.#shown = cover
    client.ChangeWindowAttributes(this.id, { backgroundPixel: groundOf(cover) })
    client.ClearArea(this.id, 0, 0, 0, 0, 0)
    if (cover.kind === 'lock') this.#cards.show(cover.notice)
    else this.#cards.hide()
    if (cover.kind === 'agreement') this.#agreement.show(cover.agreement)
    else this.#agreement.hide()
    this.insist()
    this.#showLayer(cover)
    // A compositor hides what lies above from VisibilityNotify.
    this.#x.watchCovered(true)
  }

  /** On the screen and on top, without painting anew. */
  insist(): void {
    this.#x.client.RaiseWindow(this.id)
    this.#x.client.MapWindow(this.id)
  }

  hide(): void {
    if (this.#shown === null) return
    this.#shown = null
    this.#ownUnmaps++
    this.#x.watchCovered(false)
    this.#x.client.UnmapWindow(this.id)
    // Last: what lies below is then painted once.
    this.#layer.leave()
    this.#cards.hide()
    this.#agreement.hide()
  }

  close(): void {
    this.#stop()
    clearTimeout(this.#raiseTimer)
    this.#cards.close()
    this.#agreement.close()
    this.#x.client.DestroyWindow(this.id)
  }

  #heed(event: XEvent): void {
    this.#agreement.heed(event)
    const { root } = this.#x.screen
    const { name, wid, wid1 } = event
    if (name === 'ConfigureNotify' && wid1 === root && event.width !== undefined && event.height !== undefined) {
      this.#size = { width: event.width, height: event.height }
      this.#x.client.ResizeWindow(this.id, event.width, event.height)
    }
    if (name === 'UnmapNotify' && wid === this.id && this.#ownUnmaps > 0) {
      this.#ownUnmaps--
      return
    }
    if (this.#shown === null) return
    if (this.#isSpoilt(event)) {
      this.#watch.onLost()
      return
    }
    // Below the layer it is never seen, and need not be.
    const visibility = name === 'VisibilityNotify' && wid === this.id && !this.#layer.above ? event.state : undefined
    const obscured = visibility !== undefined && visibility !== 0
    if (visibility !== undefined) this.#watch.onObscured(obscured)
    const mapped = name === 'MapNotify' && wid !== this.id
    const restacked = name === 'ConfigureNotify' && wid === root && wid1 !== root && wid1 !== this.id
    if (obscured || mapped || restacked) this.#raise()
  }

  /** Taken away, or no longer over the whole screen: a new window is had sooner than this one put right, and is not known to anybody yet. */
  #isSpoilt({ name, wid, wid1, window, shaped, ...event }: XEvent): boolean {
    if (name === 'UnmapNotify' || name === 'DestroyNotify' || name === 'ReparentNotify') return wid === this.id
    if (name === 'ShapeNotify') return window === this.id && shaped === 1
    const { width, height } = this.#size
    const whole = event.x === 0 && event.y === 0 && event.width === width && event.height === height
    return name === 'ConfigureNotify' && wid === this.id && wid1 === this.id && !whole
  }

  /** The agreement is answered on windows of its own, which the layer would hide. */
  #showLayer(cover: Cover): void {
    if (cover.kind === 'agreement') this.#layer.leave()
    else this.#layer.show({ ground: groundOf(cover), pictures: () => this.#cards.pictures })
  }

  #raise(): void {
    const waitMs = this.#raisedAt + raiseGapMs - performance.now()
    clearTimeout(this.#raiseTimer)
    if (waitMs > 0) {
      this.#raiseTimer = setTimeout(() => this.#raise(), waitMs)
      return
    }
    this.#raisedAt = performance.now()
    if (this.#shown !== null) this.#x.client.RaiseWindow(this.id)
  }
}

const groundOf = ({ kind }: Cover): number => (kind === 'blank' ? black : noticeColours.lockGround)
