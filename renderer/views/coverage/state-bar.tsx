import { coverageStates, type CoverageState } from '#shared/model/coverage-reason'
import type { StateCounts } from '#shared/model/coverage-order'
import classes from './coverage.module.css'

/** Fine first, so that a full bar is a good one. */
const inDrawing: readonly CoverageState[] = coverageStates.toReversed()

/** A bar of how many PCs are in each state; the words stand beside it. */
export const CoverageBar = ({ counts, expected }: { readonly counts: StateCounts; readonly expected: number }) => (
  <span className={classes['bar']} aria-hidden="true">
    {inDrawing
      .filter((state) => counts[state] > 0)
      .map((state) => (
        <span key={state} data-state={state} style={{ width: `${(counts[state] / expected) * 100}%` }} />
      ))}
  </span>
)
