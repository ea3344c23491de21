import { Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RetentionPreview } from '#shared/model/retention'
import { ListTable } from '../../components/list-table'
import { calendarDate } from '../../state/time-words'

const columns = ['kind', 'days', 'due', 'within7Days', 'within30Days', 'held'] as const
const firstShown = 8

/** What the school's days delete next, by kind, and the concerns and incidents that go first. */
export const RetentionTable = ({ preview: { kinds, soon } }: { readonly preview: RetentionPreview }) => {
  const { t } = useTranslation()
  return (
    <section aria-label={t('records.next')}>
      <Title order={2} size="h4" mb={8}>
        {t('records.next')}
      </Title>
      <ListTable columns={columns.map((column) => t(`records.${column}`))} verticalSpacing={6}>
        {kinds.map(({ kind, days, due, within7Days, within30Days, held }) => (
          <Table.Tr key={kind}>
            <Table.Td>{t(`records.kindOf.${kind}`)}</Table.Td>
            <Table.Td>{t('records.daysOf', { count: days })}</Table.Td>
            <Table.Td>{due}</Table.Td>
            <Table.Td>{within7Days}</Table.Td>
            <Table.Td>{within30Days}</Table.Td>
            <Table.Td>{held}</Table.Td>
          </Table.Tr>
        ))}
      </ListTable>
      <Text size="sm" mt={8}>
        {soon.length === 0
          ? t('records.nothingSoon')
          : t('records.first', {
              list: soon
                .slice(0, firstShown)
                .map(({ kind, number, goesAt }) => t(`records.goes.${kind}`, { number, date: calendarDate(goesAt) }))
                .join('; '),
            })}
      </Text>
    </section>
  )
}
