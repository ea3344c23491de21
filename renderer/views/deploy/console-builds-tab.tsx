import { Badge, Button, Checkbox, FileButton, Group, Progress, Skeleton, Table, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { buildFileNameSchema } from '#shared/model/console-build'
import type { CallFailure } from '#shared/protocol/call'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { uploadConsoleBuild } from '../../link/upload-console-build'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

const everything = {}

interface UploadProps {
  readonly linked: boolean
  readonly onAdded: () => void
}

const Upload = ({ linked, onAdded }: UploadProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const reset = useRef<() => void>(null)
  const [older, setOlder] = useState(false)
  const [sent, setSent] = useState<number | null>(null)
  const [failure, setFailure] = useState<{ readonly code: CallFailure; readonly detail: string } | null>(null)
  const send = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return
    // The same files may be chosen again, with the tick this time.
    reset.current?.()
    const stranger = files.find(({ name }) => !buildFileNameSchema.safeParse(name).success)
    if (stranger !== undefined) {
      setFailure({ code: 'build-refused', detail: t('consoleBuilds.stranger', { name: stranger.name }) })
      return
    }
    setFailure(null)
    setSent(0)
    const added = await uploadConsoleBuild(link, files, older, setSent)
    setSent(null)
    if (added.ok) onAdded()
    else setFailure({ code: added.code, detail: added.detail })
  }
  return (
    <div className={view['stack']}>
      <Group>
        <FileButton
          multiple
          resetRef={reset}
          accept=".yml,.sig,.exe,.deb,.blockmap"
          onChange={(files) => void send(files)}
          inputProps={{ 'aria-label': t('consoleBuilds.files') }}
        >
          {(props) => (
            <Button {...props} leftSection={<IconUpload size={16} aria-hidden="true" />} loading={sent !== null} disabled={!linked}>
              {t('consoleBuilds.add')}
            </Button>
          )}
        </FileButton>
        <Checkbox
          label={t('consoleBuilds.older')}
          checked={older}
          onChange={({ currentTarget }) => {
            setOlder(currentTarget.checked)
          }}
        />
        {sent !== null && <Progress w={240} value={sent * 100} aria-label={t('updates.sending', { percent: Math.round(sent * 100) })} />}
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </div>
  )
}

interface RowProps {
  readonly build: Reply<ConsoleOrders, 'console-build:list'>[number]
  readonly linked: boolean
  readonly onChanged: () => void
}

const Row = ({ build, linked, onChanged }: RowProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('console-build:remove')
  const remove = async (): Promise<void> => {
    if ((await run({ buildId: build.buildId })) !== undefined) onChanged()
  }
  return (
    <Table.Tr>
      <Table.Td>
        {build.version}
        <Text size="xs" c="dimmed">
          {t(`consoleBuilds.system.${build.system}`)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color={build.offered ? 'blue' : 'gray'} tt="none">
          {t(build.offered ? 'consoleBuilds.offered' : 'consoleBuilds.held')}
        </Badge>
      </Table.Td>
      <Table.Td>
        <code>{build.keyFingerprint.slice(0, 16)}</code>
      </Table.Td>
      <Table.Td>
        {build.addedBy}
        <Text size="xs" c="dimmed">
          {exactTime(build.addedAt)}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <Button size="compact-sm" variant="default" loading={busy} disabled={!linked} onClick={() => void remove()}>
          {t('updates.remove')}
        </Button>
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      </Table.Td>
    </Table.Tr>
  )
}

/** Newer consoles for staff PCs: signed builds, which consoles fetch from the hub by themselves. */
export const ConsoleBuildsTab = () => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('console-build:list', everything)
  const builds = loaded.kind === 'ready' ? loaded.value : []
  const changed = (): void => {
    void reload()
  }
  return (
    <div className={view['stack']}>
      <Text c="dimmed" maw="72ch">
        {t('consoleBuilds.how')}
      </Text>
      <Upload linked={linked} onAdded={changed} />
      {loaded.kind === 'loading' && <Skeleton height={120} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={changed} />}
      {loaded.kind === 'ready' && builds.length === 0 && <Text c="dimmed">{t('consoleBuilds.none')}</Text>}
      {builds.length > 0 && (
        <ListTable columns={[t('updates.version'), t('consoleBuilds.state'), t('updates.key'), t('updates.added')]} actions>
          {builds.map((build) => (
            <Row key={build.buildId} build={build} linked={linked} onChanged={changed} />
          ))}
        </ListTable>
      )}
    </div>
  )
}
