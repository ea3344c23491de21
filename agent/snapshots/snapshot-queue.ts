import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Snapshot } from '#shared/model/breach'
import type { Log } from '../log'
import { Bell } from '../platform/bell'
import { writeDurably } from '../storage/durable-file'
import { fileNameOf, readFileName, sealSnapshot, type SnapshotName, unsealSnapshot } from './snapshot-file'

export interface QueueBounds {
  readonly mostPictures: number
  readonly mostBytes: number
  /** What may wait in memory alone, while the disk takes nothing. */
  readonly mostUnwrittenBytes: number
}

/** A hundred breaches of a school trip without a link. */
const queueBounds: QueueBounds = { mostPictures: 300, mostBytes: 48_000_000, mostUnwrittenBytes: 2_000_000 }

interface Entry extends SnapshotName {
  readonly bytes: number
  /** Sealed; null once it lies on the disk. */
  sealed: Uint8Array | null
}

export interface SnapshotQueueParts {
  readonly folder: string
  readonly key: Uint8Array
  readonly log: Log
  readonly bounds?: QueueBounds
}

/** [BC3, BC5] Pictures that wait for the hub, each sealed in a file of its own until the hub holds it. Only their names are kept in memory. */
export class SnapshotQueue {
  readonly #folder: string
  readonly #key: Uint8Array
  readonly #log: Log
  readonly #bounds: QueueBounds
  readonly #added = new Bell()
  #entries: readonly Entry[] = []
  #disk: Promise<void> = Promise.resolve()
  #diskRefuses = false

  private constructor({ folder, key, log, bounds = queueBounds }: SnapshotQueueParts) {
    this.#folder = folder
    this.#key = key
    this.#log = log
    this.#bounds = bounds
  }

  /** Takes up what the last run left on the disk. */
  static async open(parts: SnapshotQueueParts): Promise<SnapshotQueue> {
    const queue = new SnapshotQueue(parts)
    await queue.#load()
    return queue
  }

  /** Whether the disk took nothing of what was written last. */
  get diskRefuses(): boolean {
    return this.#diskRefuses
  }

  /** Pictures that wait for the hub. */
  get waiting(): number {
    return this.#entries.length
  }

  add(snapshot: Snapshot, grade: number): void {
    const { breachId, part, takenAt } = snapshot
    const sealed = sealSnapshot(this.#key, snapshot)
    const entry: Entry = { grade, takenAt, breachId, part, bytes: sealed.byteLength, sealed }
    this.#entries = [...this.#entries, entry]
    this.#keepBounds()
    this.#write(entry)
    this.#added.ring()
  }

  /** Resolves when there is something to deliver, or `signal` aborts. */
  async filled(signal: AbortSignal): Promise<void> {
    while (this.#entries.length === 0 && !signal.aborted) await this.#added.heard(signal)
  }

  /** The picture to deliver next: of the highest grade the one that waits longest. Null when none can be read. */
  async next(): Promise<Snapshot | null> {
    for (;;) {
      const entry = this.#entries.toSorted((one, other) => other.grade - one.grade)[0]
      if (entry === undefined) return null
      const sealed = entry.sealed ?? (await readFile(this.#fileOf(entry)).catch(() => null))
      const snapshot = sealed === null ? null : unsealSnapshot(this.#key, sealed)
      if (snapshot !== null) return snapshot
      this.#log(`A picture of a breach could not be read and is given up (${fileNameOf(entry)}).`)
      this.#remove(entry)
    }
  }

  /** The hub holds it, or never will take it. */
  done({ breachId, part }: Pick<Snapshot, 'breachId' | 'part'>): void {
    for (const entry of this.#entries) if (entry.breachId === breachId && entry.part === part) this.#remove(entry)
  }

  /** Tries again what the disk refused. Called now and then. */
  tend(): void {
    for (const entry of this.#entries) if (entry.sealed !== null) this.#write(entry)
  }

  /** Resolves when everything so far is on the disk or gone from it, or has failed to be. */
  async settled(): Promise<void> {
    await this.#disk
  }

  async #load(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      const found: Entry[] = []
      for (const file of await readdir(this.#folder)) {
        const name = readFileName(file)
        const place = path.join(this.#folder, file)
        // What is no picture was being written when the agent ended.
        if (name === null) await rm(place, { force: true })
        else found.push({ ...name, bytes: (await stat(place)).size, sealed: null })
      }
      this.#entries = found.toSorted((one, other) => one.takenAt - other.takenAt)
    } catch (error) {
      this.#log(`The pictures that wait for the hub cannot be read: ${String(error)}`)
    }
    this.#keepBounds()
    if (this.#entries.length > 0) this.#log(`${this.#entries.length} pictures of breaches wait for the hub.`)
  }

  /** [BC5] The oldest of the lowest grade make way. */
  #keepBounds(): void {
    const { mostPictures, mostBytes, mostUnwrittenBytes } = this.#bounds
    const total = (entries: readonly Entry[]): number => entries.reduce((sum, { bytes }) => sum + bytes, 0)
    const leastFirst = (entries: readonly Entry[]): Entry[] =>
      entries.toSorted((one, other) => one.grade - other.grade || one.takenAt - other.takenAt)
    const before = this.#entries.length
    for (const entry of leastFirst(this.#entries)) {
      if (this.#entries.length <= mostPictures && total(this.#entries) <= mostBytes) break
      this.#remove(entry)
    }
    const unwritten = (): readonly Entry[] => this.#entries.filter(({ sealed }) => sealed !== null)
    for (const entry of leastFirst(unwritten())) {
      if (total(unwritten()) <= mostUnwrittenBytes) break
      this.#remove(entry)
    }
    if (this.#entries.length < before) this.#log(`${before - this.#entries.length} pictures of breaches were given up for want of room.`)
  }

  #remove(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry)
    this.#atDisk(() => rm(this.#fileOf(entry), { force: true }))
  }

  #write(entry: Entry): void {
    this.#atDisk(async () => {
      if (entry.sealed === null || !this.#entries.includes(entry)) return
      await writeDurably(this.#fileOf(entry), entry.sealed)
      entry.sealed = null
      this.#diskRefuses = false
    })
  }

  /** One piece of work after another: a picture delivered at once is written and removed in this order. */
  #atDisk(work: () => Promise<void>): void {
    this.#disk = this.#disk.then(work).catch((error: unknown) => {
      if (!this.#diskRefuses) this.#log(`A picture of a breach could not be written or removed (${String(error)}): it waits in memory.`)
      this.#diskRefuses = true
    })
  }

  #fileOf(entry: SnapshotName): string {
    return path.join(this.#folder, fileNameOf(entry))
  }
}
