import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import { type QueuedFact, queuedFactSchema } from '#shared/model/outbox'
import type { Log } from '../../log'
import { writeDurably } from '../../storage/durable-file'
import { seal, unseal } from '../../storage/seal'

/** First record of the file. `nextNumber` carries the numbering on when every fact was delivered and dropped. */
const headerSchema = z.object({ format: z.literal('classwarden-outbox-1'), nextNumber: z.number().int().positive() })

/** A record is its sealed length in four bytes, most significant first, then the sealed JSON. */
const lengthBytes = 4
/** Longer than any fact: a length above it is damage. */
const longestRecord = 16_384
const purpose = 'outbox'

/** Where a record lies in the file. */
export interface Place {
  readonly offset: number
  readonly length: number
}

export interface Loaded {
  readonly nextNumber: number
  readonly records: readonly (QueuedFact & { readonly place: Place })[]
  /** Bytes at the end that were no whole record: a write a crash cut short, or damage. */
  readonly tornBytes: number
  /** A file that could not be read at all was put aside. */
  readonly putAside: boolean
}

/** The file under the outbox: records are only added at its end, until all are written anew. Every record is sealed with the device key. */
export class Journal {
  readonly #file: string
  readonly #key: Uint8Array
  readonly #log: Log
  #handle: FileHandle | null = null
  #end = 0

  constructor(file: string, key: Uint8Array, log: Log) {
    this.#file = file
    this.#key = key
    this.#log = log
  }

  /** Size of the file in bytes. */
  get end(): number {
    return this.#end
  }

  /** One fact as it will lie in the file. */
  encode(queued: QueuedFact): Buffer {
    return this.#record(queued)
  }

  decode(record: Uint8Array): QueuedFact | null {
    const queued = queuedFactSchema.safeParse(this.#open(record.subarray(lengthBytes)))
    return queued.success ? queued.data : null
  }

  /** Reads the whole records and cuts off what follows them. A file that does not begin as one is put aside, so that it can be looked at. */
  async load(): Promise<Loaded> {
    const bytes = await readFile(this.#file).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) this.#log(`The outbox cannot be read: ${String(error)}`)
      return null
    })
    const nothing = { nextNumber: 1, records: [], tornBytes: 0 }
    if (bytes === null) return { ...nothing, putAside: false }
    const first = this.#recordAt(bytes, 0)
    const header = headerSchema.safeParse(first === null ? null : this.#open(first.sealed))
    if (first === null || !header.success) {
      const aside = `${this.#file}.damaged`
      this.#log(`The outbox is damaged or sealed with another key: put aside as ${aside}; starting a new one.`)
      await rename(this.#file, aside).catch((error: unknown) => {
        this.#log(`It could not be put aside: ${String(error)}`)
      })
      return { ...nothing, putAside: true }
    }
    const records: (QueuedFact & { place: Place })[] = []
    let offset = first.length
    for (;;) {
      const next = this.#recordAt(bytes, offset)
      const queued = next === null ? null : queuedFactSchema.safeParse(this.#open(next.sealed))
      if (next === null || queued?.success !== true) break
      records.push({ ...queued.data, place: { offset, length: next.length } })
      offset += next.length
    }
    this.#handle = await open(this.#file, 'r+')
    if (offset < bytes.byteLength) await this.#handle.truncate(offset)
    this.#end = offset
    const nextNumber = Math.max(header.data.nextNumber, (records.at(-1)?.number ?? 0) + 1)
    return { nextNumber, records, tornBytes: bytes.byteLength - offset, putAside: false }
  }

  /** Adds records and waits for the disk. Throws what the file system throws, the file then as it was before. */
  async append(records: readonly Buffer[], nextNumber: number): Promise<readonly Place[]> {
    if (this.#handle === null) await this.rewrite([], nextNumber)
    const handle = this.#handle
    if (handle === null) throw new Error('The outbox is not open')
    try {
      const bytes = Buffer.concat(records)
      let written = 0
      while (written < bytes.byteLength) {
        written += (await handle.write(bytes, written, bytes.byteLength - written, this.#end + written)).bytesWritten
      }
      await handle.datasync()
    } catch (error) {
      await handle.truncate(this.#end).catch((failed: unknown) => {
        this.#log(`The outbox could not be cut back: ${String(failed)}`)
      })
      throw error
    }
    return records.map((record) => {
      const place = { offset: this.#end, length: record.byteLength }
      this.#end += record.byteLength
      return place
    })
  }

  /** A record's bytes; null when the disk no longer gives them. */
  async read({ offset, length }: Place): Promise<Buffer | null> {
    const bytes = Buffer.alloc(length)
    const read = await this.#handle?.read(bytes, 0, length, offset).catch(() => null)
    return read?.bytesRead === length ? bytes : null
  }

  /** Writes the file anew with these records alone: a crash leaves the old file or the new one. Throws what the file system throws. */
  async rewrite(records: readonly Buffer[], nextNumber: number): Promise<readonly Place[]> {
    const header = this.#record({ format: 'classwarden-outbox-1', nextNumber })
    await writeDurably(this.#file, Buffer.concat([header, ...records]))
    const before = this.#handle
    this.#handle = await open(this.#file, 'r+')
    await before?.close()
    this.#end = header.byteLength
    return records.map((record) => {
      const place = { offset: this.#end, length: record.byteLength }
      this.#end += record.byteLength
      return place
    })
  }

  async close(): Promise<void> {
    await this.#handle?.close()
    this.#handle = null
  }

  #record(content: unknown): Buffer {
    const sealed = seal(this.#key, purpose, JSON.stringify(content))
    const length = Buffer.alloc(lengthBytes)
    length.writeUInt32BE(sealed.byteLength)
    return Buffer.concat([length, sealed])
  }

  #recordAt(bytes: Buffer, offset: number): { readonly sealed: Buffer; readonly length: number } | null {
    if (offset + lengthBytes > bytes.byteLength) return null
    const sealedBytes = bytes.readUInt32BE(offset)
    const end = offset + lengthBytes + sealedBytes
    if (sealedBytes > longestRecord || end > bytes.byteLength) return null
    return { sealed: bytes.subarray(offset + lengthBytes, end), length: end - offset }
  }

  #open(sealed: Uint8Array): unknown {
    const plain = unseal(this.#key, purpose, sealed)
    return plain === null ? null : JSON.parse(plain)
  }
}
