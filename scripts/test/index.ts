/** `npm test [-- --only NAME,... [FILTER ...]]`: every check and every test, ended by one line with the sum. */
import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sumOf, talliedReport, type Tally } from './tally'
import { chooseStages, stages, type Stage } from './stages'
import { runStage } from './run-stage'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Runs one stage and prints its heading, its output and its time. */
async function perform(stage: Stage, filters: readonly string[]): Promise<Tally> {
  const reportPath = path.join(root, '.cache/test', `${stage.name}.json`)
  await rm(reportPath, { force: true })
  const isVitest = stage.kind === 'tests'
  const args = isVitest
    ? [...stage.args, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`, ...filters]
    : stage.args
  console.log(`\n[test] ${stage.name}: ${stage.says}`)
  const finished = await runStage(root, stage.program, args, { isShownLive: isVitest })
  if (!isVitest && finished.code !== 0) console.log(finished.output.trimEnd())
  const report = isVitest ? await readFile(reportPath, 'utf8').catch(() => undefined) : undefined
  const tally = isVitest
    ? talliedReport(report, finished.code)
    : { passed: finished.code === 0 ? 1 : 0, failed: finished.code === 0 ? 0 : 1 }
  console.log(`[test] ${stage.name}: ${tally.failed === 0 ? 'passed' : 'FAILED'} in ${(finished.tookMs / 1000).toFixed(1)} s`)
  return tally
}

/** Checks that only read the sources go two at a time, for the two cores; tests have the machine to themselves. */
async function performAll(chosen: readonly Stage[], filters: readonly string[]): Promise<Tally[]> {
  const checks = chosen.filter((stage) => stage.kind === 'check')
  const tallies: Tally[] = []
  const lane = async (): Promise<void> => {
    for (let stage = checks.shift(); stage !== undefined; stage = checks.shift()) tallies.push(await perform(stage, []))
  }
  await Promise.all([lane(), lane()])
  for (const stage of chosen) if (stage.kind === 'tests') tallies.push(await perform(stage, filters))
  return tallies
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } })
const chosen = chooseStages(values.only)
if (chosen.ok) {
  await mkdir(path.join(root, '.cache/test'), { recursive: true })
  const sum = sumOf(await performAll(chosen.stages, positionals))
  console.log(`\n${String(sum.passed)} passed, ${String(sum.failed)} failed`)
  process.exitCode = sum.failed === 0 ? 0 : 1
} else {
  console.error(`--only takes ${stages.map((stage) => stage.name).join(', ')} or static, not "${chosen.unknown}"`)
  process.exitCode = 2
}
