import { Button, Skeleton, Table, Tabs, Text, Title } from '@mantine/core'
import { IconDownload, IconReportAnalytics } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type Report, reportFileName } from '#shared/model/report'
import { termWords } from '#shared/model/school-term'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import view from '../view.module.css'
import { MakeReport } from './make-report'
import { ReportSetUp } from './report-set-up'
import { SelfCheck } from './self-check'

const nothing = {}

const FetchButton = ({ report }: { readonly report: Report }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('report:fetch')
  const name = reportFileName(report)
  const fetch = async (): Promise<void> => {
    const fetched = await run({ reportId: report.reportId })
    if (fetched !== undefined) saveFile(new Uint8Array(fetched.value.pdf), name, 'application/pdf')
  }
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden="true" />}
        loading={busy}
        disabled={!linked}
        aria-label={t('reports.downloadNamed', { name })}
        onClick={() => void fetch()}
      >
        {t('reports.download')}
      </Button>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </>
  )
}

const MadeReports = ({ reports }: { readonly reports: readonly Report[] }) => {
  const { t } = useTranslation()
  if (reports.length === 0) {
    return (
      <NoticePage icon={<IconReportAnalytics size={40} />} title={t('reports.none')}>
        {t('reports.noneDetail')}
      </NoticePage>
    )
  }
  return (
    <ListTable columns={[t('reports.what'), t('reports.time'), t('reports.made'), t('reports.by'), t('reports.size')]} actions>
      {reports.map((report) => (
        <Table.Tr key={report.reportId}>
          <Table.Td>{t(`reports.kind.${report.kind}`)}</Table.Td>
          <Table.Td>{report.term === null ? t('reports.ofTheDay') : termWords(report.term)}</Table.Td>
          <Table.Td className={view['nowrap'] ?? ''}>{exactTime(report.madeAt)}</Table.Td>
          <Table.Td>{report.madeBy ?? t('reports.bySchedule')}</Table.Td>
          <Table.Td className={view['nowrap'] ?? ''}>{t('reports.kilobytes', { size: Math.ceil(report.bytes / 1_000) })}</Table.Td>
          <Table.Td ta="right">
            <FetchButton report={report} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}

/** Papers without names: made here or by the schedule, and taken out as PDF. */
export const ReportsView = ({ staff }: { readonly staff: Staff }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('report:list', nothing)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.reports')}>
      <Title order={1} size="h3">
        {t('view.reports')}
      </Title>
      <Text c="dimmed">{t('reports.how')}</Text>
      <Tabs defaultValue="reports" keepMounted={false}>
        <Tabs.List mb={16}>
          <Tabs.Tab value="reports">{t('reports.tab')}</Tabs.Tab>
          <Tabs.Tab value="self-check">{t('reports.selfCheckTab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="reports">
          {loaded.kind === 'loading' && <Skeleton height={240} />}
          {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
          {loaded.kind === 'ready' && (
            <div className={view['stack']}>
              <MakeReport terms={loaded.value.terms} onMade={() => void reload()} />
              <MadeReports reports={loaded.value.reports} />
              {mayCall(staff.role, 'report:set-up') && <ReportSetUp settings={loaded.value.settings} />}
            </div>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="self-check">
          <SelfCheck mayAnswer={mayCall(staff.role, 'report:answer')} />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}
