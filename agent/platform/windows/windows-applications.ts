import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail, ok, type Outcome } from '#shared/outcome'
import { cleanName } from '../clean-text'
import type { Applications, ProgramOrigin, RunningProgram } from '../platform'
import { linesOf } from './desktop-events'
import type { DesktopPart } from './desktop-part'
import { type DesktopLine, unlessGone } from './desktop-program'

/** Folders into which Windows lets only administrators write. */
const installedFolders = ['c:\\windows\\', 'c:\\program files\\', 'c:\\program files (x86)\\']
/** Below them, and open to everybody. */
const openFolders = ['temp', 'tasks', 'tracing', 'debug', 'registration', 'system32\\spool', 'system32\\tasks', 'servicestate'].map(
  (name) => `c:\\windows\\${name}\\`,
)
/** [AP4] What a session of Windows cannot do without. */
const desktopParts: ReadonlySet<string> = new Set([
  ...[
    'explorer.exe',
    'dwm.exe',
    'csrss.exe',
    'winlogon.exe',
    'sihost.exe',
    'taskhostw.exe',
    'ctfmon.exe',
    'fontdrvhost.exe',
    'svchost.exe',
  ],
  ...[
    'startmenuexperiencehost.exe',
    'shellexperiencehost.exe',
    'searchhost.exe',
    'searchapp.exe',
    'textinputhost.exe',
    'runtimebroker.exe',
  ],
  ...['applicationframehost.exe', 'systemsettingsbroker.exe', 'dllhost.exe', 'conhost.exe', 'userinit.exe', 'lockapp.exe', 'logonui.exe'],
  ...[
    'narrator.exe',
    'magnify.exe',
    'osk.exe',
    'securityhealthsystray.exe',
    'smartscreen.exe',
    'rundll32.exe',
    'services.exe',
    'rpcss.exe',
  ],
  ...['plugplay.exe', 'winedevice.exe', 'start.exe'],
])

/** By where it lies: only administrators can write there, or others may. */
export function originOf(file: string): ProgramOrigin {
  if (file === '') return 'hidden'
  const place = file.toLowerCase()
  const isOpen = openFolders.some((folder) => place.startsWith(folder))
  return !isOpen && installedFolders.some((folder) => place.startsWith(folder)) ? 'installed' : 'own'
}

/** [AP4] What no rule ends: the agent's own programs, and of what is installed the parts of a desktop. */
export function isSparedOnWindows(file: string, origin: ProgramOrigin): boolean {
  const name = path.win32.basename(file).toLowerCase()
  return origin === 'installed' && (desktopParts.has(name) || name.startsWith('classwarden'))
}

export class WindowsApplications implements Applications, DesktopPart {
  readonly #files = new Map<number, string>()
  #line: DesktopLine | null = null

  attach(line: DesktopLine): void {
    this.#line = line
  }

  detach(): void {
    this.#line = null
    this.#files.clear()
  }

  async list(): Promise<Outcome<readonly RunningProgram[], 'no-windows'>> {
    const line = this.#line
    const answer = line === null ? null : await unlessGone(line.ask('programs'), null)
    if (answer === null) return fail('no-windows', 'No desktop is reached.')
    this.#files.clear()
    return ok(
      linesOf(answer.body).flatMap(([pid = '', parent = '', startTicks = '', executable = '', name = '', ...windows]) => {
        if (!/^\d+$/u.test(pid) || !/^\d+$/u.test(parent)) return []
        const origin = originOf(executable)
        this.#files.set(Number(pid), executable)
        return [
          {
            pid: Number(pid),
            parentPid: Number(parent),
            startTicks,
            executable,
            origin,
            command: cleanName(name.replace(/\.exe$/iu, '')),
            windows: windows.length === 0 ? null : windows.map((window) => window.toLowerCase()),
            spared: Number(pid) === process.pid || isSparedOnWindows(executable, origin),
          },
        ]
      }),
    )
  }

  /** Windows lets nobody write into the file of a program that runs. */
  async hashOf({ pid }: Pick<RunningProgram, 'pid'>): Promise<string | null> {
    const file = this.#files.get(pid)
    if (file === undefined || file === '') return null
    const hash = createHash('sha256')
    try {
      await pipeline(createReadStream(file), hash)
      return hash.digest('hex')
    } catch {
      // Gone meanwhile, or not ours to read.
      return null
    }
  }

  /** Windows knows no gentle end but that of windows: `end` asks them as `close` does. */
  stop({ pid, startTicks }: Pick<RunningProgram, 'pid' | 'startTicks'>, how: 'close' | 'end' | 'force'): void {
    this.#line?.tell(['stop', pid, startTicks, how === 'force' ? 'force' : 'close'])
  }
}
