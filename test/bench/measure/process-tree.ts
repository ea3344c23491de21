import { readdir, readFile } from 'node:fs/promises'

/** Memory of a set of processes in MB (10^6 bytes). PSS counts pages shared with others by share; the rest of it beside `anonMb` is program files. */
export interface Memory {
  readonly pssMb: number
  readonly rssMb: number
  /** What belongs to the processes alone and to no file: heaps and stacks. */
  readonly anonMb: number
}

/** A process with everything it started and they started, by pid. */
export async function processTree(rootPid: number): Promise<readonly number[]> {
  const children = new Map<number, number[]>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue
    const stat = await readStat(Number(name))
    if (stat !== null) children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)])
  }
  const found = [rootPid]
  for (const pid of found) found.push(...(children.get(pid) ?? []))
  return found
}

export async function memoryOf(pids: readonly number[]): Promise<Memory> {
  let pssKb = 0
  let rssKb = 0
  let anonKb = 0
  for (const pid of pids) {
    // A process may end between the listing and the reading.
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    pssKb += Number(/^Pss:\s+(\d+)/mu.exec(rollup)?.[1] ?? 0)
    rssKb += Number(/^Rss:\s+(\d+)/mu.exec(rollup)?.[1] ?? 0)
    anonKb += Number(/^Pss_Anon:\s+(\d+)/mu.exec(rollup)?.[1] ?? 0)
  }
  return { pssMb: (pssKb * 1024) / 1e6, rssMb: (rssKb * 1024) / 1e6, anonMb: (anonKb * 1024) / 1e6 }
}

/** Seconds of processor time used so far, in user and kernel mode, by the processes and by those of their children that have ended. */
export async function cpuSecondsOf(pids: readonly number[]): Promise<number> {
  let ticks = 0
  for (const pid of pids) ticks += (await readStat(pid))?.ticks ?? 0
  const ticksPerSecond = 100
  return ticks / ticksPerSecond
}

/** Seconds that the main thread of a process was ready to run and waited for a core: how starved it was (schedstats of the Linux kernel). */
export async function waitedSecondsOf(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '')
  return Number(line.split(' ')[1] ?? Number.NaN) / 1e9
}

export interface ProcessStat {
  readonly parent: number
  /** User and system time of the process and its ended, waited-for children, in clock ticks (1/100 s on Linux). */
  readonly ticks: number
}

async function readStat(pid: number): Promise<ProcessStat | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return line === null ? null : parseStat(line)
}

/** proc(5): the name in brackets may hold anything, so fields are counted after the last bracket. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  // Fields 4 (ppid) and 14 to 17 (utime, stime, cutime, cstime) of proc(5).
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)
  return { parent: Number(fields[1]), ticks }
}
