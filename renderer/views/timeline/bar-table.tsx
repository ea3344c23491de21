import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type TimelineRow, totalsOf } from '../../state/timeline'
import { secondsTime } from '../../state/time-words'
import view from '../view.module.css'
import { useDuration } from './duration'

interface BarTableProps {
  readonly rows: readonly TimelineRow[]
  readonly hidden: boolean
}

/** The same as the chart, in words: every stretch of one PC, or for a class how long each PC had each application. */
export const BarTable = ({ rows, hidden }: BarTableProps) => {
  const { t } = useTranslation()
  const duration = useDuration()
  const [only] = rows
  if (rows.length === 1 && only !== undefined) {
    return (
      <Table className={view['table'] ?? ''} verticalSpacing={4} aria-label={t('timeline.table')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('timeline.from')}</Table.Th>
            <Table.Th>{t('timeline.until')}</Table.Th>
            <Table.Th>{t('timeline.duration')}</Table.Th>
            <Table.Th>{t('timeline.application')}</Table.Th>
            {!hidden && <Table.Th>{t('timeline.title')}</Table.Th>}
            {!hidden && <Table.Th>{t('timeline.user')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {only.bars.map(({ from, until, application, title, user }) => (
            <Table.Tr key={from}>
              <Table.Td>{secondsTime(from)}</Table.Td>
              <Table.Td>{secondsTime(until)}</Table.Td>
              <Table.Td>{duration(until - from)}</Table.Td>
              <Table.Td>{application}</Table.Td>
              {!hidden && <Table.Td>{title}</Table.Td>}
              {!hidden && <Table.Td>{user}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    )
  }
  return (
    <Table className={view['table'] ?? ''} verticalSpacing={4} aria-label={t('timeline.table')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('timeline.pc')}</Table.Th>
          {!hidden && <Table.Th>{t('timeline.user')}</Table.Th>}
          <Table.Th>{t('timeline.application')}</Table.Th>
          <Table.Th>{t('timeline.duration')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.flatMap((row) =>
          totalsOf([row]).map(({ application, totalMs }) => (
            <Table.Tr key={`${row.deviceId}/${application}`}>
              <Table.Td>{row.deviceName}</Table.Td>
              {!hidden && <Table.Td>{row.users.join(', ')}</Table.Td>}
              <Table.Td>{application}</Table.Td>
              <Table.Td>{duration(totalMs)}</Table.Td>
            </Table.Tr>
          )),
        )}
      </Table.Tbody>
    </Table>
  )
}
