import { setTimeout as delay } from 'node:timers/promises'
import type { Monitor } from '#shared/model/screen'
import { fail, ok, type Outcome } from '#shared/outcome'
import { layOutLockCard } from '../lock-card'
import { noticeColours } from '../notice-spec'
import { Observable } from '../observable'
import type { AgreementAsked, Cover, CoverBreak, CoverFailure, CoverTimes, Notice, Observed, Overlay, OverlayState } from '../platform'
import type { Rectangle } from '../rectangle'
import type { DesktopEvent } from './desktop-events'
import type { DesktopPart } from './desktop-part'
import type { DesktopLine } from './desktop-program'
import { drawWords, paintWords, type WordDrawing } from './drawn-words'
import { WindowsAgreement } from './windows-agreement'

/** The words of a lock come after the cover; nothing about them may delay it. */
const writeAfterMs = 25
const coverWithinMs = 5_000
const widestCard = 2_400
const tallestCard = 1_350
const standing: Notice = { lockedBy: '', text: '', until: null }

type Told = Outcome<CoverTimes, CoverFailure>

/** The cover as a standing wish, made true by whatever program there is on the desktop. */
export class WindowsOverlay implements Overlay, DesktopPart {
  readonly state = new Observable<OverlayState>({ state: 'off' })
  readonly breaks = new Observable<CoverBreak | null>(null)
  readonly asking = new Observable<AgreementAsked>('none')
  readonly #monitors: Observed<readonly Monitor[]>
  readonly #drawing: WordDrawing
  readonly #waiting = new Map<number, (event: DesktopEvent | null) => void>()
  #wish: Cover | null = null
  #orders = 0
  #line: DesktopLine | null = null
  #turn = new AbortController()
  readonly #agreement: WindowsAgreement
  /** The words of the agreement that is wanted stand on the screen. */
  #drawn = false

  constructor(monitors: Observed<readonly Monitor[]>, drawing: WordDrawing) {
    this.#monitors = monitors
    this.#drawing = drawing
    this.#agreement = new WindowsAgreement(drawing, {
      onShown: () => {
        this.#drawn = true
        this.#tellAsked()
      },
      onChosen: (choice) => {
        if (this.asking.value === 'shown') this.asking.set(choice)
      },
    })
  }

  attach(line: DesktopLine): void {
    this.#line = line
    if (this.#wish !== null) void this.#hold(line, this.#wish)
  }

  detach(): void {
    this.#line = null
    this.#turn.abort()
    for (const answer of this.#waiting.values()) answer(null)
    this.#waiting.clear()
    this.#drawn = false
    if (this.#wish !== null) this.state.set({ state: 'failed', cover: this.#wish, failure: 'no-display' })
    if (this.#wish?.kind === 'agreement') this.asking.set('drawing')
  }

  heed(event: DesktopEvent): void {
    this.#agreement.heed(event)
    if (event.kind === 'broken') {
      this.breaks.set({ count: (this.breaks.value?.count ?? 0) + 1, brokenAt: event.brokenAt, forMs: event.forMs })
    } else if (event.kind === 'monitors') {
      // Anew, as the words stand where the monitors were.
      if (this.#wish !== null && this.#line !== null) void this.#hold(this.#line, this.#wish)
    } else if (event.kind === 'covered' || event.kind === 'cover-failed' || event.kind === 'uncovered') {
      this.#waiting.get(event.order)?.(event)
      this.#waiting.delete(event.order)
      // Input that was refused at first is had later.
      const isNewest = event.order === this.#orders && this.#wish !== null
      if (event.kind === 'covered' && isNewest) this.#tellHeld(event.times)
    }
  }

  async cover(cover: Cover): Promise<Told> {
    this.#wish = cover
    this.#drawn = false
    this.asking.set(cover.kind === 'agreement' ? 'drawing' : 'none')
    if (this.#line !== null) return this.#hold(this.#line, cover)
    this.#orders++
    this.state.set({ state: 'failed', cover, failure: 'no-display' })
    return fail('no-display', 'no desktop is reached; it will be covered when one is')
  }

  async uncover(): Promise<void> {
    const order = ++this.#orders
    this.#wish = null
    this.#drawn = false
    this.asking.set('none')
    this.#turn.abort()
    const line = this.#line
    if (line !== null) await this.#answered(order, () => line.tell(['uncover', order]))
    if (order === this.#orders) this.state.set({ state: 'off' })
  }

  async #hold(line: DesktopLine, cover: Cover): Promise<Told> {
    const order = ++this.#orders
    this.#turn.abort()
    const ground = cover.kind === 'blank' ? 0 : noticeColours.lockGround
    const event = await this.#answered(order, () => line.tell(['cover', order, ground]))
    if (order !== this.#orders) return this.#overtaken()
    if (event?.kind === 'covered') {
      this.#tellHeld(event.times)
      this.#bringWords(line, cover)
      return ok(event.times)
    }
    const failure = event?.kind === 'cover-failed' ? event.failure : 'no-display'
    this.state.set({ state: 'failed', cover, failure })
    if (failure !== 'no-display') this.#bringWords(line, cover)
    return fail(failure, 'the screen is not held yet; trying goes on')
  }

  /** Null when no answer came. */
  #answered(order: number, tell: () => void): Promise<DesktopEvent | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), coverWithinMs)
      this.#waiting.set(order, (event) => {
        clearTimeout(timer)
        resolve(event)
      })
      tell()
    })
  }

  #tellHeld(times: CoverTimes): void {
    if (this.#wish !== null) this.state.set({ state: 'held', cover: this.#wish, times })
    this.#tellAsked()
  }

  /** [AU6] Asked is who sees the words, and whose keys and clicks come here. */
  #tellAsked(): void {
    if (this.asking.value === 'drawing' && this.#drawn && this.state.value.state === 'held') this.asking.set('shown')
  }

  #bringWords(line: DesktopLine, cover: Cover): void {
    this.#turn.abort()
    this.#turn = new AbortController()
    const { signal } = this.#turn
    if (cover.kind === 'lock') void this.#write(line, cover.notice, signal)
    else if (cover.kind === 'agreement') void this.#agreement.show(line, this.#monitors.value, cover.agreement, signal)
  }

  async #write(line: DesktopLine, notice: Notice, signal: AbortSignal): Promise<void> {
    await delay(writeAfterMs)
    for (const monitor of this.#monitors.value) {
      const card = cardArea(monitor)
      const { width, height } = card
      // The usual words say that the PC is locked, and where to find help, until the rest is drawn.
      const own = paintWords(this.#drawing, (letters) => layOutLockCard(notice, { width, height }, letters))
      const first = own ?? paintWords(this.#drawing, (letters) => layOutLockCard(standing, { width, height }, letters))
      if (signal.aborted) return
      if (first !== null) line.tell(['card', card.x, card.y, width, height], first.pixels)
      if (own !== null) continue
      const drawn = await drawWords(this.#drawing, { kind: 'lock', width, height, ...notice }, signal)
      if (drawn !== null && !isOver(signal)) line.tell(['card', card.x, card.y, width, height], drawn.pixels)
    }
  }

  /** A newer order took over before this one was done: what stands now is the answer to both. */
  #overtaken(): Told {
    const now = this.state.value
    if (now.state === 'held') return ok(now.times)
    return fail(now.state === 'failed' ? now.failure : 'grab-refused', 'a newer order took over')
  }
}

/** Asked again after a wait, where the compiler still believes the answer before it. */
const isOver = (signal: AbortSignal): boolean => signal.aborted

/** Four fifths of the monitor, in its middle. */
function cardArea(monitor: Rectangle): Rectangle {
  const width = Math.min(widestCard, Math.max(1, Math.round(monitor.width * 0.8)))
  const height = Math.min(tallestCard, Math.max(1, Math.round(monitor.height * 0.8)))
  return { x: monitor.x + Math.floor((monitor.width - width) / 2), y: monitor.y + Math.floor((monitor.height - height) / 2), width, height }
}
