import type { Lesson } from '#shared/model/lesson'
import { longestLessonMinutes } from '#shared/model/lesson'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** How much of the lesson is left, from 1 at its start to 0 at its end. */
export const shareLeft = ({ startedAt, endsAt }: Pick<Lesson, 'startedAt' | 'endsAt'>, now: number): number =>
  endsAt <= startedAt ? 0 : Math.min(1, Math.max(0, (endsAt - now) / (endsAt - startedAt)))

/** Minutes to ask for, so that a lease lasts to the lesson's end and moves with it: the hub cuts what is beyond. */
export const minutesToEnd = (endsAt: number, now: number): number => Math.max(1, Math.ceil((endsAt - now) / minuteMs) + 1)

/** The end a start offers: three quarters of an hour, on the next five minutes of the clock. */
export const offeredEnd = (now: number): number => Math.ceil((now + 45 * minuteMs) / (5 * minuteMs)) * 5 * minuteMs

/** "10:40" for a field of time, in this computer's zone. */
export const timeField = (at: number): string => {
  const date = new Date(at)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}

/** Minutes from now to the next time the clock shows this; null when that is no time, or further off than the longest lesson. */
export const minutesUntil = (field: string, now: number): number | null => {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/u.exec(field) ?? []
  if (hours === undefined || minutes === undefined) return null
  const end = new Date(now).setHours(Number(hours), Number(minutes), 0, 0)
  const left = ((end > now ? end : end + dayMs) - now) / minuteMs
  return left <= longestLessonMinutes ? left : null
}
