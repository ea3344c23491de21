import { z } from 'zod'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** What a PC can be made to do with its session or its power. */
export const powerActions = ['log-off', 'restart', 'shut-down'] as const
export const powerActionSchema = z.enum(powerActions)
export type PowerAction = z.infer<typeof powerActionSchema>

/** Longest time between the first warning and the deed. */
export const longestWarningSeconds = 1_800
/** How often a pupil may put one order off, where it allows that at all. */
export const mostPutOffs = 2
/** Somebody signed in whose last key press or click is younger than this uses the PC. */
export const inUseMinutes = 10

/** What an order asks of a PC, however it came about. */
export const powerWishSchema = z.object({
  action: powerActionSchema,
  /** How long the pupil is warned; 0 does it at once. */
  warnSeconds: z.number().int().min(0).max(longestWarningSeconds),
  /** Whether a PC in use is left alone. */
  spareInUse: z.boolean(),
  /** How far the pupil may put it off, each time; 0 not at all. */
  putOffMinutes: z.number().int().min(0).max(60),
})
export type PowerWish = z.infer<typeof powerWishSchema>

export const powerOrderSchema = powerWishSchema.extend({
  powerId: idSchema,
  owner: z.object({ staffId: idSchema, displayName: textSchema(80) }),
  /** Ordered by the clock: such an order gives way to a lesson. */
  scheduled: z.boolean(),
  /** When the warning begins, by the hub's clock. */
  from: timestampSchema,
})
/** One order to one PC; carried out once or not at all. */
export type PowerOrder = z.infer<typeof powerOrderSchema>

const powerReasons = [
  // spared
  'in-use',
  'lesson',
  // cancelled
  'staff',
  'replaced',
  // failed: by the platform
  'no-session',
  'session-of-root',
  'no-program',
  'refused',
  'no-answer',
  'not-ended',
  // failed: by the agent
  'too-late',
  'interrupted',
  'not-kept',
  // failed: by the hub
  'silent',
  'unsupported',
] as const
export const powerReasonSchema = z.enum(powerReasons)
export type PowerReason = z.infer<typeof powerReasonSchema>

/** `asked` is the hub's word, every other the PC's own. `acting`: programs are being closed, or the PC is going down. */
export const powerStateSchema = z.object({
  order: powerOrderSchema,
  state: z.enum(['asked', 'warned', 'put-off', 'acting', 'spared', 'cancelled', 'done', 'failed']),
  /** Why it was spared, cancelled or failed. */
  why: powerReasonSchema.nullable(),
  /** When it is done, by the hub's clock; putting it off moves this. */
  actsAt: timestampSchema,
  at: timestampSchema,
})
export type PowerState = z.infer<typeof powerStateSchema>

/** What a PC may say itself. */
export const powerWordSchema = powerStateSchema.refine(({ state }) => state !== 'asked', 'asked is no word of a PC')

/** Whether an order may still be stopped. */
export const isPending = ({ state }: PowerState): boolean => state === 'asked' || state === 'warned' || state === 'put-off'

/** Whether nothing more comes of an order. */
export const isSettled = ({ state }: PowerState): boolean => ['spared', 'cancelled', 'done', 'failed'].includes(state)
