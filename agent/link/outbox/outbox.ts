import type { DurableFact, QueuedFact } from '#shared/model/outbox'
import type { Log } from '../../log'
import { errorCode } from '../../storage/durable-file'
import { Bell } from '../../platform/bell'
import { Journal, type Place } from './journal'

export interface OutboxBounds {
  readonly mostBytes: number
  /** What may wait in memory alone, while the disk takes nothing. */
  readonly mostUnwrittenBytes: number
  readonly usageKeptMs: number
}

/** Two weeks of holidays, or some 30,000 records of usage. */
export const outboxBounds: OutboxBounds = { mostBytes: 8_000_000, mostUnwrittenBytes: 1_000_000, usageKeptMs: 14 * 24 * 60 * 60_000 }

/** Over a bound, usage is dropped down to this part of it: one write of the file for many facts. */
const roomAfterDrop = 0.75
/** Delivered facts stay in the file until this many bytes of it are theirs. */
const mostDeadBytes = 1_000_000
const mostDeadBytesWhenEmpty = 64_000
/** Well below the largest message an agent may send (`limits.agentMessageBytes`). */
const mostBatchBytes = 100_000

interface Entry {
  readonly number: number
  readonly usage: boolean
  /** When what it tells was over, for the bound of age. */
  readonly until: number
  readonly length: number
  /** As it will lie in the file; null once it lies there. */
  bytes: Buffer | null
  place: Place | null
}

export interface OutboxParts {
  readonly file: string
  readonly key: Uint8Array
  readonly log: Log
  /** The hub's time as the PC reckons it. */
  readonly now: () => number
  readonly bounds?: OutboxBounds
}

/**
 * [OB1, OB3] Facts that must arrive. Each gets its number at once and is written behind whoever adds it; it is dropped when the hub holds it.
 * Only places in the file are kept in memory, so that a full outbox costs the PC little.
 */
export class Outbox {
  readonly #journal: Journal
  readonly #log: Log
  readonly #now: () => number
  readonly #bounds: OutboxBounds
  readonly #added = new Bell()
  #entries: Entry[] = []
  #nextNumber = 1
  /** The hub may hold numbers up to here; above it only facts of this run that were never sent. */
  #mayBeHeld = 0
  #bytes = 0
  #disk: Promise<void> = Promise.resolve()
  #writing = false
  #diskRefuses = false

  private constructor({ file, key, log, now, bounds = outboxBounds }: OutboxParts) {
    this.#journal = new Journal(file, key, log)
    this.#log = log
    this.#now = now
    this.#bounds = bounds
  }

  /** Takes up what the last run left on the disk. */
  static async open(parts: OutboxParts): Promise<Outbox> {
    const outbox = new Outbox(parts)
    await outbox.#load()
    return outbox
  }

  /** Facts that wait for the hub. */
  get waiting(): number {
    return this.#entries.length
  }

  add(fact: DurableFact): void {
    this.#push(fact)
    this.#keepBounds()
    this.#write()
    this.#added.ring()
  }

  /** Resolves when everything added so far is on the disk, or has failed to be. */
  async settled(): Promise<void> {
    await this.#disk
  }

  /** Tries again what the disk refused, and lets go of usage that is too old. Called now and then. */
  tend(): void {
    const oldest = this.#now() - this.#bounds.usageKeptMs
    this.#drop((entry) => entry.until < oldest, 'too old')
    this.#write()
  }

  /** Resolves when there is something to deliver, or `signal` aborts. */
  async filled(signal: AbortSignal): Promise<void> {
    while (this.#entries.length === 0 && !signal.aborted) await this.#added.heard(signal)
  }

  /** The oldest facts, at most so many; empty when none waits. */
  async oldest(most: number): Promise<QueuedFact[]> {
    return this.#atDisk(async () => {
      const facts: QueuedFact[] = []
      const lost = new Set<Entry>()
      let bytes = 0
      for (const entry of this.#entries.slice(0, most)) {
        bytes += entry.length
        if (bytes > mostBatchBytes && facts.length > 0) break
        const queued = await this.#read(entry)
        if (queued === null) lost.add(entry)
        else facts.push(queued)
      }
      if (lost.size > 0) this.#giveUp(lost, 'unreadable')
      this.#mayBeHeld = Math.max(this.#mayBeHeld, facts.at(-1)?.number ?? 0)
      return facts
    })
  }

  /** [OB3] The hub holds every number up to this one. [OB5] When this outbox never gave that number, its own new facts move behind it. */
  async held(number: number): Promise<void> {
    if (number > this.#mayBeHeld) await this.#renumber(number)
    this.#remove((entry) => entry.number <= number)
    const dead = this.#journal.end - this.#bytes
    if (dead > (this.#entries.length === 0 ? mostDeadBytesWhenEmpty : mostDeadBytes)) this.#compact()
  }

  /** The hub does not understand this fact and never will: it makes way for those behind it. */
  refuse(number: number): void {
    this.#remove((entry) => entry.number === number)
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#journal.close()
  }

  async #load(): Promise<void> {
    const loaded = await this.#journal.load()
    this.#nextNumber = loaded.nextNumber
    this.#mayBeHeld = loaded.nextNumber - 1
    for (const { number, fact, place } of loaded.records) this.#enter(number, fact, place.length, null, place)
    if (loaded.tornBytes > 0) this.#log(`The last ${loaded.tornBytes} bytes of the outbox were cut short and are gone.`)
    if (loaded.records.length > 0) this.#log(`${loaded.records.length} facts wait for the hub.`)
    if (loaded.putAside) this.add(this.#dropped('The outbox on the disk could not be read and was put aside.'))
    this.tend()
  }

  #enter(number: number, fact: DurableFact, length: number, bytes: Buffer | null, place: Place | null): void {
    this.#entries.push({ number, usage: fact.kind === 'usage' || fact.kind === 'download', until: overAt(fact), length, bytes, place })
    this.#bytes += length
  }

  #push(fact: DurableFact): void {
    const number = this.#nextNumber++
    const bytes = this.#journal.encode({ number, fact })
    this.#enter(number, fact, bytes.byteLength, bytes, null)
  }

  async #read(entry: Entry): Promise<QueuedFact | null> {
    const bytes = entry.bytes ?? (entry.place === null ? null : await this.#journal.read(entry.place))
    return bytes === null ? null : this.#journal.decode(bytes)
  }

  #remove(test: (entry: Entry) => boolean): readonly Entry[] {
    const removed = this.#entries.filter(test)
    if (removed.length === 0) return removed
    this.#entries = this.#entries.filter((entry) => !test(entry))
    for (const { length } of removed) this.#bytes -= length
    return removed
  }

  #keepBounds(): void {
    const { mostBytes, mostUnwrittenBytes } = this.#bounds
    if (this.#bytes > mostBytes) {
      let excess = this.#bytes - mostBytes * roomAfterDrop
      this.#drop(({ length }) => (excess -= length) + length > 0, 'over the size of the outbox')
    }
    const unwritten = this.#entries.reduce((bytes, entry) => bytes + (entry.bytes?.byteLength ?? 0), 0)
    if (unwritten > mostUnwrittenBytes) {
      let excess = unwritten - mostUnwrittenBytes * roomAfterDrop
      this.#drop(({ bytes }) => bytes !== null && (excess -= bytes.byteLength) + bytes.byteLength > 0, 'the disk took nothing')
    }
  }

  /** [OB3] Lets go of usage alone, oldest first, and tells of it. */
  #drop(test: (entry: Entry) => boolean, why: string): void {
    const chosen = new Set(this.#entries.filter((entry) => entry.usage && test(entry)))
    if (chosen.size > 0) this.#giveUp(chosen, why)
  }

  #giveUp(entries: ReadonlySet<Entry>, why: string): void {
    this.#remove((entry) => entries.has(entry))
    const detail = `${entries.size} records were given up: ${why}.`
    this.#log(`Outbox: ${detail}`)
    this.#push(this.#dropped(detail, Math.min(...[...entries].map(({ until }) => until))))
    this.#compact()
  }

  #dropped(detail: string, from = this.#now()): DurableFact {
    return { kind: 'tamper', tamper: 'history-dropped', from, until: this.#now(), detail }
  }

  /** Writes what is not yet on the disk, all that gathered meanwhile in one go. */
  #write(): void {
    if (this.#writing || this.#entries.every(({ bytes }) => bytes === null)) return
    this.#writing = true
    void this.#atDisk(async () => {
      this.#writing = false
      const fresh = this.#entries.filter((entry) => entry.bytes !== null)
      if (fresh.length === 0) return
      await this.#onDisk(async () => {
        const first = fresh[0]?.number ?? this.#nextNumber
        const places = await this.#journal.append(
          fresh.flatMap(({ bytes }) => (bytes === null ? [] : [bytes])),
          first,
        )
        settle(fresh, places)
      })
    })
  }

  /** The PC's disk took something no more, from the outbox or from another part: told once, until the outbox can be written again. */
  diskRefused(code: string): void {
    if (this.#diskRefuses) return
    this.#diskRefuses = true
    const detail = `The disk of this PC took no more records (${code}).`
    this.#push({ kind: 'tamper', tamper: 'disk-full', from: this.#now(), until: null, detail })
    this.#added.ring()
  }

  /** Writes the file anew with what still waits. */
  #compact(): void {
    void this.#atDisk(() =>
      this.#onDisk(async () => {
        const kept: Entry[] = []
        const records: Buffer[] = []
        for (const entry of this.#entries) {
          const bytes = entry.bytes ?? (entry.place === null ? null : await this.#journal.read(entry.place))
          if (bytes === null) continue
          kept.push(entry)
          records.push(bytes)
        }
        const last = kept.at(-1)?.number
        settle(kept, await this.#journal.rewrite(records, last === undefined ? this.#nextNumber : last + 1))
      }),
    )
  }

  /** Work on the file, one piece after another: a place holds only until the file is written anew. */
  #atDisk<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#disk.then(work)
    this.#disk = done.then(() => undefined)
    return done
  }

  /** A disk that refuses is told once, in the outbox itself: the facts wait in memory, and go to the hub from there. */
  async #onDisk(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.#diskRefuses = false
    } catch (error) {
      const code = errorCode(error)
      if (!this.#diskRefuses) this.#log(`The outbox could not be written (${code}): its facts wait in memory.`)
      this.diskRefused(code)
    }
  }

  #renumber(held: number): Promise<void> {
    const known = this.#mayBeHeld
    return this.#atDisk(async () => {
      const facts: DurableFact[] = []
      const next = (after: number): Entry | undefined => this.#entries.find(({ number }) => number > after)
      // More may be added while the disk is read.
      for (let entry = next(known); entry !== undefined; entry = next(entry.number)) {
        const queued = await this.#read(entry)
        if (queued !== null) facts.push(queued.fact)
      }
      this.#log(`The hub holds fact ${held}, which this outbox never gave: ${facts.length} new facts are numbered after it.`)
      this.#remove((entry) => entry.number > known)
      this.#nextNumber = held + 1
      this.#mayBeHeld = held
      for (const fact of facts) this.#push(fact)
      this.#compact()
    })
  }
}

function overAt(fact: DurableFact): number {
  if ('at' in fact) return fact.at
  if (fact.kind === 'breach') return fact.takenAt
  return fact.kind === 'tamper' ? (fact.until ?? fact.from) : fact.until
}

/** These entries lie in the file from now on. */
const settle = (entries: readonly Entry[], places: readonly Place[]): void => {
  entries.forEach((entry, index) => {
    entry.place = places[index] ?? null
    if (entry.place !== null) entry.bytes = null
  })
}
