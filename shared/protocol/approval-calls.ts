import { z } from 'zod'
import { staffCall } from './table'

const countSchema = z.number().int().nonnegative()

export const approvalCountSchema = z.object({
  /** Changes of the policies. */
  policies: countSchema,
  /** Letters to parents. */
  letters: countSchema,
  /** Requests to monitor staff. */
  gate: countSchema,
})
/** What waits for one person's decision; what that person asked for waits for somebody else. */
export type ApprovalCount = z.infer<typeof approvalCountSchema>

export const approvalCalls = {
  /** [PO9] How much waits for the caller's approval. */
  'approval:count': staffCall(['officer', 'head'], z.object({}), approvalCountSchema),
} as const
