import { randomUUID } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs'
import type { Shm } from 'x11'
import type { Rectangle } from '../rectangle'
import { XRefused, type XConnection } from './x-connection'

const zPixmap = 2
const allPlanes = 0xffff_ffff

/**
 * Pixels of a pixmap, read into one reused buffer. The server writes them into a shared file (MIT-SHM 1.2, `AttachFd`), so that only their
 * announcement crosses the socket; where that is refused they come through the socket.
 */
export class SharedPixels {
  readonly pixels: Int32Array
  readonly #bytes: Buffer
  readonly #x: XConnection
  readonly #file: number
  readonly #segment: number
  #shm: Shm | null

  private constructor(x: XConnection, size: number, shm: Shm | null, file: number, segment: number) {
    this.#x = x
    this.pixels = new Int32Array(size)
    this.#bytes = Buffer.from(this.pixels.buffer)
    this.#shm = shm
    this.#file = file
    this.#segment = segment
  }

  /** `size` is the most pixels ever read at once. */
  static async open(x: XConnection, size: number): Promise<SharedPixels> {
    const shm = await x.extension('shm')
    const passesFiles = shm !== null && shm.fdCapable && (shm.major > 1 || shm.minor >= 2)
    if (!passesFiles) return new SharedPixels(x, size, null, -1, 0)
    // Unlinked at once: the file lives as long as this process or the server holds it, and nobody else can open it.
    const path = `/dev/shm/classwarden-${randomUUID()}`
    const file = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
    ftruncateSync(file, 4 * size)
    const segment = x.client.AllocID()
    try {
      await x.ask<undefined>((reply) => shm.AttachFd(segment, file, false, (error) => reply(error, undefined) ?? true))
      return new SharedPixels(x, size, shm, file, segment)
    } catch (error) {
      closeSync(file)
      if (!(error instanceof XRefused)) throw error
      return new SharedPixels(x, size, null, -1, 0)
    }
  }

  /** Fills `pixels` with an area, row by row without gaps. */
  async read(pixmap: number, { x, y, width, height }: Rectangle): Promise<void> {
    const { client } = this.#x
    const shm = this.#shm
    const length = 4 * width * height
    if (shm !== null) {
      const { size } = await this.#x.ask<{ readonly size: number }>((reply) =>
        shm.GetImage(pixmap, x, y, width, height, allPlanes, zPixmap, this.#segment, 0, reply),
      )
      // Closed meanwhile: nobody looks at the pixels any more.
      if (this.#shm !== null) readSync(this.#file, this.#bytes, 0, Math.min(size, length), 0)
    } else {
      const image = await this.#x.ask<{ readonly data: Buffer }>((reply) =>
        client.GetImage(zPixmap, pixmap, x, y, width, height, allPlanes, reply),
      )
      image.data.copy(this.#bytes, 0, 0, length)
    }
  }

  /** On a live connection the server lets go of its side too. */
  close(): void {
    if (this.#shm === null) return
    this.#shm.Detach(this.#segment)
    this.#shm = null
    closeSync(this.#file)
  }
}
