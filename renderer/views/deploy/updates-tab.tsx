import { Skeleton, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { uploadBuild } from '../../link/upload-build'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'
import { BuildList } from './build-list'
import { BuildUpload } from './build-upload'
import { RollOutProgress } from './roll-out-progress'

const everything = {}

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
      <BuildUpload
        label={t('updates.add')}
        filesLabel={t('updates.file')}
        accept=".cwbuild"
        linked={linked}
        upload={([file], onSent) => uploadBuild(link, file, onSent)}
        onAdded={changed}
      />
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
