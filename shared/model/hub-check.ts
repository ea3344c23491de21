import { z } from 'zod'
import { textSchema } from './scalars'

/** What the hub's doctor looks at, in this order. */
export const hubChecks = [
  'key',
  'database',
  'chain',
  'disk',
  'certificate',
  'address',
  'port',
  'clock',
  'backup',
  'mail',
  'agents',
] as const

/** One thing looked at. `bad` wants somebody to act; `warning` soon; `skipped` could not be looked at from here. */
export const hubCheckSchema = z.object({
  check: z.enum(hubChecks),
  state: z.enum(['good', 'warning', 'bad', 'skipped']),
  /** What was found and, unless it is good, what to do. */
  detail: textSchema(500),
})
export type HubCheck = z.infer<typeof hubCheckSchema>
