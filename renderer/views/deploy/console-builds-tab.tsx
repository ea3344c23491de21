import { Badge, Button, Checkbox, Skeleton, Table, Text } from '@mantine/core'
import { type ComponentProps, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { buildFileNameSchema } from '#shared/model/console-build'
import { fail } from '#shared/outcome'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { uploadConsoleBuild } from '../../link/upload-console-build'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'
import { BuildCells } from './build-cells'
import { BuildUpload } from './build-upload'

type Upload = ComponentProps<typeof BuildUpload>['upload']

const everything = {}

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
      <BuildCells build={build} />
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
  const [older, setOlder] = useState(false)
  const builds = loaded.kind === 'ready' ? loaded.value : []
  const changed = (): void => {
    void reload()
  }
  const upload: Upload = async (files, onSent) => {
    const stranger = files.find(({ name }) => !buildFileNameSchema.safeParse(name).success)
    if (stranger !== undefined) return fail('build-refused', t('consoleBuilds.stranger', { name: stranger.name }))
    return uploadConsoleBuild(link, files, older, onSent)
  }
  return (
    <div className={view['stack']}>
      <Text c="dimmed" maw="72ch">
        {t('consoleBuilds.how')}
      </Text>
      <BuildUpload
        label={t('consoleBuilds.add')}
        filesLabel={t('consoleBuilds.files')}
        accept=".yml,.sig,.exe,.deb,.blockmap"
        multiple
        linked={linked}
        upload={upload}
        onAdded={changed}
      >
        <Checkbox
          label={t('consoleBuilds.older')}
          checked={older}
          onChange={({ currentTarget }) => {
            setOlder(currentTarget.checked)
          }}
        />
      </BuildUpload>
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
