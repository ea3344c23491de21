import { isWindowsPart } from '#shared/model/desktop-parts'
import { fileNameOf, isAtOrBelow } from '#shared/model/program-path'
import { fail, ok, type Outcome } from '#shared/outcome'
import { cleanName } from '../clean-text'
import type { Applications, ProgramOrigin, RunningProgram } from '../platform'
import { programHash } from '../program-hash'
import { linesOf } from './desktop-events'
import type { DesktopPart } from './desktop-part'
import { type DesktopLine, unlessGone } from './desktop-program'

/** Folders into which Windows lets only administrators write. */
const installedFolders = (environment: NodeJS.ProcessEnv): readonly string[] => {
  const { SystemRoot: windows = 'C:\\Windows', ProgramFiles: programs = 'C:\\Program Files', ProgramW6432: wide = programs } = environment
  return [...new Set([windows, programs, wide, environment['ProgramFiles(x86)'] ?? `${programs} (x86)`])]
}
/** Below Windows' own, and open to everybody. */
const openFolders = [
  ...[
    'Temp',
    'Tasks',
    'tracing',
    'debug',
    'Registration',
    'ServiceState',
    'PLA',
    'System32\\spool',
    'System32\\Tasks',
    'System32\\Tasks_Migrated',
  ],
  ...['System32\\FxsTmp', 'System32\\com\\dmp', 'System32\\LogFiles', 'System32\\Microsoft\\Crypto\\RSA\\MachineKeys'],
  ...['SysWOW64\\Tasks', 'SysWOW64\\FxsTmp', 'SysWOW64\\com\\dmp'],
]

/** By where it lies: only administrators can write there, or others may. */
export function originOf(file: string, environment: NodeJS.ProcessEnv = process.env): ProgramOrigin {
  if (file === '') return 'hidden'
  const isOpen = openFolders.some((folder) => isAtOrBelow(file, `${environment['SystemRoot'] ?? 'C:\\Windows'}\\${folder}`))
  return !isOpen && installedFolders(environment).some((folder) => isAtOrBelow(file, folder)) ? 'installed' : 'own'
}

/** [AP4] What no rule ends: the agent's own programs, and of what is installed the parts of a desktop. */
export const isSparedOnWindows = (file: string, origin: ProgramOrigin): boolean => origin === 'installed' && isWindowsPart(fileNameOf(file))

/** Without what Windows adds to it: the kind of the file, and that its words are another's, of its language. */
const plainName = (name: string): string => name.replace(/\.mui$/iu, '').replace(/\.exe$/iu, '')

interface Found {
  readonly program: RunningProgram
  readonly hash: () => Promise<string | null>
}

export class WindowsApplications implements Applications, DesktopPart {
  readonly #own: ReadonlySet<string>
  #running: ReadonlyMap<number, Found> = new Map()
  #line: DesktopLine | null = null

  /** @param own the files of the agent and of its program on the desktop */
  constructor(own: readonly string[]) {
    this.#own = new Set(own.map((file) => file.toLowerCase()))
  }

  attach(line: DesktopLine): void {
    this.#line = line
  }

  detach(): void {
    this.#line = null
    this.#running = new Map()
  }

  async list(): Promise<Outcome<readonly RunningProgram[], 'no-windows'>> {
    const line = this.#line
    const answer = line === null ? null : await unlessGone(line.ask('programs'), null)
    if (answer === null) return fail('no-windows', 'No desktop is reached.')
    const told = linesOf(answer.body).flatMap((words) => parseProgram(words) ?? [])
    const parents = new Map(told.map(({ pid, parentPid }) => [pid, parentPid]))
    const programs = told.map((one) => ({ ...one, spared: one.spared || this.#isOfAgent(one, parents) }))
    const before = this.#running
    this.#running = new Map(
      programs.map((program) => {
        const known = before.get(program.pid)
        const hash = known?.program.startTicks === program.startTicks ? known.hash : hashOnce(program.executable)
        return [program.pid, { program, hash }]
      }),
    )
    return ok(programs)
  }

  /** Windows lets nobody write into the file of a program that runs, though it can be renamed: it is read once for each run. */
  async hashOf({ pid }: Pick<RunningProgram, 'pid'>): Promise<string | null> {
    return (await this.#running.get(pid)?.hash()) ?? null
  }

  /** Windows knows no gentle end but that of windows: `end` asks all of a program's, `close` those that are seen. */
  stop({ pid, startTicks }: Pick<RunningProgram, 'pid' | 'startTicks'>, how: 'close' | 'end' | 'force'): void {
    this.#line?.tell(['stop', pid, startTicks, how])
  }

  /** As on Linux the agent and its helpers, wherever they lie. */
  #isOfAgent({ pid, executable }: RunningProgram, parents: ReadonlyMap<number, number>): boolean {
    if (pid === process.pid) return true
    if (!this.#own.has(executable.toLowerCase())) return false
    for (let at: number | undefined = pid, steps = 0; at !== undefined && steps < 100; at = parents.get(at), steps += 1) {
      if (at === process.pid) return true
    }
    return false
  }
}

/** One line of the list (native/programs.c); null for what is not of the contract. */
function parseProgram(words: readonly string[]): RunningProgram | null {
  const [pid = '', parent = '', startTicks = '', executable = '', name = '', original = '', description = '', ...windows] = words
  if (![pid, parent, startTicks].every((number) => /^\d+$/u.test(number))) return null
  // One that begins or ends has no file for a moment: the next look tells.
  if (executable === '' && windows.length === 0) return null
  const origin = originOf(executable)
  const [command, label] = [cleanName(plainName(original || name)), cleanName(description || plainName(name))]
  return {
    pid: Number(pid),
    parentPid: Number(parent),
    startTicks,
    executable,
    origin,
    command,
    names: [command, label].map((one) => one.toLowerCase()),
    label,
    windows: windows.length === 0 ? null : windows.map((window) => window.toLowerCase()),
    spared: isSparedOnWindows(executable, origin),
  }
}

function hashOnce(file: string): () => Promise<string | null> {
  let hash: Promise<string | null> | undefined
  return () => (hash ??= programHash(file))
}
