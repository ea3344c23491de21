import type { SessionEnd } from '#shared/model/session-end'
import type { TimeoutRule } from '#shared/model/timeout'
import words from '../../assets/locales/pupil-en.json'

const minuteMs = 60_000

const count = (number: number, unit: 'minute' | 'second'): string => `${number} ${unit}${number === 1 ? '' : 's'}`

const span = (ms: number): string =>
  ms >= minuteMs ? count(Math.round(ms / minuteMs), 'minute') : count(Math.max(1, Math.round(ms / 1_000)), 'second')

const clockTime = (at: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)

/** What the pupil reads before the end; `hubNow` as the PC reckons it. */
export function warningWords(action: TimeoutRule['action'], why: SessionEnd['why'], leftMs: number, hubNow: number): string {
  const { warning, then } = words.timeout
  const ends = warning[why].replace('{left}', span(leftMs)).replace('{time}', clockTime(hubNow + leftMs))
  return `${ends} ${then[action]} ${words.timeout.save[why]}`
}

/** What the lock says after it. */
export const endWords = (why: SessionEnd['why']): string => words.timeout.ended[why]

/** Why, for staff and the log. */
export function endReason({ idleMinutes, longestMinutes }: TimeoutRule, why: SessionEnd['why']): string {
  switch (why) {
    case 'idle':
      return `idle for ${idleMinutes ?? 0} min`
    case 'longest':
      return `longest session of ${longestMinutes ?? 0} min`
    case 'hours':
      return 'outside the allowed hours'
  }
}
