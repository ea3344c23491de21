import type { Lesson } from '#shared/model/lesson'
import { longestLessonMinutes } from '#shared/model/lesson'

const minuteMs = 60_000

/** When a lease ends that is asked for so many minutes: within the lesson it belongs to (LE9) and the school's longest lease (LE11). */
export const leaseEnd = (from: number, minutes: number, longestLeaseMinutes: number, lesson: Pick<Lesson, 'endsAt'> | null): number =>
  Math.min(from + Math.round(Math.min(minutes, longestLeaseMinutes) * minuteMs), lesson?.endsAt ?? Infinity)

/** A lesson's end moved by so many minutes, within the longest lesson. */
export const extendedEnd = ({ startedAt, endsAt }: Pick<Lesson, 'startedAt' | 'endsAt'>, minutes: number): number =>
  Math.min(endsAt + Math.round(minutes * minuteMs), startedAt + longestLessonMinutes * minuteMs)
