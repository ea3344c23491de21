import { z } from 'zod'
import { textSchema, timestampSchema } from './scalars'

const countSchema = z.number().int().nonnegative()

/**
 * How a browser on a PC stands: `linked` is open and watched, `ready` is set up and not open now, `old` is open with another version of our
 * extension than the one set up, `unset` has lost its set-up, `unmanaged` takes no extension of ours as nobody manages its PC. A state of a later
 * agent reads as `ready`.
 */
const browserStates = ['linked', 'ready', 'old', 'unset', 'unmanaged'] as const
const browserHealthSchema = z.object({ browser: textSchema(40), state: z.enum(browserStates).catch('ready') })
export type BrowserHealth = z.infer<typeof browserHealthSchema>

/** What an agent tells of itself that the hub cannot see; nothing personal. What a later agent adds is left out. */
export const deviceHealthSchema = z.object({
  /** On the PC's disk, and not held by the hub yet. */
  factsWaiting: countSchema,
  picturesWaiting: countSchema,
  /** Free where the agent keeps its data, in MB of 2^20 bytes; null where the system does not tell. */
  diskFreeMb: countSchema.nullable(),
  /** Whether the screen can be read. `untried`: nothing asked for a picture yet. */
  capture: z.enum(['working', 'blocked', 'untried']).catch('untried'),
  /** The newest picture taken on the PC, by the hub's clock; null while there is none. */
  lastCaptureAt: timestampSchema.nullable(),
  /** The version of the packs it goes by; null: none could be loaded, and nothing is flagged. */
  policyVersion: textSchema(80).nullable(),
  /** Those installed or open; null where browsers are not set up. */
  browsers: z.array(browserHealthSchema).max(16).nullable(),
})
export type DeviceHealth = z.infer<typeof deviceHealthSchema>
