import { Button, Group, Modal, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDownload, IconPackages, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { softwareCsv } from '#shared/model/inventory-csv'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import view from '../view.module.css'

const shownRows = 200
const mostExported = 20_000
const searchAfterMs = 250

/** The PCs that have a program, with its version there. */
const Holders = ({
  name,
  onOpen,
  onClose,
}: {
  readonly name: string
  readonly onOpen: (deviceId: string) => void
  readonly onClose: () => void
}) => {
  const { t } = useTranslation()
  const asked = useMemo(() => ({ name }), [name])
  const { loaded, reload } = useAsked('inventory:holders', asked)
  return (
    <Modal opened title={name} onClose={onClose} closeButtonProps={{ 'aria-label': t('common.close') }} transitionProps={{ duration: 100 }}>
      {loaded.kind === 'loading' && <Skeleton height={160} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && (
        <ListTable columns={[t('inventory.column.pc'), t('inventory.version')]} verticalSpacing={4}>
          {loaded.value.pcs.map(({ deviceId, deviceName, version }) => (
            <Table.Tr key={`${deviceId} ${version}`}>
              <Table.Th scope="row">
                <button
                  type="button"
                  className={view['textButton']}
                  onClick={() => {
                    onClose()
                    onOpen(deviceId)
                  }}
                >
                  {deviceName}
                </button>
              </Table.Th>
              <Table.Td>{version}</Table.Td>
            </Table.Tr>
          ))}
        </ListTable>
      )}
    </Modal>
  )
}

/** Programs by name and version, and on how many PCs each is. */
export const Software = ({ onOpen }: { readonly onOpen: (deviceId: string) => void }) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), searchAfterMs)
  const [held, setHeld] = useState<string | null>(null)
  const asked = useMemo(() => ({ search, limit: shownRows }), [search])
  const { loaded, reload } = useAsked('inventory:software', asked)
  const exporting = useDeed('inventory:software')
  const save = async (): Promise<void> => {
    const whole = await exporting.run({ search, limit: mostExported })
    if (whole !== undefined) saveFile(softwareCsv(whole.value.packages), 'inventory-software.csv', 'text/csv')
  }
  const none = loaded.kind === 'ready' && loaded.value.total === 0
  return (
    <Stack gap="md">
      <Group align="end">
        <TextInput
          label={t('inventory.searchSoftware')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          maxLength={100}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value)
          }}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          loading={exporting.busy}
          disabled={loaded.kind !== 'ready' || none}
          onClick={() => void save()}
        >
          {t('inventory.export')}
        </Button>
      </Group>
      {exporting.failure !== null && <FailureNote code={exporting.failure.code} detail={exporting.failure.detail} />}
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {none && (
        <NoticePage icon={<IconPackages size={40} />} title={t(search === '' ? 'inventory.noSoftware' : 'inventory.noneFits')}>
          {t('inventory.noSoftwareDetail')}
        </NoticePage>
      )}
      {loaded.kind === 'ready' && !none && (
        <>
          <Text size="sm" c="dimmed" role="status">
            {t('inventory.shownSoftware', { shown: loaded.value.packages.length, count: loaded.value.total })}
          </Text>
          <ListTable columns={[t('inventory.program'), t('inventory.version'), t('inventory.pcs')]} verticalSpacing={4}>
            {loaded.value.packages.map(({ name, version, pcs }) => (
              <Table.Tr key={`${name} ${version}`}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td>{version}</Table.Td>
                <Table.Td>
                  <button
                    type="button"
                    className={view['textButton']}
                    aria-label={t('inventory.whichPcs', { name, count: pcs })}
                    onClick={() => {
                      setHeld(name)
                    }}
                  >
                    {pcs}
                  </button>
                </Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        </>
      )}
      {held !== null && (
        <Holders
          name={held}
          onOpen={onOpen}
          onClose={() => {
            setHeld(null)
          }}
        />
      )}
    </Stack>
  )
}
