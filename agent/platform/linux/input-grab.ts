import x11, { type Callback, type XEvent } from 'x11'
import type { XConnection } from './x-connection'

const success = 0
const asynchronous = 1
const now = 0
const grabEnded = 2

type Device = 'keyboard' | 'pointer'

/** The word of the root on the end of a grab, for each device. */
const endedBy: Readonly<Record<string, Device>> = { FocusOut: 'keyboard', LeaveNotify: 'pointer' }

interface Asked {
  /** Number of the request, of which events bear the low 16 bits. */
  readonly sequence: number
  held: boolean
  /** A key can be made to end every grab on the display (XF86Ungrab). */
  ended: boolean
}

/**
 * Keyboard and pointer, held for the root window, which no program can unmap: unlike a grab for the cover it can be taken before the cover is
 * drawn and outlives one that another program took away. The cursor is hidden meanwhile, unless there is something to click.
 */
export class InputGrab {
  readonly #x: XConnection
  readonly #cursor: number
  readonly #onBroken: () => void
  readonly #stop: () => void
  /** What was asked of the server last and not let go of since; its answer may be on the way. */
  readonly #asked: Record<Device, Asked | null> = { keyboard: null, pointer: null }
  #clickable = false

  /** `onBroken`: somebody ended a grab that was held; it is not taken again by itself. */
  constructor(x: XConnection, onBroken: () => void) {
    this.#x = x
    this.#onBroken = onBroken
    const { client, screen } = x
    const empty = client.AllocID()
    const black = { R: 0, G: 0, B: 0 }
    this.#cursor = client.AllocID()
    client.CreatePixmap(empty, screen.root, 1, 1, 1)
    const gc = client.AllocID()
    client.CreateGC(gc, empty, { foreground: 0 })
    // A pixmap begins with whatever was there; the mask must be all zero.
    client.PutImage(0, empty, gc, 1, 1, 0, 0, 0, 1, Buffer.alloc(4))
    client.CreateCursor(this.#cursor, empty, empty, black, black, 0, 0)
    client.FreeGC(gc)
    client.FreePixmap(empty)
    this.#stop = x.onEvent((event) => this.#heed(event))
  }

  get held(): boolean {
    return this.#asked.keyboard?.held === true && this.#asked.pointer?.held === true
  }

  /** Whether clicks are told, and the cursor shown. Takes the pointer anew where that is another than before. */
  set clickable(clickable: boolean) {
    if (clickable === this.#clickable) return
    this.#clickable = clickable
    this.#asked.pointer = null
  }

  /** Asks once for what is not held yet. Another program's grab leaves it so. */
  async take(): Promise<void> {
    const { client, screen } = this.#x
    const [eventMask, cursor] = this.#clickable ? [x11.eventMask.ButtonPress, 0] : [0, this.#cursor]
    await Promise.all([
      this.#ask('keyboard', (reply) => client.GrabKeyboard(screen.root, false, now, asynchronous, asynchronous, reply)),
      // Without any event mask pointer events go to nobody.
      this.#ask('pointer', (reply) => client.GrabPointer(screen.root, false, eventMask, asynchronous, asynchronous, 0, cursor, now, reply)),
    ])
  }

  release(): void {
    this.#asked.keyboard = null
    this.#asked.pointer = null
    this.#x.client.UngrabKeyboard(now)
    this.#x.client.UngrabPointer(now)
  }

  close(): void {
    this.#stop()
  }

  async #ask(device: Device, send: (reply: Callback<number>) => void): Promise<void> {
    if (this.#asked[device]?.held === true) return
    const answer = this.#x.ask(send)
    const asked = { sequence: this.#x.client.seq_num, held: false, ended: false }
    this.#asked[device] = asked
    const status = await answer
    asked.held = status === success && !asked.ended
  }

  /** Our own letting go is known by its number: it comes before what is asked now. */
  #heed({ name, wid, mode, seq }: XEvent): void {
    if (mode !== grabEnded || wid !== this.#x.screen.root || name === undefined) return
    const device = endedBy[name]
    const asked = device === undefined ? null : this.#asked[device]
    if (asked === null || ((seq - asked.sequence) & 0xffff) >= 0x8000) return
    asked.ended = true
    if (!asked.held) return
    asked.held = false
    this.#onBroken()
  }
}
