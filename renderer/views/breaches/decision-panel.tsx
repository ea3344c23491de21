import { Group, Text, Title } from '@mantine/core'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { BreachDetail } from '#shared/model/breach-review'
import { FailureNote } from '../../components/failure-note'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import classes from './breaches.module.css'
import { DecisionButtons, NoteField } from './decision-fields'
import { StateMark } from './state-mark'
import type { Triage } from './use-triage'

interface DecisionPanelProps {
  readonly detail: BreachDetail
  readonly triage: Triage
  readonly mayDecide: boolean
  readonly noteField: RefObject<HTMLTextAreaElement | null>
}

/** What was decided so far, and, for who may, the next decision with a note. */
export const DecisionPanel = ({ detail, triage, mayDecide, noteField }: DecisionPanelProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { failure } = triage
  return (
    <section aria-label={t('breaches.decision')} className={classes['decision']}>
      <Title order={3} size="h5">
        {t('breaches.decision')}
      </Title>
      {detail.decisions.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('breaches.undecided')}
        </Text>
      )}
      <ol className={classes['history']}>
        {detail.decisions.map(({ at, by, to, note: words }) => (
          <li key={at}>
            <StateMark state={to} />
            <Text span size="sm">
              {t('breaches.byAt', { who: by, time: momentTime(at, hubNow()) })}
            </Text>
            {words !== '' && (
              <Text size="sm" className={classes['note'] ?? ''}>
                {words}
              </Text>
            )}
          </li>
        ))}
      </ol>
      {mayDecide && (
        <>
          <NoteField triage={triage} hint={t('breaches.noteHint')} field={noteField} />
          <Group gap="xs">
            <DecisionButtons triage={triage} state={detail.state} />
          </Group>
        </>
      )}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </section>
  )
}
