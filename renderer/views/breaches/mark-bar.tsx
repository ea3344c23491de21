import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BreachSummary } from '#shared/model/breach-review'
import { FailureNote } from '../../components/failure-note'
import { useConsole } from '../../console'
import { decisions } from '../../state/triage-keys'
import { useStore } from '../../state/use-store'
import { stateIcons } from './state-mark'
import type { Marks } from './use-marks'

interface MarkBarProps {
  readonly marks: Marks
  readonly marked: readonly BreachSummary[]
  readonly onIncident: () => void
}

/** What can be done with all the marked concerns at once. */
export const MarkBar = ({ marks, marked, onIncident }: MarkBarProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  if (marked.length === 0 && marks.undoable === 0 && marks.failure === null) return null
  return (
    <div role="region" aria-label={t('breaches.marked')}>
      <Group gap="xs">
        {marked.length > 0 && (
          <>
            <Text size="sm" fw={650} role="status">
              {t('breaches.markedCount', { count: marked.length })}
            </Text>
            {decisions.map((state) => {
              const Icon = stateIcons[state]
              return (
                <Button
                  key={state}
                  size="xs"
                  variant="default"
                  loading={marks.busy}
                  disabled={!linked}
                  leftSection={<Icon size={16} aria-hidden="true" />}
                  aria-label={t('breaches.decideMarked', { what: t(`breachDecision.${state}`), count: marked.length })}
                  onClick={() => void marks.decide(marked, state)}
                >
                  {t(`breachDecision.${state}`)}
                </Button>
              )
            })}
            <Button size="xs" disabled={!linked} onClick={onIncident}>
              {t('incidents.make')}
            </Button>
            <Button size="xs" variant="default" onClick={marks.clear}>
              {t('breaches.unmark')}
            </Button>
          </>
        )}
        {marked.length === 0 && marks.undoable > 0 && (
          <Text size="sm" role="status">
            {t('breaches.decidedMany', { count: marks.undoable })}{' '}
            <Button size="compact-sm" variant="default" disabled={!linked} onClick={() => void marks.undo()}>
              {t('breaches.undo')}
            </Button>
          </Text>
        )}
      </Group>
      {marks.failure !== null && <FailureNote code={marks.failure.code} detail={marks.failure.detail} />}
    </div>
  )
}
