import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { Observed } from '../platform/platform'
import { writeDurably } from '../storage/durable-file'

const unzip = promisify(gunzip)
/** A list in a few steps, where each would wait for a processor on a busy PC. */
const stepBytes = 1024 * 1024
/** A hundred thousand names of the greatest length. */
const mostListBytes = 26 * 1024 * 1024

/** Lists kept on disk that no rule of the moment names; the one longest unused makes way. */
const mostIdle = 24

/**
 * The lists that rules name, by their hashes: on disk, so that each is fetched once, and in memory while a rule names it. Nothing on the disk is
 * believed that does not unfold to what its hash says.
 */
export class SiteListShelf {
  readonly #folder: string
  readonly #log: Log
  readonly #lists = new Map<string, Buffer>()
  readonly #lacking = new Observable<readonly string[]>([])
  readonly #changes = new Observable(0)
  #wanted: readonly string[] = []
  #work: Promise<void> = Promise.resolve()

  constructor(folder: string, log: Log) {
    this.#folder = folder
    this.#log = log
  }

  /** Another value whenever a list has come. */
  get changes(): Observed<number> {
    return this.#changes
  }

  /** What is wanted and neither in memory nor on disk: to be fetched. */
  get lacking(): Observed<readonly string[]> {
    return this.#lacking
  }

  /** A wanted list, gzipped; null while it is not at hand. */
  list(hash: string): Buffer | null {
    return this.#lists.get(hash) ?? null
  }

  /** From now on these are wanted, and no other is held in memory. */
  want(hashes: readonly string[]): void {
    this.#wanted = hashes
    for (const held of this.#lists.keys()) if (!hashes.includes(held)) this.#lists.delete(held)
    if (hashes.every((hash) => this.#lists.has(hash))) this.#tellLacking()
    else this.#work = this.#work.then(() => this.#load())
  }

  /** Takes a fetched list, gzipped; false when it is another. */
  async put(hash: string, gzip: Buffer): Promise<boolean> {
    if (!(await unfoldsTo(hash, gzip))) return false
    this.#hold(hash, gzip)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeDurably(this.#file(hash), gzip)
      await this.#makeRoom()
    } catch (error) {
      this.#log(`A list of sites could not be written to the disk: ${String(error)}. It holds until this agent or the PC restarts.`)
    }
    return true
  }

  async #load(): Promise<void> {
    for (const hash of this.#wanted.filter((wanted) => !this.#lists.has(wanted))) {
      const gzip = await readFile(this.#file(hash)).catch(() => null)
      if (gzip !== null && (await unfoldsTo(hash, gzip))) {
        this.#hold(hash, gzip)
        // The folder's oldest is the longest unused.
        const now = new Date()
        await utimes(this.#file(hash), now, now).catch(() => undefined)
      } else if (gzip !== null) this.#log('A list of sites on the disk was damaged; it is fetched again.')
    }
    this.#tellLacking()
  }

  #hold(hash: string, gzip: Buffer): void {
    if (!this.#wanted.includes(hash)) return
    this.#lists.set(hash, gzip)
    this.#changes.set(this.#changes.value + 1)
    this.#tellLacking()
  }

  #tellLacking(): void {
    const lacking = this.#wanted.filter((hash) => !this.#lists.has(hash))
    if (lacking.join() !== this.#lacking.value.join()) this.#lacking.set(lacking)
  }

  async #makeRoom(): Promise<void> {
    const files = (await readdir(this.#folder)).filter(
      (name) => name.endsWith('.list.gz') && !this.#wanted.includes(name.slice(0, -'.list.gz'.length)),
    )
    const aged = await Promise.all(
      files.map(async (name) => ({ file: path.join(this.#folder, name), at: (await stat(path.join(this.#folder, name))).mtimeMs })),
    )
    const idle = aged.sort((a, b) => b.at - a.at).slice(mostIdle)
    await Promise.all(idle.map(({ file }) => rm(file, { force: true })))
  }

  #file(hash: string): string {
    return path.join(this.#folder, `${hash}.list.gz`)
  }
}

async function unfoldsTo(hash: string, gzip: Buffer): Promise<boolean> {
  try {
    const text = await unzip(gzip, { maxOutputLength: mostListBytes, chunkSize: stepBytes })
    return createHash('sha256').update(text).digest('hex') === hash
  } catch {
    // zlib's only word on what is cut short, changed or too large.
    return false
  }
}
