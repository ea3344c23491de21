import { z } from 'zod'
import { restrictionSchema } from './device'
import { longestLeaseMinutes } from './lease'
import { sessionEndSchema } from './session-end'

export const minutesADay = 24 * 60

/** A stretch of the week, by the school's own time: ISO 8601 days (1 is Monday), and minutes since midnight. */
export const allowedHoursSchema = z
  .object({
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: z
      .number()
      .int()
      .min(0)
      .max(minutesADay - 1),
    to: z.number().int().min(1).max(minutesADay),
  })
  .refine(({ from, to }) => from < to, 'hours end after they begin; split what passes midnight')
export type AllowedHours = z.infer<typeof allowedHoursSchema>

/** When sessions on a PC end by themselves; null sets no such end. */
export const timeoutRuleSchema = z
  .object({
    /** Without keyboard and mouse for this long. */
    idleMinutes: z.number().positive().max(240).nullable(),
    /** From sign-in on. */
    longestMinutes: z.number().positive().max(minutesADay).nullable(),
    /** Outside these nobody may use the PC. None at all would close it for ever. */
    allowedHours: z.array(allowedHoursSchema).min(1).max(21).nullable(),
    action: z.enum(['lock', 'log-off']),
    /** How long before the end the pupil is warned; one warning at least, for the sake of unsaved work. */
    warnMinutes: z.array(z.number().positive().max(30)).min(1).max(4),
  })
  .refine(
    ({ idleMinutes, warnMinutes }) => idleMinutes === null || Math.min(...warnMinutes) < idleMinutes,
    'the last warning comes before the idle time is over',
  )
export type TimeoutRule = z.infer<typeof timeoutRuleSchema>

const isTimeZone = (name: string): boolean => {
  try {
    return Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    // The language's only word on a name it does not know.
    return false
  }
}

/** A name of the IANA time zone database, such as `Europe/London`. */
export const timeZoneSchema = z.string().min(1).max(64).refine(isTimeZone, 'this time zone is not known')

/** What one PC goes by. */
export const timeoutPolicySchema = z.object({
  rule: timeoutRuleSchema,
  timeZone: timeZoneSchema,
  /** The school's longest lease: no lock of a session's end lasts longer. */
  longestLeaseMinutes: z.number().positive().max(longestLeaseMinutes),
})
export type TimeoutPolicy = z.infer<typeof timeoutPolicySchema>

/** What the school has set: rooms without a rule of their own go by the school's. */
export const schoolTimeoutsSchema = z.object({
  rule: timeoutRuleSchema,
  timeZone: timeZoneSchema,
  /** Whether teachers may give their own rooms a rule. */
  teachersMayChange: z.boolean(),
})
export type SchoolTimeouts = z.infer<typeof schoolTimeoutsSchema>

/** How the session on a PC stands by the PC's own word. */
export const timeoutStateSchema = z.object({
  /** Null while nobody is signed in, nothing ends the session, or its end is over. */
  ends: sessionEndSchema.nullable(),
  /** The lock the PC put on itself when a session ended. */
  lock: restrictionSchema.nullable(),
})
export type TimeoutState = z.infer<typeof timeoutStateSchema>

/** Owner of the lock a PC puts on itself: nobody's order, but the rule's. */
export const timeoutOwner = { staffId: '00000000-0000-0000-0000-000000000000', displayName: 'Session times' } as const

export const noTimeouts: TimeoutRule = { idleMinutes: null, longestMinutes: null, allowedHours: null, action: 'lock', warnMinutes: [5, 1] }
