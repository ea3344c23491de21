import { setTimeout as delay } from 'node:timers/promises'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { Observable } from '../observable'
import type { AgreementAsked, Cover, CoverBreak, CoverFailure, CoverTimes, Observed, Overlay, OverlayState } from '../platform'
import { CompositeLayer } from './composite-layer'
import { CoverWindow } from './cover-window'
import type { DisplayPart } from './display-part'
import { InputGrab } from './input-grab'
import type { NoticeDrawing } from './notice-cards'
import { DisplayLost, unlessLost, XRefused, type XConnection } from './x-connection'

/** After this long without both grabs the caller hears of it; trying goes on. */
const patienceMs = 1_000
const quickRetryMs = 20
const slowRetryMs = 250
/** Named, as the error that stands for no reason takes a stack trace on the way to the lock. */
const newerOrder = 'newer order'

interface Attached {
  readonly x: XConnection
  readonly layer: CompositeLayer
  readonly window: CoverWindow
  readonly grab: InputGrab
}

type Told = Outcome<CoverTimes, CoverFailure>

/** The cover as a standing wish, made true on whatever connection there is. */
export class LinuxOverlay implements Overlay, DisplayPart {
  readonly state = new Observable<OverlayState>({ state: 'off' })
  readonly breaks = new Observable<CoverBreak | null>(null)
  readonly asking = new Observable<AgreementAsked>('none')
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #drawing: NoticeDrawing
  #wish: Cover | null = null
  /** Counts orders, to see after a wait whether a newer one came. */
  #orders = 0
  #orderedMs = Number.NEGATIVE_INFINITY
  #attached: Attached | null = null
  #attempt = new AbortController()
  #watching = new AbortController()
  #brokenAt: number | null = null
  /** The words of the agreement that is wanted stand on the screen. */
  #drawn = false

  constructor(monitors: Observed<readonly Monitor[]>, drawing: NoticeDrawing) {
    this.#monitors = monitors
    this.#drawing = drawing
  }

  /** From the order on, before the screen is covered: whatever rose above would uncover it. */
  get wanted(): boolean {
    return this.#wish !== null
  }

  /** When the screen was last covered or uncovered, as `performance.now()`. */
  get orderedMs(): number {
    return this.#orderedMs
  }

  async attach(x: XConnection): Promise<void> {
    const layer = new CompositeLayer(x, (broken) => this.#heedAbove(x, broken))
    this.#attached = { x, layer, window: this.#openWindow(x, layer), grab: new InputGrab(x, () => this.#onUngrabbed(x)) }
    this.#watching = new AbortController()
    void this.#followMonitors(this.#watching.signal)
    // Whatever else joins the display waits: on a PC that should be locked nothing is as urgent.
    if (this.#wish !== null) await this.#hold(this.#attached, this.#wish)
  }

  detach(): void {
    this.#watching.abort()
    this.#attempt.abort()
    this.#attached?.window.close()
    this.#attached?.layer.close()
    this.#attached?.grab.close()
    this.#attached = null
    this.#broke()
    this.#drawn = false
    if (this.#wish !== null) this.state.set({ state: 'failed', cover: this.#wish, failure: 'no-display' })
    if (this.#wish?.kind === 'agreement') this.asking.set('drawing')
  }

  async cover(cover: Cover): Promise<Told> {
    this.#orders++
    this.#orderedMs = performance.now()
    this.#wish = cover
    this.#drawn = false
    this.asking.set(cover.kind === 'agreement' ? 'drawing' : 'none')
    if (this.#attached !== null) return this.#hold(this.#attached, cover)
    this.state.set({ state: 'failed', cover, failure: 'no-display' })
    return fail('no-display', 'no graphical session is reached; it will be covered when one is')
  }

  async uncover(): Promise<void> {
    const order = ++this.#orders
    this.#orderedMs = performance.now()
    this.#wish = null
    this.asking.set('none')
    this.#drawn = false
    this.#attempt.abort(newerOrder)
    if (this.#attached !== null) {
      const { x, window, grab } = this.#attached
      await x.together(() => {
        // Also when nothing was answered yet: what was sent to the server stands there.
        grab.release()
        window.hide()
        return settled(x)
      })
    }
    if (order === this.#orders) this.state.set({ state: 'off' })
    this.#mended()
  }

  #broke(): void {
    if (this.state.value.state === 'held') this.#brokenAt ??= highResolutionNow()
  }

  #mended(): void {
    const brokenAt = this.#brokenAt
    if (brokenAt === null) return
    this.#brokenAt = null
    this.breaks.set({ count: (this.breaks.value?.count ?? 0) + 1, brokenAt, forMs: highResolutionNow() - brokenAt })
  }

  #openWindow(x: XConnection, layer: CompositeLayer): CoverWindow {
    const window: CoverWindow = new CoverWindow(x, layer, this.#drawing, {
      onLost: () => this.#onLost(x),
      onObscured: (obscured) => {
        if (obscured || this.#attached?.window === window) this.#heedAbove(x, obscured)
      },
      agreement: {
        onDrawn: () => {
          this.#drawn = true
          this.#tellAsked()
        },
        onChosen: (choice) => {
          if (this.asking.value === 'shown') this.asking.set(choice)
        },
      },
    })
    return window
  }

  /** Something of another program lies above the cover, or no longer does. */
  #heedAbove(x: XConnection, broken: boolean): void {
    if (broken) this.#broke()
    // While the grabs are still sought the window alone does not make it whole.
    else if (this.#attached?.x === x && this.#attached.grab.held) this.#mended()
  }

  /** Another program took the window away: a new one, at once, as destroying and unmapping end alike in no cover. */
  #onLost(x: XConnection): void {
    if (this.#attached?.x !== x || this.#wish === null) return
    this.#broke()
    this.#attached.window.close()
    this.#attached = { ...this.#attached, window: this.#openWindow(x, this.#attached.layer) }
    void this.#hold(this.#attached, this.#wish)
    unlessLost(this.#attached.window.placeCards(this.#monitors.value))
  }

  /** A program had the server end every grab: taken again, before another asks for it. */
  #onUngrabbed(x: XConnection): void {
    if (this.#attached?.x !== x || this.#wish === null) return
    this.#broke()
    void this.#hold(this.#attached, this.#wish)
  }

  async #followMonitors(signal: AbortSignal): Promise<void> {
    for await (const monitors of this.#monitors.watch(signal)) {
      if (this.#attached !== null) unlessLost(this.#attached.window.placeCards(monitors))
    }
  }

  /** Covers at once, then tries for both grabs until it has them or the wish changes. Resolves with the first thing worth telling. */
  #hold(attached: Attached, cover: Cover): Promise<Told> {
    this.#attempt.abort(newerOrder)
    this.#attempt = new AbortController()
    const { signal } = this.#attempt
    return new Promise((resolve) => {
      void this.#insist(attached, cover, signal, resolve).then(resolve)
    })
  }

  async #insist({ x, window, grab }: Attached, cover: Cover, signal: AbortSignal, tell: (told: Told) => void): Promise<Told> {
    const deadlineMs = performance.now() + patienceMs
    const isOver = (): boolean => signal.aborted
    let coveredAt: number | null = null
    try {
      let asked = x.together(() => {
        // The grabs go first: no key reaches a program while the server paints.
        grab.clickable = cover.kind === 'agreement'
        const taken = grab.held ? null : grab.take()
        window.show(cover)
        return Promise.all([taken, x.settle()])
      })
      for (;;) {
        await asked
        coveredAt ??= highResolutionNow()
        if (isOver()) return this.#overtaken()
        if (grab.held) {
          const times = { coveredAt, grabbedAt: highResolutionNow() }
          this.state.set({ state: 'held', cover, times })
          this.#tellAsked()
          this.#mended()
          return ok(times)
        }
        const late = performance.now() > deadlineMs
        if (late) {
          this.state.set({ state: 'failed', cover, failure: 'grab-refused' })
          tell(fail('grab-refused', 'the screen is covered, but another program holds the keyboard or the pointer; trying goes on'))
        }
        await delay(late ? slowRetryMs : quickRetryMs)
        if (isOver()) return this.#overtaken()
        asked = x.together(() => {
          const taken = grab.take()
          window.insist()
          return Promise.all([taken, x.settle()])
        })
      }
    } catch (error) {
      if (error instanceof DisplayLost) return fail('no-display', 'the graphical session ended; it will be covered when it is back')
      if (!(error instanceof XRefused)) throw error
      this.state.set({ state: 'failed', cover, failure: 'draw-failed' })
      return fail('draw-failed', `the X server refused the cover: ${error.message}`)
    }
  }

  /** [AU6] Asked is who sees the words, and whose keys and clicks come here. */
  #tellAsked(): void {
    if (this.asking.value === 'drawing' && this.#drawn && this.#attached?.grab.held === true) this.asking.set('shown')
  }

  /** A newer order took over before this one was done: what stands now is the answer to both. */
  #overtaken(): Told {
    const now = this.state.value
    if (now.state === 'held') return ok(now.times)
    return fail(now.state === 'failed' ? now.failure : 'grab-refused', 'a newer order took over')
  }
}

function highResolutionNow(): number {
  return performance.timeOrigin + performance.now()
}

async function settled(x: XConnection): Promise<void> {
  try {
    await x.settle()
  } catch (error) {
    if (!(error instanceof DisplayLost)) throw error
  }
}
