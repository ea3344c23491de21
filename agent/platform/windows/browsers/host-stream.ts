import { Duplex } from 'node:stream'
import type { DesktopLine } from '../desktop-program'

/** Bytes written at a time: the program on the desktop holds no more of one host. */
const mostChunk = 64 * 1_024

/** The connection of one host, which the program on the desktop holds. */
export class HostStream extends Duplex {
  readonly #line: DesktopLine
  readonly #host: number
  readonly #onClose: () => void
  #onWritten: (() => void) | null = null

  constructor(line: DesktopLine, host: number, onClose: () => void) {
    super({ emitClose: true, allowHalfOpen: false })
    this.#line = line
    this.#host = host
    this.#onClose = onClose
  }

  /** The host sent these. */
  receive(bytes: Buffer): void {
    // Whoever reads it reads at once; what a host sends fills no memory.
    this.push(bytes)
  }

  /** What was sent last has reached the host. */
  written(): void {
    this.#onWritten?.()
  }

  override _read(): void {
    // What comes is pushed.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const part = chunk.subarray(0, mostChunk)
    this.#onWritten = () => {
      this.#onWritten = null
      if (part.length < chunk.length) this._write(chunk.subarray(part.length), _encoding, done)
      else done()
    }
    this.#line.tell(['host-data', this.#host], part)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#onWritten = null
    this.#line.tell(['host-close', this.#host])
    this.#onClose()
    done(error)
  }
}
