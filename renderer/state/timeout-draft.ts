import { type AllowedHours, minutesADay, type TimeoutRule, timeoutRuleSchema } from '#shared/model/timeout'

/** A limit in minutes as a form holds it: what was typed stays while the limit is off. */
export interface LimitDraft {
  readonly on: boolean
  readonly minutes: number | string
}

/** One stretch of the week as a form holds it; times as `type="time"` fields give them. */
export interface HoursDraft {
  readonly days: readonly number[]
  readonly from: string
  readonly to: string
}

/** A rule being written. */
export interface TimeoutDraft {
  readonly idle: LimitDraft
  readonly longest: LimitDraft
  readonly hoursOn: boolean
  readonly hours: readonly HoursDraft[]
  readonly action: TimeoutRule['action']
  readonly warnMinutes: readonly number[]
}

export const weekDays = [1, 2, 3, 4, 5, 6, 7] as const
export const schoolDay: HoursDraft = { days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' }

/** "08:05" of a minute of the day; the day's end reads as midnight. */
export const timeOfDay = (minute: number): string => {
  const ofDay = minute % minutesADay
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`
}

const minuteOf = (time: string): number => {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? Number.NaN) * 60 + (minutes ?? Number.NaN)
}

export const draftOf = (rule: TimeoutRule): TimeoutDraft => ({
  idle: { on: rule.idleMinutes !== null, minutes: rule.idleMinutes ?? 15 },
  longest: { on: rule.longestMinutes !== null, minutes: rule.longestMinutes ?? 60 },
  hoursOn: rule.allowedHours !== null,
  hours: rule.allowedHours?.map(({ days, from, to }) => ({ days, from: timeOfDay(from), to: timeOfDay(to) })) ?? [schoolDay],
  action: rule.action,
  warnMinutes: rule.warnMinutes,
})

const hoursOf = ({ days, from, to }: HoursDraft): AllowedHours => {
  const end = minuteOf(to)
  // Midnight as an end is the day's last moment.
  return { days: [...days].sort((a, b) => a - b), from: minuteOf(from), to: end === 0 ? minutesADay : end }
}

/** The stretches of a draft that read as such, for drawing while others are still being typed. */
export const drawnHours = (hours: readonly HoursDraft[]): readonly AllowedHours[] =>
  hours.map(hoursOf).filter(({ from, to }) => Number.isFinite(from) && from < to)

export type DraftFault = 'idle' | 'longest' | 'hours' | 'warn'

/** The rule a draft stands for, or where it is not one yet. */
export const ruleOf = (draft: TimeoutDraft): { readonly rule: TimeoutRule } | { readonly fault: DraftFault } => {
  const parsed = timeoutRuleSchema.safeParse({
    idleMinutes: draft.idle.on ? draft.idle.minutes : null,
    longestMinutes: draft.longest.on ? draft.longest.minutes : null,
    allowedHours: draft.hoursOn ? draft.hours.map(hoursOf) : null,
    action: draft.action,
    warnMinutes: [...draft.warnMinutes].sort((a, b) => b - a),
  })
  if (parsed.success) return { rule: parsed.data }
  const field = parsed.error.issues[0]?.path[0]
  if (field === 'longestMinutes') return { fault: 'longest' }
  if (field === 'allowedHours') return { fault: 'hours' }
  return { fault: field === 'warnMinutes' ? 'warn' : 'idle' }
}
