import type { XConnection } from './x-connection'

const success = 0
const asynchronous = 1
const now = 0

/** Keyboard and pointer, held for one window; the cursor is hidden while they are. */
export class InputGrab {
  readonly #x: XConnection
  readonly #window: number
  readonly #cursor: number
  #keyboard = false
  #pointer = false

  constructor(x: XConnection, window: number) {
    this.#x = x
    this.#window = window
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
  }

  get held(): boolean {
    return this.#keyboard && this.#pointer
  }

  /** Asks once for what is not held yet. Another program's grab, or a window that is not on the screen, leaves it so. */
  async take(): Promise<void> {
    const { client } = this.#x
    const keyboard = this.#keyboard
      ? success
      : this.#x.ask<number>((reply) => client.GrabKeyboard(this.#window, false, now, asynchronous, asynchronous, reply))
    // Without any event mask pointer events go to nobody.
    const pointer = this.#pointer
      ? success
      : this.#x.ask<number>((reply) => client.GrabPointer(this.#window, false, 0, asynchronous, asynchronous, 0, this.#cursor, now, reply))
    const [keyboardStatus, pointerStatus] = await Promise.all([keyboard, pointer])
    this.#keyboard = keyboardStatus === success
    this.#pointer = pointerStatus === success
  }

  release(): void {
    this.forget()
    this.#x.client.UngrabKeyboard(now)
    this.#x.client.UngrabPointer(now)
  }

  /** The server let go of both, as it does when the window leaves the screen. */
  forget(): void {
    this.#keyboard = false
    this.#pointer = false
  }
}
