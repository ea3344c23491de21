import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runStage } from '../test/run-stage'
import { faults } from './faults'
import { closedInTime, lineOf, verdictsOf } from './verdicts'

/** Brings every fault of the list about, with real parts, and prints a line for each with what was held. */

const root = path.resolve(import.meta.dirname, '../..')
const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-faults-'))
const reportFile = path.join(folder, 'report.json')
const files = [...new Set(faults.map(({ file }) => file))]
// Of each file only what shows a fault.
const titles = faults.map(({ title }) => title.replaceAll(/[^\w ]/gu, String.raw`\$&`))
const projects = ['--project', 'unit', '--project', 'integration']
const args = [
  'run',
  '--config',
  'test/vitest.config.ts',
  ...projects,
  '--reporter',
  'json',
  '--outputFile',
  reportFile,
  '-t',
  `^(${titles.join('|')})`,
  ...files,
]
const { output } = await runStage(root, 'vitest', args, { isShownLive: false })
const report = await readFile(reportFile, 'utf8').catch(() => null)
await rm(folder, { recursive: true })
if (report === null) {
  console.error(output)
  process.exit(1)
}
const verdicts = verdictsOf(faults, report)
for (const verdict of verdicts) console.log(lineOf(verdict))
const held = verdicts.filter(({ isHeld }) => isHeld).length
const closed = closedInTime(verdicts)
if (closed !== null) console.log(closed)
console.log(`${held} of ${verdicts.length} faults held`)
if (held < verdicts.length) {
  console.error(output)
  process.exitCode = 1
}
