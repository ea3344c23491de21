import { setTimeout as sleep } from 'node:timers/promises'
import type { Closers } from '../../support/classroom/closers'
import { beginLesson } from '../../support/classroom/lesson'
import { startSimulatedClass } from '../../support/classroom/simulated-class'
import { waitForLiveTiles } from '../../support/classroom/teacher'
import { memoryOf, processTree } from '../measure/process-tree'
import { tell } from '../measure/progress'
import { percentile, round } from '../measure/statistics'

export interface ConsoleFigures {
  /** Every process of the console with the hub in it, signed in and looking at an empty room: PSS. */
  readonly baseMb: number
  /** What each pupil adds, as the slope from no tile to the most. */
  readonly mbPerPupil: number
  readonly pssMb: Readonly<Record<string, number>>
}

const sizes = [8, 60] as const
const settleMs = 20_000

/** Simulated agents offer a new picture twice a second each, whole-screen, as a class that watches films would. */
export async function measureConsole(closers: Closers): Promise<ConsoleFigures> {
  const lesson = await beginLesson(closers, { pupils: 0, enrol: 60, noise: false, tell })
  const pssMb: Record<string, number> = { '0': await settledPss(lesson.console.pid) }
  tell(`no tile: ${pssMb['0']} MB`)
  let tilesSoFar = 0
  for (const size of sizes) {
    closers.add(await startSimulatedClass(lesson.school.bundle, size - tilesSoFar, 2), (one) => one.stop())
    tilesSoFar = size
    await waitForLiveTiles(lesson.console.page, Math.min(size, 8))
    pssMb[String(size)] = await settledPss(lesson.console.pid)
    tell(`${size} tiles: ${pssMb[String(size)]} MB`)
  }
  const base = pssMb['0'] ?? Number.NaN
  return { baseMb: base, mbPerPupil: round(((pssMb['60'] ?? Number.NaN) - base) / 60), pssMb }
}

/** The middle of five readings, once caches and the collector have come to rest. */
async function settledPss(pid: number): Promise<number> {
  await sleep(settleMs)
  const readings: number[] = []
  for (let reading = 0; reading < 5; reading += 1) {
    readings.push((await memoryOf(await processTree(pid))).pssMb)
    await sleep(2_000)
  }
  return round(percentile(readings, 50))
}
