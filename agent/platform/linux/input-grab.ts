import type { XConnection } from './x-connection'

const success = 0
const asynchronous = 1
const now = 0

/**
 * Keyboard and pointer, held for the root window, which no program can unmap: unlike a grab for the cover it can be taken before the cover is
 * drawn and outlives one that another program took away. The cursor is hidden meanwhile.
 */
export class InputGrab {
  readonly #x: XConnection
  readonly #cursor: number
  #keyboard = false
  #pointer = false
  /** Counts releases: an answer to what was asked before one says nothing of now. */
  #releases = 0

  constructor(x: XConnection) {
    this.#x = x
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

  /** Asks once for what is not held yet. Another program's grab leaves it so. */
  async take(): Promise<void> {
    const { client, screen } = this.#x
    const releases = this.#releases
    const keyboard = this.#keyboard
      ? success
      : this.#x.ask<number>((reply) => client.GrabKeyboard(screen.root, false, now, asynchronous, asynchronous, reply))
    // Without any event mask pointer events go to nobody.
    const pointer = this.#pointer
      ? success
      : this.#x.ask<number>((reply) => client.GrabPointer(screen.root, false, 0, asynchronous, asynchronous, 0, this.#cursor, now, reply))
    const [keyboardStatus, pointerStatus] = await Promise.all([keyboard, pointer])
    if (releases !== this.#releases) return
    this.#keyboard = keyboardStatus === success
    this.#pointer = pointerStatus === success
  }

  release(): void {
    this.#releases++
    this.#keyboard = false
    this.#pointer = false
    this.#x.client.UngrabKeyboard(now)
    this.#x.client.UngrabPointer(now)
  }
}
