import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { Log } from '../log'
import { Observable } from '../platform/observable'
import type { Observed } from '../platform/platform'
import { writeDurably } from '../storage/durable-file'

/** Lists kept on disk that no rule of the moment names; the one longest unused makes way. */
const mostIdle = 24

/**
 * The lists that rules name, by their hashes: on disk, so that each is fetched once, and in memory while a rule names it. Nothing on the disk is
 * believed that does not have its hash.
 */
export class SiteListShelf {
  readonly #folder: string
  readonly #log: Log
  readonly #texts = new Map<string, string>()
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

  /** The sites of a wanted list, as `listHashSchema` writes them; null while it is not at hand. */
  text(hash: string): string | null {
    return this.#texts.get(hash) ?? null
  }

  /** From now on these are wanted, and no other is held in memory. */
  want(hashes: readonly string[]): void {
    this.#wanted = hashes
    for (const held of this.#texts.keys()) if (!hashes.includes(held)) this.#texts.delete(held)
    if (hashes.every((hash) => this.#texts.has(hash))) this.#tellLacking()
    else this.#work = this.#work.then(() => this.#load())
  }

  /** Takes a fetched list; false when its text is not what the hash says. */
  async put(hash: string, text: string): Promise<boolean> {
    if (hashOf(text) !== hash) return false
    this.#hold(hash, text)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeDurably(this.#file(hash), text)
      await this.#makeRoom()
    } catch (error) {
      this.#log(`A list of sites could not be written to the disk: ${String(error)}. It holds until this agent or the PC restarts.`)
    }
    return true
  }

  async #load(): Promise<void> {
    for (const hash of this.#wanted.filter((wanted) => !this.#texts.has(wanted))) {
      // Every character of a list is ASCII.
      const text = await readFile(this.#file(hash), 'latin1').catch(() => null)
      if (text !== null && hashOf(text) === hash) {
        this.#hold(hash, text)
        // The folder's oldest is the longest unused.
        const now = new Date()
        await utimes(this.#file(hash), now, now).catch(() => undefined)
      } else if (text !== null) this.#log('A list of sites on the disk was damaged; it is fetched again.')
    }
    this.#tellLacking()
  }

  #hold(hash: string, text: string): void {
    if (!this.#wanted.includes(hash)) return
    this.#texts.set(hash, text)
    this.#changes.set(this.#changes.value + 1)
    this.#tellLacking()
  }

  #tellLacking(): void {
    const lacking = this.#wanted.filter((hash) => !this.#texts.has(hash))
    if (lacking.join() !== this.#lacking.value.join()) this.#lacking.set(lacking)
  }

  async #makeRoom(): Promise<void> {
    const files = (await readdir(this.#folder)).filter((name) => name.endsWith('.list') && !this.#wanted.includes(path.parse(name).name))
    const aged = await Promise.all(
      files.map(async (name) => ({ file: path.join(this.#folder, name), at: (await stat(path.join(this.#folder, name))).mtimeMs })),
    )
    const idle = aged.sort((a, b) => b.at - a.at).slice(mostIdle)
    await Promise.all(idle.map(({ file }) => rm(file, { force: true })))
  }

  #file(hash: string): string {
    return path.join(this.#folder, `${hash}.list`)
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
