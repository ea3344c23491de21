import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runStage } from '../test/run-stage'
import { type Fault, faults } from './faults'
import { closedInTime, lineOf, type Verdict, verdictsOf } from './verdicts'

/** Brings every fault of the list about, with real parts, and prints a line for each with what was held. */

const root = path.resolve(import.meta.dirname, '../..')
/** Vitest's projects, each run by itself: their files share a machine in different ways. */
const projects = ['unit', 'integration', 'journeys'] as const

const projectOf = ({ file }: Fault): (typeof projects)[number] =>
  projects.find((name) => name !== 'unit' && file.startsWith(`test/${name}/`)) ?? 'unit'

/** Null when vitest left no report. */
async function bringAbout(
  project: (typeof projects)[number],
  reportFile: string,
): Promise<{ readonly verdicts: readonly Verdict[] | null; readonly output: string }> {
  const own = faults.filter((fault) => projectOf(fault) === project)
  const files = [...new Set(own.map(({ file }) => file))]
  // Of each file only what shows a fault.
  const titles = own.map(({ title }) => title.replaceAll(/[^\w ]/gu, String.raw`\$&`))
  const config = ['run', '--config', 'test/vitest.config.ts', '--project', project]
  const args = [...config, '--reporter', 'json', '--outputFile', reportFile, '-t', `^(${titles.join('|')})`, ...files]
  const { output } = await runStage(root, 'vitest', args, { isShownLive: false })
  const report = await readFile(reportFile, 'utf8').catch(() => null)
  return { verdicts: report === null ? null : verdictsOf(own, report), output }
}

const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-faults-'))
const all: Verdict[] = []
for (const project of projects) {
  const { verdicts, output } = await bringAbout(project, path.join(folder, `${project}.json`))
  for (const verdict of verdicts ?? []) console.log(lineOf(verdict))
  all.push(...(verdicts ?? []))
  if (verdicts === null || verdicts.some(({ isHeld }) => !isHeld)) console.error(output)
}
await rm(folder, { recursive: true })
const held = all.filter(({ isHeld }) => isHeld).length
const closed = closedInTime(all)
if (closed !== null) console.log(closed)
console.log(`${held} of ${faults.length} faults held`)
if (held < faults.length) process.exitCode = 1
