import type { Lesson } from '#shared/model/lesson'
import type { Stretch } from './timeline'

export const periodKinds = ['lesson', 'hour', 'today', 'chosen'] as const
export type PeriodKind = (typeof periodKinds)[number]

/** A day and two times of it, as the fields hold them. */
export interface ChosenPeriod {
  /** "2026-11-22" */
  readonly day: string
  /** "09:00" */
  readonly from: string
  readonly until: string
}

const hourMs = 60 * 60_000

const pad = (number: number): string => String(number).padStart(2, '0')

/** The day of a moment as a date field holds it, in this computer's zone. */
export const dayField = (at: number): string => {
  const date = new Date(at)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

const momentOf = (day: string, time: string): number =>
  /^\d{4}-\d{2}-\d{2}$/u.test(day) && /^\d{2}:\d{2}$/u.test(time) ? new Date(`${day}T${time}`).getTime() : NaN

/** The stretch a period means now; null when there is none: no lesson, or times that make no sense. */
export const stretchOf = (kind: PeriodKind, chosen: ChosenPeriod, lesson: Lesson | null, now: number): Stretch | null => {
  switch (kind) {
    case 'lesson':
      return lesson === null || now <= lesson.startedAt ? null : { from: lesson.startedAt, until: Math.min(now, lesson.endsAt) }
    case 'hour':
      return { from: now - hourMs, until: now }
    case 'today':
      return { from: new Date(now).setHours(0, 0, 0, 0), until: now }
    case 'chosen': {
      const [from, until] = [momentOf(chosen.day, chosen.from), momentOf(chosen.day, chosen.until)]
      return from < until ? { from, until } : null
    }
  }
}
