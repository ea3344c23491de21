import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { isDesktopPart } from '#shared/model/desktop-parts'
import { fail, ok, type Outcome } from '#shared/outcome'
import { cleanName } from '../../clean-text'
import type { Applications, Observed, RunningProgram } from '../../platform'
import type { Owner } from '../browsers/browser-processes'
import type { DisplayPart } from '../display-part'
import { DisplayLost, type XConnection } from '../x-connection'
import { programHash } from '../../program-hash'
import { type Program, ProgramOrigins } from './program-origin'
import { ShownWindows, type ShownWindow } from './shown-windows'

/** Hashes remembered, by what the program is on the disk. */
const mostHashes = 200

interface ProcessWords {
  readonly command: string
  readonly parentPid: number
  readonly startTicks: string
}

/** /proc/PID/stat (proc(5)): the name in brackets may hold anything; parent is field 4, start time field 22. */
export const parseStat = (text: string): ProcessWords => {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    command: cleanName(text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))),
    parentPid: Number(fields[1] ?? 0),
    startTicks: fields[19] ?? '',
  }
}

/**
 * [AP4] What no rule ends: the agent with its helpers and whatever started it, and of what only an administrator can have put there the window
 * manager, by the display server's word, and the parts of a desktop.
 */
export const isSpared = (
  { executable, origin }: Program,
  { ofAgent, windowManager }: { readonly ofAgent: boolean; readonly windowManager: boolean },
): boolean => ofAgent || (origin === 'installed' && (windowManager || isDesktopPart(path.basename(executable))))

/** The programs of the session in front, read from `/proc` and from its display server. */
export class LinuxApplications implements Applications, DisplayPart {
  readonly #owner: Observed<Owner | null>
  readonly #windows = new ShownWindows()
  readonly #origins = new ProgramOrigins()
  readonly #hashes = new Map<string, Promise<string | null>>()
  #shown: readonly ShownWindow[] = []

  constructor(owner: Observed<Owner | null>) {
    this.#owner = owner
  }

  attach(x: XConnection): Promise<void> {
    return this.#windows.attach(x)
  }

  detach(): void {
    this.#windows.detach()
  }

  async list(): Promise<Outcome<readonly RunningProgram[], 'no-windows'>> {
    const owner = this.#owner.value
    if (owner === null) return ok([])
    const shown = await this.#read()
    if (shown === null) return fail('no-windows', 'This display server does not tell whose a window is.')
    this.#shown = shown.windows
    const found = readdirSync('/proc').flatMap((name) => {
      const pid = Number(name)
      return Number.isInteger(pid) ? (this.#look(pid, owner) ?? []) : []
    })
    const parents = new Map(found.map(({ pid, parentPid }) => [pid, parentPid]))
    const ofAgent = agentFamily()
    const descends = (pid: number): boolean => {
      for (let at: number | undefined = pid, steps = 0; at !== undefined && steps < 100; at = parents.get(at), steps += 1) {
        if (at === process.pid) return true
      }
      return false
    }
    return ok(
      found.map((one) => {
        const windows = shown.windows.filter(({ pid, panel }) => pid === one.pid && !(panel && one.origin === 'installed'))
        return {
          ...one,
          names: [],
          label: windows.find((window) => window.class !== '')?.class ?? path.basename(one.executable),
          windows: windows.length === 0 ? null : windows.map((window) => window.class),
          spared: isSpared(one, {
            ofAgent: ofAgent.has(one.pid) || (one.executable === process.execPath && descends(one.pid)),
            windowManager: one.pid === shown.windowManager,
          }),
        }
      }),
    )
  }

  async hashOf({ pid }: Pick<RunningProgram, 'pid'>): Promise<string | null> {
    const program = `/proc/${pid}/exe`
    try {
      const { dev, ino, mtimeMs, size } = statSync(program)
      const key = [dev, ino, mtimeMs, size].join(' ')
      let hash = this.#hashes.get(key)
      if (hash === undefined) {
        if (this.#hashes.size >= mostHashes) this.#hashes.clear()
        hash = programHash(program)
        this.#hashes.set(key, hash)
      }
      return await hash
    } catch {
      // Gone meanwhile.
      return null
    }
  }

  stop({ pid, startTicks }: Pick<RunningProgram, 'pid' | 'startTicks'>, how: 'close' | 'end' | 'force'): void {
    if (how === 'close') {
      for (const one of this.#shown) if (one.pid === pid) this.#windows.close(one.window)
      return
    }
    try {
      if (parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).startTicks !== startTicks) return
      process.kill(pid, how === 'end' ? 'SIGTERM' : 'SIGKILL')
    } catch {
      // It has ended by itself, or is not this agent's to end: the next look tells.
    }
  }

  async #read(): ReturnType<ShownWindows['read']> {
    try {
      return await this.#windows.read()
    } catch (error) {
      if (!(error instanceof DisplayLost)) throw error
      return { windows: [], windowManager: null }
    }
  }

  #look(pid: number, owner: Owner): (Program & ProcessWords & { readonly pid: number }) | null {
    try {
      if (statSync(`/proc/${pid}`).uid !== owner.uid) return null
      // Root's programs are the system's, but for those that show themselves here.
      if (owner.uid === 0 && !readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`DISPLAY=${owner.display}`)) return null
      return { pid, ...parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')), ...this.#origins.of(pid) }
    } catch {
      // A thread of the kernel, or gone meanwhile.
      return null
    }
  }
}

/** The agent itself, and what started it. */
function agentFamily(): ReadonlySet<number> {
  const family = new Set<number>()
  for (let pid = process.pid; pid > 1 && !family.has(pid);) {
    family.add(pid)
    try {
      pid = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).parentPid
    } catch {
      break
    }
  }
  return family
}
