import { Checkbox, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BreachSummary } from '#shared/model/breach-review'
import { useNow } from '../../components/use-time'
import { useConsole } from '../../console'
import { exactTime, momentTime } from '../../state/time-words'
import classes from './breaches.module.css'
import { GradeMark } from './grade-mark'
import { StateMark } from './state-mark'

interface BreachRowProps {
  readonly breach: BreachSummary
  readonly roomName: string
  readonly chosen: boolean
  readonly onChoose: () => void
  /** Whether it is marked, for who may decide on many at once. */
  readonly marked?: boolean
  readonly onMark?: (breachId: string) => void
}

/** One concern of the list: grade, category, who, where, when, how often. */
export const BreachRow = ({ breach, roomName, chosen, onChoose, marked, onMark }: BreachRowProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  useNow()
  const { breachId, category, grade, match, user, deviceName, takenAt, count, state, test } = breach
  return (
    <li className={classes['rowLine']}>
      {onMark !== undefined && (
        <Checkbox
          size="xs"
          className={classes['mark'] ?? ''}
          aria-label={t('breaches.mark', { number: breach.breachNumber })}
          checked={marked === true}
          onChange={() => {
            onMark(breachId)
          }}
        />
      )}
      <button
        type="button"
        className={classes['row']}
        data-breach-id={breachId}
        data-waiting={state === 'new' || undefined}
        aria-current={chosen || undefined}
        onClick={onChoose}
      >
        <GradeMark grade={grade} />
        <span className={classes['rowWords']}>
          <span className={classes['rowHead']}>
            <span className={classes['what']}>{test ? t('breaches.selfTest') : t(`category.${category}`)}</span>
            {count > 1 && <span className={classes['count']}>{t('breaches.times', { count })}</span>}
            <time className={classes['time']} dateTime={new Date(takenAt).toISOString()} title={exactTime(takenAt)}>
              {momentTime(takenAt, hubNow())}
            </time>
          </span>
          <span className={classes['matched']}>{match.text}</span>
          <span className={classes['rowHead']}>
            <Text span size="xs" c="dimmed" className={classes['place'] ?? ''}>
              {t('breaches.whoWhere', { who: user ?? t('breaches.nobody'), pc: deviceName, room: roomName })}
            </Text>
            {breach.incident !== null && (
              <span className={classes['count']}>{t('breaches.ofIncident', { number: breach.incident.incidentNumber })}</span>
            )}
            {breach.quarantined && <span className={classes['count']}>{t('breaches.sealed')}</span>}
            <StateMark state={state} />
          </span>
        </span>
      </button>
    </li>
  )
}
