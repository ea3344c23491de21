import { useTranslation } from 'react-i18next'
import { type AllowedHours, minutesADay, type TimeoutRule } from '#shared/model/timeout'
import { timeOfDay, weekDays } from '../../state/timeout-draft'

/** Runs of three days and more are told by their ends: "Mon to Fri". */
const leastRun = 3

/** A rule in plain words, for who has to live with it. */
export const useRuleWords = () => {
  const { t, i18n } = useTranslation()
  const list = (parts: readonly string[]): string => new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(parts)
  const day = (number: number): string => t(`timeouts.day.${weekDays[number - 1] ?? 1}`)

  const days = (numbers: readonly number[]): string => {
    if (numbers.length === weekDays.length) return t('timeouts.everyDay')
    const runs: number[][] = []
    for (const number of numbers) {
      const run = runs.at(-1)
      if (run?.at(-1) === number - 1) run.push(number)
      else runs.push([number])
    }
    const words = runs.flatMap((run) =>
      run.length < leastRun ? run.map(day) : [t('timeouts.run', { first: day(run[0] ?? 1), last: day(run.at(-1) ?? 7) })],
    )
    return list(words)
  }

  const hours = (all: readonly AllowedHours[]): string =>
    list(
      all.map(({ days: on, from, to }) =>
        t('timeouts.stretch', { days: days(on), from: timeOfDay(from), to: to === minutesADay ? t('timeouts.midnight') : timeOfDay(to) }),
      ),
    )

  const minutes = (count: number): string => t('timeouts.minutes', { count })

  /** What ends a session, what follows, and how pupils learn of it. */
  const sentence = ({ idleMinutes, longestMinutes, allowedHours, action, warnMinutes }: TimeoutRule): string => {
    const ends = [
      ...(idleMinutes === null ? [] : [t('timeouts.ends.idle', { span: minutes(idleMinutes) })]),
      ...(longestMinutes === null ? [] : [t('timeouts.ends.longest', { span: minutes(longestMinutes) })]),
      ...(allowedHours === null ? [] : [t('timeouts.ends.hours', { hours: hours(allowedHours) })]),
    ]
    if (ends.length === 0) return t('timeouts.noEnd')
    const warned = t('timeouts.warned', { times: list(warnMinutes.map(minutes)) })
    return [...ends, warned, t(`timeouts.then.${action}`)].join(' ')
  }

  /** For a list: the figures alone. */
  const short = ({ idleMinutes, longestMinutes, allowedHours }: TimeoutRule): string => {
    const parts = [
      ...(idleMinutes === null ? [] : [t('timeouts.short.idle', { span: minutes(idleMinutes) })]),
      ...(longestMinutes === null ? [] : [t('timeouts.short.longest', { span: minutes(longestMinutes) })]),
      ...(allowedHours === null ? [] : [t('timeouts.short.hours')]),
    ]
    return parts.length === 0 ? t('timeouts.short.none') : parts.join(', ')
  }

  return { sentence, short, hours, day }
}
