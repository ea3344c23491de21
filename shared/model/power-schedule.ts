import { z } from 'zod'
import { powerActions, powerWishSchema } from './power'
import { idSchema, textSchema, timestampSchema } from './scalars'

/** 1 is Monday, 7 Sunday (ISO 8601). */
export const powerDays = [1, 2, 3, 4, 5, 6, 7] as const
const daySchema = z.number().int().min(1).max(7)
/** Of the day, in the school's time zone. */
export const dayTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'a time such as 16:30')

/** What is done by the clock: what a PC does itself, and waking it, which asks for no regard for whoever is there. */
export const scheduleActions = [...powerActions, 'wake'] as const
export type ScheduleAction = (typeof scheduleActions)[number]

export const powerPlanSchema = powerWishSchema.extend({
  action: z.enum(scheduleActions),
  roomIds: z.array(idSchema).min(1).max(500),
  days: z.array(daySchema).min(1).max(7),
  time: dayTimeSchema,
})
/** When which rooms shall be sent down, or woken, by the clock. */
export type PowerPlan = z.infer<typeof powerPlanSchema>

export const powerScheduleSchema = powerPlanSchema.extend({
  scheduleId: idSchema,
  /** Who set it up. */
  owner: z.object({ staffId: idSchema, displayName: textSchema(80) }),
})
export type PowerSchedule = z.infer<typeof powerScheduleSchema>

/** Most schedules a school may have. */
export const mostSchedules = 100

export const powerScheduleViewSchema = powerScheduleSchema.extend({
  /** Null for one that never runs again. */
  nextRunAt: timestampSchema.nullable(),
})
export type PowerScheduleView = z.infer<typeof powerScheduleViewSchema>
