import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { IncidentSummary } from '#shared/model/incident'
import { yearGroupWords } from '#shared/model/pupil-record'
import { useConsole } from '../../console'
import { exactTime, momentTime } from '../../state/time-words'
import classes from '../breaches/breaches.module.css'
import { GradeMark } from '../breaches/grade-mark'
import { StateMark } from '../breaches/state-mark'

interface IncidentRowProps {
  readonly incident: IncidentSummary
  readonly chosen: boolean
  readonly onChoose: () => void
}

/** Who it is about, as the roster or the account names them. */
export const usePersonWords = (): ((incident: Pick<IncidentSummary, 'person' | 'displayName' | 'yearGroup'>) => string) => {
  const { t } = useTranslation()
  return ({ person, displayName, yearGroup }) => {
    const name = displayName ?? person ?? t('incidents.nobody')
    return yearGroup === null ? name : `${name}, ${yearGroupWords(yearGroup)}`
  }
}

/** One incident of the list: grade, title, who, how many concerns, what is due. */
export const IncidentRow = ({ incident, chosen, onChoose }: IncidentRowProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const personWords = usePersonWords()
  const { incidentId, incidentNumber, title, state, grade, concerns, assignee, changedAt, dueAt, actionsOpen } = incident
  const overdue = dueAt !== null && dueAt < hubNow()
  return (
    <li>
      <button
        type="button"
        className={classes['row']}
        data-incident-id={incidentId}
        data-waiting={state === 'new' || overdue || undefined}
        aria-current={chosen || undefined}
        onClick={onChoose}
      >
        {grade === null ? <span className={classes['grade']} /> : <GradeMark grade={grade} />}
        <span className={classes['rowWords']}>
          <span className={classes['rowHead']}>
            <span className={classes['what']}>{title}</span>
            <time className={classes['time']} dateTime={new Date(changedAt).toISOString()} title={exactTime(changedAt)}>
              {momentTime(changedAt, hubNow())}
            </time>
          </span>
          <span className={classes['matched']}>
            {personWords(incident)} · {t('incidents.concerns', { count: concerns })}
          </span>
          <span className={classes['rowHead']}>
            <Text span size="xs" c="dimmed" className={classes['place'] ?? ''}>
              {t('incidents.numberWhose', { number: incidentNumber, who: assignee?.displayName ?? t('incidents.unassigned') })}
              {actionsOpen > 0 && ` · ${overdue ? t('incidents.overdue') : t('incidents.toDo', { count: actionsOpen })}`}
            </Text>
            <StateMark state={state} />
          </span>
        </span>
      </button>
    </li>
  )
}
