import type { AllowedHours, TimeoutRule } from './timeout'

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

export const hoursWords = ({ days, from, to }: AllowedHours): string =>
  `${days.map((day) => dayNames[day - 1] ?? '').join(' ')} ${clock(from)}-${clock(to)}`

/** A rule in one line, for the audit log and the command line. */
export const timeoutWords = ({ idleMinutes, longestMinutes, allowedHours, action, warnMinutes }: TimeoutRule): string => {
  const ends = [
    idleMinutes === null ? null : `idle ${idleMinutes} min`,
    longestMinutes === null ? null : `longest ${longestMinutes} min`,
    allowedHours === null ? null : `hours ${allowedHours.map(hoursWords).join(', ')}`,
  ].filter((part) => part !== null)
  return ends.length === 0 ? 'no end' : `${ends.join('; ')}; then ${action}; warned ${warnMinutes.join(', ')} min before`
}
