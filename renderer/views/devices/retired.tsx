import { Button, Group, Skeleton, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { disposalCsv } from '#shared/model/device-csv'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'

const everything = {}
const shownRows = 500
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })

/** How PCs left the school. */
export const Retired = () => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('device:disposals', everything)
  const { busy, failure, run } = useDeed('device:disposals')
  const disposals = loaded.kind === 'ready' ? loaded.value : []
  const exportAll = async (): Promise<void> => {
    const taken = await run({ export: true })
    if (taken !== undefined) saveFile(disposalCsv(taken.value), 'classwarden-retired.csv', 'text/csv')
  }
  if (loaded.kind === 'loading') return <Skeleton height={240} />
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  if (disposals.length === 0) return <Text c="dimmed">{t('register.noneRetired')}</Text>
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('register.retiredCount', { count: disposals.length })}
        </Text>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          loading={busy}
          onClick={() => void exportAll()}
        >
          {t('register.export')}
        </Button>
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <ListTable
        columns={[
          ...[t('register.retiredAt'), t('devices.name'), t('register.room'), t('register.how')],
          ...[t('register.assetTag'), t('register.serial'), t('register.by'), t('register.note')],
        ]}
      >
        {disposals.slice(0, shownRows).map(({ deviceId, at, name, roomName, how, assetTag, serial, byName, note }) => (
          <Table.Tr key={deviceId}>
            <Table.Td>{day.format(at)}</Table.Td>
            <Table.Th scope="row">{name}</Table.Th>
            <Table.Td>{roomName}</Table.Td>
            <Table.Td>{t(`disposal.${how}`)}</Table.Td>
            <Table.Td>{assetTag}</Table.Td>
            <Table.Td>{serial}</Table.Td>
            <Table.Td>{byName}</Table.Td>
            <Table.Td>{note}</Table.Td>
          </Table.Tr>
        ))}
      </ListTable>
    </>
  )
}
