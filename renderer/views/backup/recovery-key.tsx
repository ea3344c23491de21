import { Alert, Button, Checkbox, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupView } from '#shared/model/backup'
import { Copyable } from '../../components/copyable'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'

interface RecoveryKeyProps {
  readonly backup: BackupView
  readonly onMade: (view: BackupView) => void
}

/** [BK3] The key is shown this once: it goes from the page with a tick, and nowhere else. */
export const RecoveryKey = ({ backup, onMade }: RecoveryKeyProps) => {
  const { t } = useTranslation()
  const { hubNow, link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('backup:make-key')
  const [shown, setShown] = useState<string | null>(null)
  const [written, setWritten] = useState(false)
  const [asking, setAsking] = useState(false)
  const make = async (): Promise<void> => {
    const made = await run({})
    if (made === undefined) return
    setAsking(false)
    setWritten(false)
    setShown(made.value.recoveryKey)
    onMade(made.value.backup)
  }
  if (shown !== null) {
    return (
      <Alert color="orange" variant="light" role="alert">
        <Stack gap="sm">
          <strong>{t('backup.keyShown')}</strong>
          <Text size="sm">{t('backup.keyShownHint')}</Text>
          <Copyable shown={shown} />
          <Checkbox
            label={t('backup.keyWritten')}
            checked={written}
            onChange={({ currentTarget }) => {
              setWritten(currentTarget.checked)
            }}
          />
          <div>
            <Button
              disabled={!written}
              onClick={() => {
                setShown(null)
              }}
            >
              {t('backup.keyHide')}
            </Button>
          </div>
        </Stack>
      </Alert>
    )
  }
  return (
    <div>
      <Text size="sm">
        {backup.key === null ? t('backup.noKey') : t('backup.keyMade', { time: momentTime(backup.key.madeAt, hubNow()) })}
      </Text>
      {failure !== null && !asking && <FailureNote code={failure.code} detail={failure.detail} />}
      <Button
        mt={8}
        variant={backup.key === null ? 'filled' : 'default'}
        disabled={!linked}
        loading={busy && !asking}
        onClick={() => {
          if (backup.key === null) void make()
          else setAsking(true)
        }}
      >
        {backup.key === null ? t('backup.makeKey') : t('backup.makeAnother')}
      </Button>
      {asking && (
        <FormDialog
          opened
          title={t('backup.makeAnother')}
          submit={t('backup.makeKey')}
          busy={busy}
          failure={failure}
          onClose={() => {
            setAsking(false)
          }}
          onSubmit={() => void make()}
        >
          <Text size="sm">{t('backup.anotherMeans')}</Text>
        </FormDialog>
      )}
    </div>
  )
}
