import { Group, SegmentedControl, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#shared/model/audit'
import type { Oversight } from '#shared/model/oversight'
import { FailureNote } from '../../components/failure-note'
import { Lasting } from '../../components/ago'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { calendarDate, exactTime } from '../../state/time-words'
import { GradeMark } from '../breaches/grade-mark'
import view from '../view.module.css'

const spans = ['7', '30', '90'] as const

const Overdue = ({ oversight }: { readonly oversight: Oversight }) => {
  const { t } = useTranslation()
  const { overdue, overdueCount } = oversight
  if (overdueCount === 0) {
    return (
      <span className={view['withIcon']}>
        <IconCircleCheck size={18} aria-hidden="true" />
        <Text>{t('oversight.noneOverdue')}</Text>
      </span>
    )
  }
  return (
    <>
      <span className={view['withIcon']}>
        <IconAlertTriangle size={18} aria-hidden="true" />
        <Text fw={650}>{t('oversight.overdueCount', { count: overdueCount })}</Text>
      </span>
      <ListTable
        columns={[t('oversight.concern'), t('oversight.grade'), t('oversight.about'), t('oversight.learned'), t('oversight.waits')]}
      >
        {overdue.map(({ breachNumber, grade, category, receivedAt }) => (
          <Table.Tr key={breachNumber}>
            <Table.Td>{t('oversight.number', { number: breachNumber })}</Table.Td>
            <Table.Td>
              <GradeMark grade={grade} />
            </Table.Td>
            <Table.Td>{t(`category.${category}`)}</Table.Td>
            <Table.Td className={view['nowrap'] ?? ''}>{exactTime(receivedAt)}</Table.Td>
            <Table.Td className={view['nowrap'] ?? ''}>
              <Lasting since={receivedAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </ListTable>
    </>
  )
}

const OverdueIncidents = ({ overdueIncidents }: Pick<Oversight, 'overdueIncidents'>) => {
  const { t } = useTranslation()
  if (overdueIncidents.length === 0) return <Text c="dimmed">{t('oversight.noneIncidents')}</Text>
  return (
    <ListTable columns={[t('oversight.incident'), t('oversight.whose'), t('oversight.toDo'), t('oversight.dueSince')]}>
      {overdueIncidents.map(({ incidentNumber, title, assignee, actionsOpen, dueAt }) => (
        <Table.Tr key={incidentNumber}>
          <Table.Td>
            {t('oversight.number', { number: incidentNumber })} {title}
          </Table.Td>
          <Table.Td>{assignee ?? t('incidents.unassigned')}</Table.Td>
          <Table.Td>{actionsOpen}</Table.Td>
          <Table.Td className={view['nowrap'] ?? ''}>{calendarDate(dueAt)}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}

const Looks = ({ looks }: { readonly looks: Oversight['looks'] }) => {
  const { t } = useTranslation()
  if (looks.length === 0) return <Text c="dimmed">{t('oversight.noLooks')}</Text>
  const columns = ['who', 'screens', 'histories', 'concerns', 'reveals', 'exports', 'refusals'] as const
  return (
    <ListTable columns={columns.map((name) => t(`oversight.${name}`))}>
      {looks.map((look) => (
        <Table.Tr key={look.staffId}>
          <Table.Td>
            {look.displayName}
            {look.role !== null && (
              <Text size="sm" c="dimmed">
                {t(`role.${look.role}`)}
              </Text>
            )}
          </Table.Td>
          {[look.screens, look.histories, look.concerns, look.reveals, look.exports, look.refusals].map((count, at) => (
            <Table.Td key={columns[at + 1]}>{count}</Table.Td>
          ))}
        </Table.Tr>
      ))}
    </ListTable>
  )
}

interface EntriesProps {
  readonly entries: readonly AuditEntry[]
  readonly none: string
  /** Over the column of details. */
  readonly detail: string
}

const Entries = ({ entries, none, detail }: EntriesProps) => {
  const { t } = useTranslation()
  if (entries.length === 0) return <Text c="dimmed">{none}</Text>
  return (
    <ListTable columns={[t('audit.at'), t('audit.who'), t('audit.action'), t('audit.subject'), detail]} verticalSpacing={6}>
      {entries.map((entry) => (
        <Table.Tr key={entry.auditId}>
          <Table.Td className={view['nowrap'] ?? ''}>{exactTime(entry.at)}</Table.Td>
          <Table.Td className={view['nowrap'] ?? ''}>{entry.staffName}</Table.Td>
          <Table.Td>{t(`auditAction.${entry.action}`)}</Table.Td>
          <Table.Td>{entry.subject}</Table.Td>
          <Table.Td>{entry.detail}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}

/** For the head: what waits too long, who looked at what and why, and what left the hub. */
export const OversightView = () => {
  const { t } = useTranslation()
  const [span, setSpan] = useState<string>('7')
  const asked = useMemo(() => ({ days: Number(span) }), [span])
  const { loaded, reload } = useAsked('oversight:read', asked)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.oversight')}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.oversight')}
        </Title>
        <SegmentedControl
          aria-label={t('oversight.span')}
          value={span}
          onChange={setSpan}
          data={spans.map((value) => ({ value, label: t('oversight.days', { count: Number(value) }) }))}
        />
      </Group>
      <Text c="dimmed">{t('oversight.how')}</Text>
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && (
        <>
          <Title order={2} size="h4">
            {t('oversight.overdue')}
          </Title>
          <Overdue oversight={loaded.value} />
          <Title order={2} size="h4">
            {t('oversight.overdueIncidents')}
          </Title>
          <OverdueIncidents overdueIncidents={loaded.value.overdueIncidents} />
          <Title order={2} size="h4">
            {t('oversight.looks')}
          </Title>
          <Looks looks={loaded.value.looks} />
          <Title order={2} size="h4">
            {t('oversight.revealed')}
          </Title>
          <Entries entries={loaded.value.reveals} none={t('oversight.noReveals')} detail={t('oversight.reason')} />
          <Title order={2} size="h4">
            {t('oversight.takenOut')}
          </Title>
          <Entries entries={loaded.value.exports} none={t('oversight.noExports')} detail={t('audit.detail')} />
        </>
      )}
    </section>
  )
}
