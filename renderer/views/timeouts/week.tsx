import { useTranslation } from 'react-i18next'
import { type AllowedHours, minutesADay } from '#shared/model/timeout'
import { weekDays } from '../../state/timeout-draft'
import { useRuleWords } from './rule-words'
import classes from './timeouts.module.css'

const ticks = [0, 6, 12, 18, 24] as const

/** The week as seven bars from midnight to midnight: filled is when the PCs may be used. */
export const Week = ({ hours }: { readonly hours: readonly AllowedHours[] }) => {
  const { t } = useTranslation()
  const words = useRuleWords()
  return (
    <div role="img" aria-label={t('timeouts.week', { hours: words.hours(hours) })} className={classes['week']}>
      <span />
      <span className={classes['ticks']}>
        {ticks.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </span>
      {weekDays.map((day) => (
        <div key={day} className={classes['weekRow']}>
          <span className={classes['dayName']}>{words.day(day)}</span>
          <svg className={classes['bar']} viewBox={`0 0 ${minutesADay} 10`} preserveAspectRatio="none">
            <rect className={classes['closed']} width={minutesADay} height="10" />
            {hours
              .filter(({ days }) => days.includes(day))
              .map(({ from, to }) => (
                <rect key={`${from}-${to}`} className={classes['open']} x={from} width={to - from} height="10" />
              ))}
            {ticks.slice(1, -1).map((hour) => (
              <rect key={hour} className={classes['tick']} x={hour * 60} width="2" height="10" />
            ))}
          </svg>
        </div>
      ))}
    </div>
  )
}
