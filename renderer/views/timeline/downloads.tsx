import { Table, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { SiteIcon } from '../../components/site-icon'
import { clockTime, exactTime } from '../../state/time-words'

interface DownloadsProps {
  readonly downloads: Reply<ConsoleOrders, 'usage:timeline'>['downloads']
  /** Names of the PCs; null where only one is looked at. */
  readonly nameOf: ((deviceId: string) => string) | null
}

/** The files that were downloaded, newest first; nothing where there were none. */
export const Downloads = ({ downloads, nameOf }: DownloadsProps) => {
  const { t } = useTranslation()
  if (downloads.length === 0) return null
  return (
    <section aria-label={t('downloads.title')}>
      <Title order={2} size="h5" mb={4}>
        {t('downloads.title')}
      </Title>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('downloads.at')}</Table.Th>
            {nameOf !== null && <Table.Th>{t('downloads.pc')}</Table.Th>}
            <Table.Th>{t('downloads.user')}</Table.Th>
            <Table.Th>{t('downloads.file')}</Table.Th>
            <Table.Th>{t('downloads.site')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {downloads.map(({ deviceId, user, file, site, at }, index) => (
            // Two files of one page may begin in the same millisecond.
            <Table.Tr key={`${deviceId} ${at} ${index}`}>
              <Table.Td title={exactTime(at)}>{clockTime(at)}</Table.Td>
              {nameOf !== null && <Table.Td>{nameOf(deviceId)}</Table.Td>}
              <Table.Td>{user}</Table.Td>
              <Table.Td>{file === '' ? t('downloads.noName') : file}</Table.Td>
              <Table.Td>
                {site !== '' && <SiteIcon site={site} size={14} />} {site}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}
