import { z } from 'zod'
import { holdOnSchema, holdReasonSchema, holdSchema, retentionPreviewSchema } from '../model/retention'
import { idSchema } from '../model/scalars'
import { staffCall } from './table'

/** What goes next, and what is held [RT3 to RT5]. */
export const retentionOrders = {
  'retention:preview': staffCall(['officer', 'head'], z.object({}), retentionPreviewSchema),
  /** Newest first, lifted ones too. */
  'hold:list': staffCall(['officer', 'head'], z.object({}), z.array(holdSchema).max(500)),
  'hold:place': staffCall(['officer'], z.object({ on: holdOnSchema, reason: holdReasonSchema }), holdSchema),
  'hold:lift': staffCall(['officer'], z.object({ holdId: idSchema, reason: holdReasonSchema }), holdSchema),
} as const
