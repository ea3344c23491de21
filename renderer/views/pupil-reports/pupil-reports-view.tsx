import { Button, SegmentedControl, Skeleton, Text, Title } from '@mantine/core'
import { IconMessageCircleHeart } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PupilReportSummary } from '#shared/model/pupil-report'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { exactTime, momentTime } from '../../state/time-words'
import view from '../view.module.css'
import classes from './pupil-reports.module.css'
import { ReportPage } from './report-page'

const lists = {
  open: { closed: false, before: null, limit: 100 },
  closed: { closed: true, before: null, limit: 100 },
} as const

const ReportRow = ({
  report: { reportNumber, about, at, user, guest, confidential, state },
  chosen,
  onChoose,
}: {
  readonly report: PupilReportSummary
  readonly chosen: boolean
  readonly onChoose: () => void
}) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  return (
    <li>
      <button
        type="button"
        className={classes['row']}
        data-waiting={state === 'new' || undefined}
        aria-current={chosen || undefined}
        onClick={onChoose}
      >
        <span className={classes['head']}>
          <strong>{t(`pupilReports.about.${about}`)}</strong>
          <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
            {momentTime(at, hubNow())}
          </time>
        </span>
        <span>{user === null ? t('pupilReports.sealed') : guest ? t('pupilReports.guest', { user }) : user}</span>
        <span className={classes['head']}>
          <Text span size="xs" c="dimmed">
            {t('pupilReports.number', { number: reportNumber })}
            {confidential && user !== null && `, ${t('pupilReports.confidential')}`}
          </Text>
          <Text span size="xs" fw={state === 'new' ? 700 : 400}>
            {t(`pupilReports.state.${state}`)}
          </Text>
        </span>
      </button>
    </li>
  )
}

/** What pupils told the e-safety officers: for them alone. */
export const PupilReportsView = () => {
  const { t } = useTranslation()
  const { pupilReports } = useConsole()
  const [shown, setShown] = useState<keyof typeof lists>('open')
  const { loaded, reload } = useAsked('pupil-report:list', lists[shown])
  const [chosenId, setChosenId] = useState<string | null>(null)

  useEffect(() => pupilReports.changed.subscribe(() => void reload()), [pupilReports, reload])

  const reports = loaded.kind === 'ready' ? loaded.value.reports : []
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.pupil-reports')}>
      <div>
        <Title order={1} size="h3">
          {t('view.pupil-reports')}
        </Title>
        <Text c="dimmed">{t('pupilReports.how')}</Text>
      </div>
      <div>
        <SegmentedControl
          className={view['filter'] ?? ''}
          aria-label={t('pupilReports.which')}
          data={[
            { value: 'open', label: t('pupilReports.open') },
            { value: 'closed', label: t('pupilReports.closed') },
          ]}
          value={shown}
          onChange={(value) => {
            setShown(value === 'closed' ? 'closed' : 'open')
            setChosenId(null)
          }}
        />
      </div>
      {loaded.kind === 'loading' && <Skeleton height={240} data-testid="loading" />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && reports.length === 0 && (
        <NoticePage
          icon={<IconMessageCircleHeart size={40} />}
          title={t(shown === 'open' ? 'pupilReports.none' : 'pupilReports.noneClosed')}
          action={
            <Button variant="default" onClick={() => void reload()}>
              {t('common.lookAgain')}
            </Button>
          }
        >
          {t('pupilReports.noneDetail')}
        </NoticePage>
      )}
      {reports.length > 0 && (
        <div className={classes['panes']}>
          <ul className={classes['rows']} aria-label={t('pupilReports.list')}>
            {reports.map((report) => (
              <ReportRow
                key={report.reportId}
                report={report}
                chosen={report.reportId === chosenId}
                onChoose={() => {
                  setChosenId(report.reportId)
                }}
              />
            ))}
          </ul>
          {chosenId === null ? <Text c="dimmed">{t('pupilReports.choose')}</Text> : <ReportPage key={chosenId} reportId={chosenId} />}
        </div>
      )}
    </section>
  )
}
