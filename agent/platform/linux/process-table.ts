import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import type { ProcessFacts } from './session'

/** Clock ticks a second in `/proc/PID/stat`: 100 on every Linux architecture Node runs on (`USER_HZ`). */
const ticksPerSecond = 100

/** Every process whose environment this account may read; for root, all. One pass over `/proc`, some ten milliseconds: not for a hot path. */
export async function readProcesses(): Promise<readonly ProcessFacts[]> {
  const bootedAt = await readBootTime()
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map((pid) => readProcess(pid, bootedAt)))
  return found.filter((process) => process !== null)
}

/** Name and executable of a process; null when it is gone. */
export async function readProgram(
  pid: number,
): Promise<{ readonly pid: number; readonly name: string; readonly path: string | null } | null> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => null)
  if (name === null) return null
  const path = await readlink(`/proc/${pid}/exe`).catch(() => null)
  return { pid, name: name.trimEnd(), path }
}

/** When a process began, milliseconds since 1970-01-01T00:00Z; null when it is gone. */
export async function readStartTime(pid: number): Promise<number | null> {
  return (await readProcess(pid, await readBootTime()))?.startedAt ?? null
}

/** These variables of a process's environment, as far as it has them; empty when it is gone. */
export async function readEnvironment(pid: number, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const entries = environment.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
  return Object.fromEntries(entries.filter(([name]) => names.includes(name)))
}

async function readProcess(pid: number, bootedAt: number): Promise<ProcessFacts | null> {
  try {
    const [{ uid }, statText, command, environment] = await Promise.all([
      stat(`/proc/${pid}`),
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
    ])
    const variable = (name: string): string | null => {
      const entry = environment.split('\0').find((line) => line.startsWith(`${name}=`))
      return entry === undefined ? null : entry.slice(name.length + 1)
    }
    // Fields follow the program's name in brackets, which may itself hold brackets and spaces; start time is field 22 (proc(5)).
    const startTicks = Number(statText.slice(statText.lastIndexOf(')') + 2).split(' ')[19])
    return {
      pid,
      uid,
      startedAt: bootedAt + Math.floor((startTicks * 1_000) / ticksPerSecond),
      command: command.split('\0').filter((word) => word !== ''),
      display: variable('DISPLAY'),
      xauthority: variable('XAUTHORITY'),
      sessionId: variable('XDG_SESSION_ID'),
    }
  } catch {
    // Gone between listing and reading.
    return null
  }
}

async function readBootTime(): Promise<number> {
  const line = /^btime (\d+)$/m.exec(await readFile('/proc/stat', 'utf8'))
  return Number(line?.[1] ?? 0) * 1_000
}
