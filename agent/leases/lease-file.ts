import { readFileSync, renameSync } from 'node:fs'
import { z } from 'zod'
import { leaseSchema } from '#shared/model/lease'
import { idSchema, textSchema, timestampSchema } from '#shared/model/scalars'
import type { Log } from '../log'
import { writeDurably } from '../storage/durable-file'
import { seal, unseal } from '../storage/seal'

const purpose = 'classwarden-leases-1'

const keptLeasesSchema = z.object({
  revision: z.number().int().nonnegative(),
  leases: z.array(leaseSchema).max(32),
  /** Messages the pupil has closed: a restart does not show them again. */
  seen: z.array(idSchema).max(32),
  hubTime: z.object({
    hubNow: timestampSchema,
    uptimeMs: z.number().nonnegative(),
    wallMs: timestampSchema,
    bootId: textSchema(64),
  }),
})
/** The lease set as it lies on disk. */
export type KeptLeases = z.infer<typeof keptLeasesSchema>

/** [LE8] The lease set on disk, sealed with the device's key, so that a restriction outlives the agent and the PC's restart without the hub. */
export class LeaseFile {
  readonly #file: string
  readonly #key: Uint8Array
  readonly #log: Log
  #waiting: KeptLeases | null = null
  #writing: Promise<void> = Promise.resolve()

  constructor(file: string, key: Uint8Array, log: Log) {
    this.#file = file
    this.#key = key
    this.#log = log
  }

  /**
   * The set last written whole; null when there is none. What does not read as one (cut short, changed, or sealed elsewhere) is put aside, so
   * that it can be looked at, and counts as none. Answers without a promise: at a start the cover waits for nothing else.
   */
  load(): KeptLeases | null {
    let sealed: Uint8Array
    try {
      sealed = readFileSync(this.#file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        this.#log(`The lease file cannot be read (${String(error)}); starting without.`)
      return null
    }
    const kept = keptLeasesSchema.safeParse(parseJson(unseal(this.#key, purpose, sealed) ?? ''))
    if (kept.success) return kept.data
    const aside = `${this.#file}.damaged`
    this.#log(`The lease file is damaged: put aside as ${aside}; starting without restrictions until the hub sends them.`)
    try {
      renameSync(this.#file, aside)
    } catch (error) {
      this.#log(`It could not be put aside: ${String(error)}`)
    }
    return null
  }

  /** Writes behind whoever asks; while one write runs only the newest set waits. A disk that refuses is logged: the set still holds in memory. */
  save(kept: KeptLeases): void {
    const idle = this.#waiting === null
    this.#waiting = kept
    if (idle) this.#writing = this.#writing.then(() => this.#writeNewest())
  }

  /** Resolves when everything saved so far is on the disk, or has failed to be. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #writeNewest(): Promise<void> {
    const kept = this.#waiting
    this.#waiting = null
    if (kept === null) return
    try {
      await writeDurably(this.#file, seal(this.#key, purpose, JSON.stringify(kept)))
    } catch (error) {
      this.#log(`The leases could not be written to ${this.#file}: ${String(error)}. They hold until this agent or the PC restarts.`)
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
