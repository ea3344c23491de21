import { Button, Group, Kbd, Text, Textarea, Title } from '@mantine/core'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { type BreachDetail, longestNote } from '#shared/model/breach-review'
import { FailureNote } from '../../components/failure-note'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { type Decision, decisionKeys, decisions } from '../../state/triage-keys'
import { useStore } from '../../state/use-store'
import classes from './breaches.module.css'
import { StateMark, stateIcons } from './state-mark'
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
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { note, setNote, busy, failure, decide } = triage
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
          <Textarea
            ref={noteField}
            label={t('breaches.note')}
            description={t('breaches.noteHint')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={longestNote}
            value={note}
            onChange={({ currentTarget: { value } }) => {
              setNote(value)
            }}
          />
          <Group gap="xs">
            {decisions.map((state: Decision) => {
              const Icon = stateIcons[state]
              return (
                <Button
                  key={state}
                  size="xs"
                  variant={detail.state === state ? 'light' : 'default'}
                  aria-pressed={detail.state === state}
                  loading={busy === state}
                  disabled={!linked}
                  leftSection={<Icon size={16} aria-hidden="true" />}
                  rightSection={
                    <Kbd size="xs" aria-hidden="true">
                      {decisionKeys[state]}
                    </Kbd>
                  }
                  onClick={() => void decide(state)}
                >
                  {t(`breachDecision.${state}`)}
                </Button>
              )
            })}
          </Group>
        </>
      )}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </section>
  )
}
