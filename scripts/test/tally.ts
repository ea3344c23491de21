import { z } from 'zod'

export interface Tally {
  readonly passed: number
  readonly failed: number
  /** One line for each failure: file, title and the first line of what went wrong. */
  readonly failures: readonly string[]
  /** The files that hold them, as vitest names them: what a second try runs. */
  readonly failedFiles: readonly string[]
}

/** The part of vitest's JSON report that is counted. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() })),
    }),
  ),
})
type FileReport = z.infer<typeof Report>['testResults'][number]

// Colours of vitest's own diffs; the closing lines are read in logs.
const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
const firstLine = (text = ''): string => text.replace(colour, '').split('\n', 1)[0] ?? ''

function failuresOf(file: FileReport): string[] {
  if (file.assertionResults.length === 0) return file.status === 'failed' ? [`${file.name}: ${firstLine(file.message)}`] : []
  return file.assertionResults
    .filter((test) => test.status !== 'passed')
    .map((test) => `${file.name}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? `it did not run (${test.status})`)}`)
}

/**
 * Counts what vitest reported. A test that did not run counts as failed: vitest calls the tests after a broken `beforeAll`
 * skipped, and a file that cannot be loaded has no tests at all. A failure that belongs to no test, such as an unhandled
 * rejection, counts as one.
 *
 * @param report the text of vitest's JSON report; undefined when it wrote none
 * @param exitCode vitest's own
 */
export function talliedReport(report: string | undefined, exitCode: number): Tally {
  if (report === undefined) return oneFailure('vitest ended without a report')
  const files = Report.parse(JSON.parse(report)).testResults
  const failures = files.flatMap(failuresOf)
  if (failures.length === 0 && exitCode !== 0) return { ...oneFailure('something failed outside the tests'), passed: passedIn(files) }
  return {
    passed: passedIn(files),
    failed: failures.length,
    failures,
    failedFiles: files.filter((file) => failuresOf(file).length > 0).map((file) => file.name),
  }
}

/** A stage that counts as one, and failed. */
export function oneFailure(says: string): Tally {
  return { passed: 0, failed: 1, failures: [says], failedFiles: [] }
}

const passedIn = (files: readonly FileReport[]): number =>
  files.flatMap((file) => file.assertionResults).filter((test) => test.status === 'passed').length

/** The first run's count with the files that failed counted as their second try has them. */
export function withSecondTry(report: string, second: Tally): Tally {
  const files = Report.parse(JSON.parse(report)).testResults
  const steady = files.filter((file) => failuresOf(file).length === 0)
  return { ...second, passed: passedIn(steady) + second.passed }
}

export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, tally) => ({
    passed: sum.passed + tally.passed,
    failed: sum.failed + tally.failed,
    failures: [...sum.failures, ...tally.failures],
    failedFiles: [...sum.failedFiles, ...tally.failedFiles],
  }))
}
