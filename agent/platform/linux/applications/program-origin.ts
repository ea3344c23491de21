import { accessSync, readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import type { ProgramOrigin } from '../../platform'

/** Programs remembered; more run on no pupil PC in a day. */
const mostPrograms = 1_000
const writableByGroup = 0o020
const writableByAll = 0o002
/** Groups of administrators: root, and Debian's `staff`, whose folders are those below /usr/local. */
const administrators: ReadonlySet<number> = new Set([0, 50])
/** The file system as the PC's first process sees it: the agent's own may hide parts of it. */
const firstProcess = '/proc/1'
const deleted = / \(deleted\)$/u

interface Owned {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** Whether nobody but an administrator can change what this is about. */
export const onlyAdministrators = ({ uid, gid, mode }: Owned): boolean =>
  uid === 0 && (mode & writableByAll) === 0 && ((mode & writableByGroup) === 0 || administrators.has(gid))

export interface Program {
  /** As the system names it, without its word on a file that is gone. */
  readonly executable: string
  readonly origin: ProgramOrigin
}

/** Where programs lie and who can have put them there. Each is looked into once, by what it is on the disk: a file can be exchanged. */
export class ProgramOrigins {
  readonly #known = new Map<string, ProgramOrigin>()
  readonly #system = firstProcessIsOpen() ? firstProcess : '/proc/self'

  /** Throws for a process that is gone, or one of the kernel's own. */
  of(pid: number): Program {
    const named = readlinkSync(`/proc/${pid}/exe`)
    const file = statSync(`/proc/${pid}/exe`)
    const key = [named, file.dev, file.ino, file.uid, file.gid, file.mode, readlinkSync(`/proc/${pid}/ns/mnt`)].join(' ')
    const executable = named.replace(deleted, '')
    let origin = this.#known.get(key)
    if (origin === undefined) {
      if (this.#known.size >= mostPrograms) this.#known.clear()
      origin = this.#look(pid, named, executable, file)
      this.#known.set(key, origin)
    }
    return { executable, origin }
  }

  #look(pid: number, named: string, executable: string, file: Owned & { readonly dev: number; readonly ino: number }): ProgramOrigin {
    // A package that was brought up to date under a running program leaves it without its file: nobody else could have taken that away.
    const gone = deleted.test(named) && readlinkSync(`/proc/${pid}/ns/mnt`) === readlinkSync(`${this.#system}/ns/mnt`)
    if (!gone && !isSameFile(this.#seen(executable), file)) return 'hidden'
    return onlyAdministrators(file) && foldersOf(executable).every((folder) => isSafeFolder(this.#seen(folder)))
      ? 'installed'
      : gone
        ? 'hidden'
        : 'own'
  }

  #seen(file: string): string {
    return `${this.#system}/root${file}`
  }
}

/** Only root may look through another process's eyes. */
const firstProcessIsOpen = (): boolean => {
  try {
    accessSync(`${firstProcess}/root/`)
    return true
  } catch {
    return false
  }
}

const foldersOf = (file: string): string[] => {
  const folders: string[] = []
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    folders.push(folder)
    if (folder === path.dirname(folder)) return folders
  }
}

const isSafeFolder = (folder: string): boolean => {
  const found = statSync(folder, { throwIfNoEntry: false })
  return found !== undefined && onlyAdministrators(found)
}

const isSameFile = (file: string, { dev, ino }: { readonly dev: number; readonly ino: number }): boolean => {
  const found = statSync(file, { throwIfNoEntry: false })
  return found?.dev === dev && found.ino === ino
}
