import { endianness } from 'node:os'

const headerBytes = 4
const little = endianness() === 'LE'

/** One message as native messaging frames it: 32 bits of length in the machine's byte order, then JSON in UTF-8. */
export function encodeFrame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message))
  const header = Buffer.alloc(headerBytes)
  if (little) header.writeUInt32LE(body.length)
  else header.writeUInt32BE(body.length)
  return Buffer.concat([header, body])
}

/** Puts frames together from the bytes of a stream. Keeps no more than one frame of the bound, and the chunk it ended in. */
export class FrameReader {
  readonly #mostBytes: number
  #held: Buffer[] = []
  #heldBytes = 0
  /** Before so many bytes are there, nothing can be read. */
  #neededBytes = headerBytes

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** The JSON texts that are complete now; null once a frame is empty or over the bound: what follows cannot be trusted. */
  take(chunk: Buffer): readonly string[] | null {
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    const texts: string[] = []
    while (this.#heldBytes >= this.#neededBytes) {
      const bytes = Buffer.concat(this.#held, this.#heldBytes)
      const length = little ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0)
      if (length === 0 || length > this.#mostBytes) return null
      const end = headerBytes + length
      const whole = bytes.length >= end
      if (whole) texts.push(bytes.toString('utf8', headerBytes, end))
      this.#held = [whole ? bytes.subarray(end) : bytes]
      this.#heldBytes = whole ? bytes.length - end : bytes.length
      this.#neededBytes = whole ? headerBytes : end
    }
    return texts
  }
}
