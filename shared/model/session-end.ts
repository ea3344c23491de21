import { z } from 'zod'
import { timestampSchema } from './scalars'

export const sessionEndSchema = z.object({ at: timestampSchema, why: z.enum(['idle', 'longest', 'hours']) })
/** When the session on a PC ends by itself, by the hub's clock, and what ends it: no input, its length, or the hours of the school. */
export type SessionEnd = z.infer<typeof sessionEndSchema>
