import { z } from 'zod'

export interface Tally {
  readonly passed: number
  readonly failed: number
}

/** The part of vitest's JSON report that is counted. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

/**
 * Counts what vitest reported. A test that did not run counts as failed: vitest calls the tests after a broken `beforeAll`
 * skipped, and a file that cannot be loaded has no tests at all. A failure that belongs to no test, such as an unhandled
 * rejection, counts as one.
 *
 * @param report the text of vitest's JSON report; undefined when it wrote none
 * @param exitCode vitest's own
 */
export function talliedReport(report: string | undefined, exitCode: number): Tally {
  if (report === undefined) return { passed: 0, failed: 1 }
  const parsed = Report.parse(JSON.parse(report))
  const brokenFiles = parsed.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const failed = parsed.numFailedTests + parsed.numPendingTests + parsed.numTodoTests + brokenFiles
  return { passed: parsed.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed }
}

export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, tally) => ({ passed: sum.passed + tally.passed, failed: sum.failed + tally.failed }), {
    passed: 0,
    failed: 0,
  })
}
