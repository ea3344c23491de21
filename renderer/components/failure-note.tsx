import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { CallFailure } from '#shared/protocol/call'
import { useFailureWords } from './failure-words'

interface FailureNoteProps {
  readonly code: CallFailure
  readonly detail: string
  readonly onRetry?: () => void
}

/** What happened, what it means, what to do; the hub's own words stand below in small. */
export const FailureNote = ({ code, detail, onRetry }: FailureNoteProps) => {
  const { t } = useTranslation()
  const words = useFailureWords()
  return (
    <Alert role="alert" variant="light" color="red" icon={<IconAlertTriangle />} title={words(code)}>
      <Group justify="space-between" align="end">
        <Text size="sm">{detail}</Text>
        {onRetry && (
          <Button variant="default" size="xs" onClick={onRetry}>
            {t('common.tryAgain')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
