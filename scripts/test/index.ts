/** `npm test [-- [--no-wine] --only NAME,... [FILTER ...]]`: every check and every test, ended by one line with the sum. */
import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { oneFailure, sumOf, talliedReport, withSecondTry, type Tally } from './tally'
import { chooseStages, stages, type Stage } from './stages'
import { runStage } from './run-stage'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const unsteady: string[] = []

async function check(stage: Stage): Promise<Tally> {
  const finished = await runStage(root, stage.program, stage.args, { isShownLive: false })
  if (finished.code === 0) return { passed: 1, failed: 0, failures: [], failedFiles: [] }
  console.log(finished.output.trimEnd())
  return oneFailure(`${stage.name}: ${stage.says}`)
}

async function testOnce(stage: Stage, filters: readonly string[]): Promise<{ report: string | undefined; tally: Tally }> {
  const reportPath = path.join(root, '.cache/test', `${stage.name}.json`)
  await rm(reportPath, { force: true })
  const args = [...stage.args, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`, ...filters]
  const finished = await runStage(root, stage.program, args, { isShownLive: true })
  const report = await readFile(reportPath, 'utf8').catch(() => undefined)
  return { report, tally: talliedReport(report, finished.code) }
}

/**
 * X servers and browsers now and then answer a busy machine too late. A file of them that failed is tried once more, whole, alone and
 * with everything made anew, and named at the end: what passes only then is unsteady, and wants mending.
 */
async function testTwice(stage: Stage, filters: readonly string[]): Promise<Tally> {
  const { report, tally } = await testOnce(stage, filters)
  if (!stage.hasSecondTry || report === undefined || tally.failedFiles.length === 0) return tally
  console.log(`\n[test] ${stage.name}: once more, what failed:\n${tally.failures.join('\n')}\n`)
  unsteady.push(...tally.failures)
  return withSecondTry(report, (await testOnce(stage, ['--no-file-parallelism', ...tally.failedFiles])).tally)
}

/** Runs one stage and prints its heading, its output and its time. */
async function perform(stage: Stage, filters: readonly string[]): Promise<Tally> {
  console.log(`\n[test] ${stage.name}: ${stage.says}`)
  const startedMs = performance.now()
  const tally = await (stage.kind === 'tests' ? testTwice(stage, filters) : check(stage))
  const tookS = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`[test] ${stage.name}: ${tally.failed === 0 ? 'passed' : 'FAILED'} in ${tookS} s`)
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

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' }, 'no-wine': { type: 'boolean' } } })
const chosen = chooseStages(values.only)
const noWindows =
  values['no-wine'] === true ? '--no-wine' : await readFile(path.join(root, '.cache/windows-absent'), 'utf8').catch(() => null)
const leftOut = `[test] Nothing is tried on Windows (platform-contract and every file of test/integration named windows): ${noWindows ?? ''}`
if (noWindows !== null) {
  process.env['CLASSWARDEN_WITHOUT_WINE'] = '1'
  console.log(leftOut)
}
if (chosen.ok) {
  await mkdir(path.join(root, '.cache/test'), { recursive: true })
  const sum = sumOf(await performAll(chosen.stages, positionals))
  const passedLate = unsteady.filter((failure) => !sum.failures.includes(failure))
  if (passedLate.length > 0) console.log(`\nPassed only when tried again:\n${passedLate.join('\n')}`)
  if (sum.failures.length > 0) console.log(`\nFailed:\n${sum.failures.join('\n')}`)
  if (noWindows !== null) console.log(`\n${leftOut}`)
  console.log(`\n${String(sum.passed)} passed, ${String(sum.failed)} failed`)
  process.exitCode = sum.failed === 0 ? 0 : 1
} else {
  console.error(`--only takes ${stages.map((stage) => stage.name).join(', ')} or static, not "${chosen.unknown}"`)
  process.exitCode = 2
}
