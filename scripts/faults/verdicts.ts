import { z } from 'zod'
import type { Fault } from './faults'

/** The part of vitest's JSON report that says how each test went. */
const Report = z.object({
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
})

export interface Verdict {
  readonly fault: Fault
  readonly isHeld: boolean
}

/** A fault counts as held when at least one test shows it and every one of them passed: a test that did not run shows nothing. */
export function verdictsOf(faults: readonly Fault[], report: string): readonly Verdict[] {
  const { testResults } = Report.parse(JSON.parse(report))
  return faults.map((fault) => {
    const shown = testResults
      .filter(({ name }) => name.endsWith(fault.file))
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ fullName }) => fullName.startsWith(fault.title))
    return { fault, isHeld: shown.length > 0 && shown.every(({ status }) => status === 'passed') }
  })
}

export const lineOf = ({ fault, isHeld }: Verdict): string =>
  isHeld ? `held      ${fault.fault}: ${fault.held}` : `NOT HELD  ${fault.fault} (${fault.file})`
