import { z } from 'zod'
import { coverageDaySchema, coverageDaysKept, coverageRowSchema, mostCoverageRows } from '../model/coverage'
import { idSchema, timestampSchema } from '../model/scalars'
import { staffCall } from './table'

const readers = ['technician', 'officer', 'head'] as const
const revisionSchema = z.number().int().nonnegative()

/** What is watched, and what is not [CO1 to CO9]. */
export const coverageCalls = {
  /** Every PC of the account's rooms; with `since`, a revision answered before, those that changed after it and those that are gone. */
  'coverage:read': staffCall(
    readers,
    z.object({ since: revisionSchema.nullable() }),
    z.object({
      revision: revisionSchema,
      /** False when the revision asked for is not of this hub's run: the rows are all there are. */
      partial: z.boolean(),
      hubNow: timestampSchema,
      /** PCs come back in the first minutes after it. */
      hubStartedAt: timestampSchema,
      rows: z.array(coverageRowSchema).max(mostCoverageRows),
      removed: z.array(idSchema).max(mostCoverageRows),
    }),
  ),
  /** The last so many days of every room, oldest first. */
  'coverage:days': staffCall(
    readers,
    z.object({ days: z.number().int().min(1).max(coverageDaysKept) }),
    z.array(coverageDaySchema).max(200_000),
  ),
} as const
