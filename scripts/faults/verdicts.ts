import { z } from 'zod'
import type { Fault } from './faults'

const Result = z.object({
  fullName: z.string(),
  status: z.string(),
  /** Where the test looked at the screen all along: how long at the longest it was open. */
  meta: z.object({ openMs: z.number().optional() }).optional(),
})

/** The part of vitest's JSON report that says how each test went. */
const Report = z.object({
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(Result) })),
})

/** The aim. It is said whether it was met, and no test fails by it: it depends on what else the machine does. */
const closedWithinMs = 100
const isClosedInTime = (openMs: number): boolean => openMs <= closedWithinMs

export interface Verdict {
  readonly fault: Fault
  readonly isHeld: boolean
  /** Null where no test looked. */
  readonly openMs: number | null
}

/** A fault counts as held when at least one test shows it and every one of them passed: a test that did not run shows nothing. */
export function verdictsOf(faults: readonly Fault[], report: string): readonly Verdict[] {
  const { testResults } = Report.parse(JSON.parse(report))
  return faults.map((fault) => {
    const shown = testResults
      .filter(({ name }) => name.endsWith(fault.file))
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ fullName }) => fullName.startsWith(fault.title))
    const open = shown.flatMap(({ meta }) => meta?.openMs ?? [])
    return {
      fault,
      openMs: open.length === 0 ? null : Math.max(...open),
      isHeld: shown.length > 0 && shown.every(({ status }) => status === 'passed'),
    }
  })
}

export const lineOf = ({ fault, isHeld, openMs }: Verdict): string =>
  isHeld ? `held      ${fault.fault}: ${fault.held}${openFor(openMs)}` : `NOT HELD  ${fault.fault} (${fault.file})`

const openFor = (openMs: number | null): string => {
  if (openMs === null) return ''
  if (openMs === 0) return '; at no look was the screen open'
  return `; ${isClosedInTime(openMs) ? '' : 'NOT '}closed again within ${closedWithinMs} ms (open for ${Math.ceil(openMs)} ms at the longest)`
}

/** How many attacks left the screen closed in time; null when none was looked at. */
export const closedInTime = (verdicts: readonly Verdict[]): string | null => {
  const looked = verdicts.flatMap(({ openMs }) => openMs ?? [])
  if (looked.length === 0) return null
  return `${looked.filter(isClosedInTime).length} of ${looked.length} screens watched under attack: closed again within ${closedWithinMs} ms`
}
