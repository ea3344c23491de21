import { Alert, Button, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconClock } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackupHealth, BackupView } from '#shared/model/backup'
import { Ago } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'
import { BackupForm } from './backup-form'
import { RecoveryKey } from './recovery-key'

const nothing = {}
const shownRuns = 5
/** While one is being made. */
const lookEveryMs = 1_500

const colours: Readonly<Record<BackupHealth, string>> = { unset: 'red', late: 'red', failed: 'red', off: 'gray', due: 'gray', good: 'teal' }
const icons: Readonly<Record<BackupHealth, typeof IconClock>> = {
  unset: IconAlertTriangle,
  late: IconAlertTriangle,
  failed: IconAlertTriangle,
  off: IconClock,
  due: IconClock,
  good: IconCircleCheck,
}

const sizeWords = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`)

/** How backups stand, in a word, an age and what to do. */
const Standing = ({ backup }: { readonly backup: BackupView }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const Icon = icons[backup.health]
  const failure = backup.runs[0]?.failure ?? null
  return (
    <Alert color={colours[backup.health]} variant="light" icon={<Icon aria-hidden="true" />} role="status">
      <Stack gap={4}>
        <strong>{t(`backup.health.${backup.health}`)}</strong>
        {backup.lastGood === null ? (
          <Text size="sm">{t('backup.noGood')}</Text>
        ) : (
          <Text size="sm">
            {t('backup.lastGood')} <Ago at={backup.lastGood.startedAt} /> ({sizeWords(backup.lastGood.bytes)})
          </Text>
        )}
        {failure !== null && <Text size="sm">{failure.detail}</Text>}
        {backup.nextAt !== null && <Text size="sm">{t('backup.next', { time: momentTime(backup.nextAt, hubNow()) })}</Text>}
        {backup.sameDisk && <Text size="sm">{t('backup.sameDisk')}</Text>}
        {(backup.lastGood?.unreadable ?? 0) > 0 && (
          <Text size="sm">{t('backup.unreadable', { count: backup.lastGood?.unreadable ?? 0 })}</Text>
        )}
      </Stack>
    </Alert>
  )
}

const Runs = ({ backup }: { readonly backup: BackupView }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  if (backup.runs.length === 0) return null
  return (
    <ListTable columns={[t('backup.when'), t('backup.by'), t('backup.result')]}>
      {backup.runs.slice(0, shownRuns).map(({ startedAt, by, failure, file, bytes }) => (
        <Table.Tr key={startedAt}>
          <Table.Td>{momentTime(startedAt, hubNow())}</Table.Td>
          <Table.Td>{by ?? t('backup.byClock')}</Table.Td>
          <Table.Td>{failure === null ? `${file ?? ''}, ${sizeWords(bytes)}` : t(`backup.fault.${failure.code}`)}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}

/** Backups of the hub: how they stand first, then where to, then the key. */
export const BackupPanel = () => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('backup:read', nothing)
  const [newer, setNewer] = useState<BackupView | null>(null)
  const { busy, failure, run } = useDeed('backup:run')
  const asked = loaded.kind === 'ready' ? loaded.value : null
  const backup = newer ?? asked
  const isRunning = backup !== null && backup.runningSince !== null
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => {
      void link.ask('backup:read', nothing).then((answer) => {
        if (answer.ok) setNewer(answer.value)
      })
    }, lookEveryMs)
    return () => {
      clearInterval(timer)
    }
  }, [isRunning, link])
  const begin = async (): Promise<void> => {
    const begun = await run({})
    if (begun !== undefined) setNewer(begun.value)
  }
  return (
    <section className={view['card']} id="setting-backup" aria-label={t('backup.title')}>
      <Title order={2} size="h4">
        {t('backup.title')}
      </Title>
      <Text size="sm">{t('backup.meaning')}</Text>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={120} />}
      {backup !== null && (
        <>
          <Standing backup={backup} />
          <BackupForm settings={backup.settings} onSaved={setNewer} />
          <RecoveryKey backup={backup} onMade={setNewer} />
          {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
          <Group>
            <Button
              variant="default"
              loading={busy || isRunning}
              disabled={!linked || backup.settings === null || backup.key === null}
              onClick={() => void begin()}
            >
              {t('backup.run')}
            </Button>
            <Text size="sm">{backup.settings === null || backup.key === null ? t('backup.runNeeds') : null}</Text>
          </Group>
          <Runs backup={backup} />
        </>
      )}
    </section>
  )
}
