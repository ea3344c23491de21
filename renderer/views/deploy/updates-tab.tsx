import { Button, FileButton, Group, Progress, Skeleton, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallFailure } from '#shared/protocol/call'
import type { RoomSummary } from '#shared/model/device'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { uploadBuild } from '../../link/upload-build'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'
import { BuildList } from './build-list'
import { RollOutProgress } from './roll-out-progress'

const everything = {}

interface UploadProps {
  readonly linked: boolean
  readonly onAdded: () => void
}

const Upload = ({ linked, onAdded }: UploadProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const [sent, setSent] = useState<number | null>(null)
  const [failure, setFailure] = useState<{ readonly code: CallFailure; readonly detail: string } | null>(null)
  const send = async (file: File | null): Promise<void> => {
    if (file === null) return
    setFailure(null)
    setSent(0)
    const added = await uploadBuild(link, file, setSent)
    setSent(null)
    if (added.ok) onAdded()
    else setFailure({ code: added.code, detail: added.detail })
  }
  return (
    <div className={view['stack']}>
      <Group>
        <FileButton accept=".cwbuild" onChange={(file) => void send(file)} inputProps={{ 'aria-label': t('updates.file') }}>
          {(props) => (
            <Button {...props} leftSection={<IconUpload size={16} aria-hidden="true" />} loading={sent !== null} disabled={!linked}>
              {t('updates.add')}
            </Button>
          )}
        </FileButton>
        {sent !== null && <Progress w={240} value={sent * 100} aria-label={t('updates.sending', { percent: Math.round(sent * 100) })} />}
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </div>
  )
}

/** Newer agents for PCs that have one: signed builds, rolled out by stages. */
export const UpdatesTab = ({ rooms }: { readonly rooms: readonly RoomSummary[] }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('build:list', everything)
  const builds = loaded.kind === 'ready' ? loaded.value : []
  const rolledOut = builds.filter(({ rollOut }) => rollOut !== null)
  const underWay = rolledOut.filter(({ rollOut }) => rollOut?.state !== 'stopped')
  const shown = underWay.length > 0 ? underWay : rolledOut.slice(0, 1)
  const changed = (): void => {
    void reload()
  }
  return (
    <div className={view['stack']}>
      <Text c="dimmed" maw="72ch">
        {t('updates.how')}
      </Text>
      <Upload linked={linked} onAdded={changed} />
      {loaded.kind === 'loading' && <Skeleton height={120} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={changed} />}
      {loaded.kind === 'ready' && builds.length === 0 && <Text c="dimmed">{t('updates.none')}</Text>}
      {builds.length > 0 && <BuildList builds={builds} rooms={rooms} linked={linked} onChanged={changed} />}
      {shown.map((build) => (
        <RollOutProgress key={build.buildId} build={build} rooms={rooms} linked={linked} onChanged={changed} />
      ))}
    </div>
  )
}
