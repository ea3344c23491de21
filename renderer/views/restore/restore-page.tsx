import { Alert, Button, Group, List, Loader, PasswordInput, Stack, Text } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BridgeCall, ConsoleBridge, HubPlace } from '#shared/bridge'
import { Door } from '../sign-in/door'
import classes from './restore.module.css'

type Restoring = Extract<HubPlace, { readonly state: 'restoring' }>

interface RestorePageProps {
  readonly place: Restoring
  readonly bridge: ConsoleBridge | null
}

/** [BK9] A backup becomes the hub of this console: which file, its key, and how it went. The program around the page does the work. */
export const RestorePage = ({ place, bridge }: RestorePageProps) => {
  const { t } = useTranslation()
  const [recoveryKey, setRecoveryKey] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const ask = async (call: Extract<BridgeCall, 'restore:choose' | 'restore:end'>): Promise<void> => {
    const answer = await bridge?.ask(call, {})
    setRefusal(answer?.ok === false ? answer.detail : null)
  }
  const run = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const answer = await bridge?.ask('restore:run', { recoveryKey })
    setRefusal(answer?.ok === false ? answer.detail : null)
  }
  if (place.step === 'done') {
    return (
      <Door title={t('restore.done')} hubName={null} footer={null}>
        <Stack gap="md">
          <List className={classes['outcome']} size="sm" spacing="xs" role="status">
            {place.outcome.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
          <Button onClick={() => void ask('restore:end')} data-autofocus>
            {t('restore.openAgain')}
          </Button>
        </Stack>
      </Door>
    )
  }
  const working = place.step === 'working'
  const failure = refusal ?? place.failure
  return (
    <Door title={t('restore.title')} hubName={null} footer={null}>
      <form onSubmit={(event) => void run(event)} noValidate>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('restore.how')}
          </Text>
          <div>
            <Text size="sm" fw={500}>
              {t('restore.file')}
            </Text>
            <Text size="sm" my={4} role="status">
              {place.fileName ?? t('restore.noFile')}
            </Text>
            <Button variant="default" disabled={working} onClick={() => void ask('restore:choose')}>
              {t('restore.choose')}
            </Button>
          </div>
          <PasswordInput
            label={t('restore.key')}
            description={t('restore.keyHint')}
            value={recoveryKey}
            disabled={working}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setRecoveryKey(event.currentTarget.value)
            }}
          />
          {failure !== null && (
            <Alert role="alert" color="red" variant="light" title={t(refusal === null ? 'restore.failed' : 'restore.refused')}>
              {failure}
            </Alert>
          )}
          {working && (
            <Group gap="sm" role="status" wrap="nowrap">
              <Loader size="sm" />
              <Text size="sm">{t('restore.working')}</Text>
            </Group>
          )}
          <Group justify="flex-end">
            <Button variant="default" disabled={working} onClick={() => void ask('restore:end')}>
              {t('restore.cancel')}
            </Button>
            <Button type="submit" loading={working} disabled={place.fileName === null || recoveryKey.trim() === ''}>
              {t('restore.run')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Door>
  )
}
