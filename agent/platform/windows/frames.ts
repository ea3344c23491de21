/*
 * What passes between the agent and its program on a Windows desktop (native/frames.c): frames of 32 bits of length, little endian, then a line of
 * words by tabs, then bytes.
 */

const lengthBytes = 4
/** More than any answer is: the picture of the largest monitor. */
const mostFrame = 160 * 1_024 * 1_024
const newline = 0x0a

export interface Frame {
  readonly words: readonly string[]
  readonly body: Buffer
}

/** Words must hold neither tabs nor line ends. */
export function encodeFrame(words: readonly (string | number)[], body: Uint8Array = new Uint8Array()): Buffer {
  const line = Buffer.from(`${words.join('\t')}\n`)
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(line.length + body.length)
  return Buffer.concat([length, line, body])
}

/** Puts frames together from a stream. Null ends it: what came is no frame. */
export class FrameReader {
  #chunks: Buffer[] = []
  #held = 0

  read(chunk: Buffer): readonly Frame[] | null {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    const frames: Frame[] = []
    for (;;) {
      const length = this.#nextLength()
      if (length === null) return frames
      if (length === 0 || length > mostFrame) return null
      if (this.#held < lengthBytes + length) return frames
      const frame = this.#take(lengthBytes + length).subarray(lengthBytes)
      const end = frame.indexOf(newline)
      if (end < 0) return null
      frames.push({ words: frame.toString('utf8', 0, end).split('\t'), body: frame.subarray(end + 1) })
    }
  }

  #nextLength(): number | null {
    if (this.#held < lengthBytes) return null
    const [first] = this.#chunks
    if (first !== undefined && first.length < lengthBytes) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#chunks[0]?.readUInt32LE(0) ?? null
  }

  /** Joined once a frame is whole: a large one comes in many pieces. */
  #take(bytes: number): Buffer {
    const all = this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks)
    const rest = all.subarray(bytes)
    this.#chunks = rest.length === 0 ? [] : [rest]
    this.#held = rest.length
    return all.subarray(0, bytes)
  }
}
