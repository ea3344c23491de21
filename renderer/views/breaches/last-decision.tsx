import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import type { Triage } from './use-triage'

/** The last decision, with the way back. */
export const LastDecision = ({ triage: { last, undo } }: { readonly triage: Triage }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  if (last === null) return null
  return (
    <Text size="sm" role="status">
      {t('breaches.decided', { number: last.number, what: t(`breachState.${last.to}`) })}{' '}
      <Button size="compact-sm" variant="default" disabled={!linked} onClick={() => void undo()}>
        {t('breaches.undo')}
      </Button>
    </Text>
  )
}
