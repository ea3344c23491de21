import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AgentClock } from './clock'

/** Everything the agent does in a day has been done once by then: joined the desktop, linked, sent a picture. */
const startedAfterMs = 5_000
/** Taking 16 MB of pages up again costs a millisecond. */
const dropEveryMs = 60_000
/** From sys/mman.h: pages of a file come back from the file when they are touched again. */
const dontNeed = 4

/**
 * A young generation that no longer grows, and code that favours size: the agent's work is a few milliseconds at a time. Not on the command line,
 * where any flag makes Node compile its own modules anew at each start; and so only once everything is loaded.
 */
export function favourMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--optimize-for-size')
}

/**
 * Gives back what only the start needed: some 10 MB of parsed program text, and 20 MB of Node's own pages that a PC without other Node programs
 * would hold for this one alone. An agent with little to do would otherwise keep both for hours; and as what it does now and then takes up other
 * pages each time, they are given back again until `stop` aborts.
 */
export async function releaseStartMemory(clock: AgentClock, stop: AbortSignal): Promise<void> {
  await clock.sleep(startedAfterMs, stop)
  if (!stop.aborted) collectGarbage()
  while (!stop.aborted && process.platform === 'linux') {
    await dropProgramPages()
    await clock.sleep(dropEveryMs, stop)
  }
}

/** Node's own function for it can be had without a flag at the start only in a context made after the flag was set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
}

async function dropProgramPages(): Promise<void> {
  const { default: koffi } = await import('koffi')
  const madvise: (address: number, length: number, advice: number) => number = koffi
    .load('libc.so.6')
    .func('int madvise(size_t address, size_t length, int advice)')
  for (const { start, end } of untouchedFileMappings(await readFile('/proc/self/smaps', 'utf8'))) madvise(start, end - start, dontNeed)
}

export interface Mapping {
  readonly start: number
  readonly end: number
}

/** The read-only mappings of files in a process that hold nothing but what is in the file (format: proc(5), smaps). */
export function untouchedFileMappings(smaps: string): Mapping[] {
  // Each mapping begins with its address range; its fields follow, one a line.
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/mu).flatMap((entry) => {
    const head = /^([0-9a-f]+)-([0-9a-f]+) r-[-x]p \S+ \S+ \S+\s+\/.*$/mu.exec(entry)
    if (head?.index !== 0 || !/^Anonymous:\s+0 kB$/mu.test(entry)) return []
    return [{ start: Number.parseInt(head[1] ?? '', 16), end: Number.parseInt(head[2] ?? '', 16) }]
  })
}
