import { readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import { type BrowserKind, browserKindOf } from './browser-kind'

/** Programs remembered; more run on no pupil PC in a day. */
const mostKinds = 1_000

export interface ProcessKind {
  /** As the process names it. */
  readonly executable: string
  readonly kind: BrowserKind | null
}

/** Which processes are browsers. Each program is looked into once, by what it is on the disk and not by where it lies: a file can be exchanged. */
export class ProcessKinds {
  readonly #kinds = new Map<string, Promise<BrowserKind | null>>()

  /** Throws for a process that is gone, or one of the kernel's own. */
  async of(pid: number): Promise<ProcessKind> {
    const program = `/proc/${pid}/exe`
    const executable = readlinkSync(program)
    const { dev, ino, mtimeMs, size } = statSync(program)
    const key = [executable, dev, ino, mtimeMs, size].join(' ')
    let kind = this.#kinds.get(key)
    if (kind === undefined) {
      if (this.#kinds.size >= mostKinds) this.#kinds.clear()
      // Through the process's own root: a container or a namespace of the pupil's has other files under the same names.
      kind = browserKindOf(executable, { program, folder: path.join(`/proc/${pid}/root`, path.dirname(executable)) })
      this.#kinds.set(key, kind)
    }
    return { executable, kind: await kind }
  }
}
