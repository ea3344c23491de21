import { Button, Text, Title } from '@mantine/core'
import { IconMessageCircleHeart } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import own from './incidents.module.css'
import type { OpenIncident } from './use-incident'

interface LinkedReportsProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  readonly mayAct: boolean
}

/** [PU6] What pupils told about it, by number alone: an officer reads it on its own page. */
export const LinkedReports = ({ incident: { incidentId, reports }, open, mayAct }: LinkedReportsProps) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  if (reports.length === 0) return null
  return (
    <section aria-label={t('view.pupil-reports')} className={own['stack']}>
      <Title order={3} size="h5">
        {t('view.pupil-reports')}
      </Title>
      <ul className={own['concerns']}>
        {reports.map(({ reportId, reportNumber, at }) => (
          <li key={reportId} className={own['concern']}>
            <IconMessageCircleHeart size={16} aria-hidden="true" />
            <span className={own['concernWords']}>
              {t('incidents.report', { number: reportNumber })}{' '}
              <Text span size="sm" c="dimmed">
                {momentTime(at, hubNow())}
              </Text>
            </span>
            {mayAct && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={!linked || open.busy}
                aria-label={t('incidents.takeReportOut', { number: reportNumber })}
                onClick={() => void open.take(link.ask('incident:unlink-report', { incidentId, reportId }))}
              >
                {t('incidents.takeOut')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {t('incidents.reportsMeaning')}
      </Text>
    </section>
  )
}
