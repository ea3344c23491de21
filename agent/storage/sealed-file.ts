import { readFileSync, renameSync } from 'node:fs'
import type { z } from 'zod'
import type { Log } from '../log'
import { errorCode, writeDurably } from './durable-file'
import { seal, unseal } from './seal'

/** What one sealed file holds, and how the log speaks of it. */
export interface SealedKind<T> {
  /** Sealed with it, so that one file cannot take the place of another. */
  readonly purpose: string
  readonly schema: z.ZodType<T>
  /** As in "The lease file". */
  readonly name: string
}

/** [LE8] One value on disk, sealed with the device's key, so that it outlives the agent and the PC's restart without the hub. */
export class SealedFile<T> {
  readonly #kind: SealedKind<T>
  readonly #file: string
  readonly #key: Uint8Array
  readonly #log: Log
  readonly #onRefused: (code: string) => void
  #waiting: { readonly value: T } | null = null
  #writing: Promise<void> = Promise.resolve()
  /** Whether the newest write reached the disk. */
  #kept = false

  /** `onRefused` hears the system's code, as ENOSPC, of each write that failed. */
  constructor(kind: SealedKind<T>, file: string, key: Uint8Array, log: Log, onRefused: (code: string) => void = () => undefined) {
    this.#kind = kind
    this.#file = file
    this.#key = key
    this.#log = log
    this.#onRefused = onRefused
  }

  /**
   * What was last written whole; null when there is none. What does not read as that (cut short, changed, or sealed elsewhere) is put aside, so
   * that it can be looked at, and counts as none. Answers without a promise: at a start the cover waits for nothing else.
   */
  load(): T | null {
    const { name, purpose, schema } = this.#kind
    let sealed: Uint8Array
    try {
      sealed = readFileSync(this.#file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        this.#log(`The ${name} cannot be read (${String(error)}); starting without.`)
      return null
    }
    const kept = schema.safeParse(parseJson(unseal(this.#key, purpose, sealed) ?? ''))
    if (kept.success) return kept.data
    const aside = `${this.#file}.damaged`
    this.#log(`The ${name} is damaged: put aside as ${aside}; starting without it until the hub says what holds.`)
    try {
      renameSync(this.#file, aside)
    } catch (error) {
      this.#log(`It could not be put aside: ${String(error)}`)
    }
    return null
  }

  /** Writes behind whoever asks; while one write runs only the newest value waits. A disk that refuses is logged: the value still holds in memory. */
  save(value: T): void {
    const idle = this.#waiting === null
    this.#waiting = { value }
    if (idle) this.#writing = this.#writing.then(() => this.#writeNewest())
  }

  /** Whether the value is on the disk now: for what must not be done unless it is known that it was. */
  async keep(value: T): Promise<boolean> {
    this.save(value)
    await this.settled()
    return this.#kept
  }

  /** Resolves when everything saved so far is on the disk, or has failed to be. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #writeNewest(): Promise<void> {
    const newest = this.#waiting
    this.#waiting = null
    if (newest === null) return
    try {
      await writeDurably(this.#file, seal(this.#key, this.#kind.purpose, JSON.stringify(newest.value)))
      this.#kept = true
    } catch (error) {
      this.#kept = false
      this.#log(
        `The ${this.#kind.name} could not be written to ${this.#file}: ${String(error)}. It holds until this agent or the PC restarts.`,
      )
      this.#onRefused(errorCode(error))
    }
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
