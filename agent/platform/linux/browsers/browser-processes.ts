import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { BrowserProcess } from '../../platform'
import type { ProcessKinds } from './process-kinds'

/** A program may become a browser by exec: a new process is looked at so often, every process each so many rounds. */
const looksAtNew = 4
const roundsToAll = 15

/** Arguments of the processes a browser starts for its own parts; those are not browsers. */
const isPart = (args: readonly string[]): boolean => args.some((arg) => arg.startsWith('--type=') || arg === '-contentproc')

export interface Owner {
  readonly uid: number
  readonly display: string
}

interface Known {
  readonly looks: number
  readonly found: (BrowserProcess & { readonly startTicks: string }) | null
}

/** Finds the browsers of a session. A process is looked at closely while it is new, so that asking every few seconds costs next to nothing. */
export class BrowserProcesses {
  #known = new Map<number, Known>()
  readonly #kinds: ProcessKinds
  #round = 0

  constructor(kinds: ProcessKinds) {
    this.#kinds = kinds
  }

  /** `front`: the process whose window is in front, which is looked at each time. */
  async list(owner: Owner, front: number | null): Promise<readonly BrowserProcess[]> {
    this.#round = (this.#round + 1) % roundsToAll
    const next = new Map<number, Known>()
    for (const name of readdirSync('/proc')) {
      const pid = Number(name)
      if (!Number.isInteger(pid)) continue
      const known = this.#known.get(pid) ?? { looks: 0, found: null }
      const again = known.looks < looksAtNew || pid === front || this.#round === 0 || known.found !== null
      next.set(pid, again ? { looks: known.looks + 1, found: await this.#look(pid, owner) } : known)
    }
    this.#known = next
    return [...next.values()].flatMap(({ found }) => found ?? [])
  }

  async #look(pid: number, owner: Owner): Promise<Known['found']> {
    try {
      if (statSync(`/proc/${pid}`).uid !== owner.uid) return null
      const { executable, kind } = await this.#kinds.of(pid)
      if (kind === null) return null
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      if (isPart(args)) return null
      // Root's programs are the system's, but for those that show themselves here.
      if (owner.uid === 0 && !readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`DISPLAY=${owner.display}`)) return null
      return { pid, kind, executable, args, startTicks: readStartTicks(pid) }
    } catch {
      // A thread of the kernel, or gone meanwhile.
      return null
    }
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); the program's name before may hold anything. */
const readStartTicks = (pid: number): string => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
