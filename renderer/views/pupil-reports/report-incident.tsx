import { Button, Group, Select, Skeleton, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PupilReportDetail } from '#shared/model/pupil-report'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'

interface ReportIncidentProps {
  readonly detail: PupilReportDetail
  readonly onChanged: (detail: PupilReportDetail) => void
}

type Linked = PupilReportDetail['incident']

/** Incidents somebody still works on. */
const openOnes = { states: ['new' as const, 'under-review' as const, 'escalated' as const], before: null, limit: 200 }

const LinkDialog = ({
  reportId,
  onClose,
  onLinked,
}: {
  readonly reportId: string
  readonly onClose: () => void
  readonly onLinked: (incident: Linked) => void
}) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('incident:list', openOnes)
  const { busy, failure, run } = useDeed('incident:link-report')
  const [incidentId, setIncidentId] = useState<string | null>(null)
  const incidents = loaded.kind === 'ready' ? loaded.value.incidents : []
  const submit = async (): Promise<void> => {
    const linked = await run({ incidentId: incidentId ?? '', reportId })
    if (linked !== undefined) onLinked({ incidentId: linked.value.incidentId, incidentNumber: linked.value.incidentNumber })
  }
  return (
    <FormDialog
      opened
      title={t('pupilReports.incident.link')}
      submit={t('pupilReports.incident.link')}
      ready={incidentId !== null}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('pupilReports.incident.meaning')}</Text>
      {loaded.kind === 'loading' && <Skeleton height={60} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && incidents.length === 0 && <Text size="sm">{t('pupilReports.incident.noneOpen')}</Text>}
      {incidents.length > 0 && (
        <Select
          label={t('pupilReports.incident.which')}
          searchable
          data-autofocus
          comboboxProps={{ transitionProps: { duration: 100 } }}
          data={incidents.map(({ incidentId: value, incidentNumber, title }) => ({ value, label: `${incidentNumber}: ${title}` }))}
          value={incidentId}
          onChange={setIncidentId}
        />
      )}
    </FormDialog>
  )
}

/** [PU6] The incident that a report belongs to, and how it comes into one. */
export const ReportIncident = ({ detail, onChanged }: ReportIncidentProps) => {
  const { t } = useTranslation()
  const [linking, setLinking] = useState(false)
  const { busy, failure, run } = useDeed('incident:unlink-report')
  const { reportId, incident } = detail
  const takeOut = async (incidentId: string): Promise<void> => {
    if ((await run({ incidentId, reportId })) !== undefined) onChanged({ ...detail, incident: null })
  }
  return (
    <section aria-label={t('pupilReports.incident.title')}>
      <Title order={3} size="h5">
        {t('pupilReports.incident.title')}
      </Title>
      <Group justify="space-between">
        <Text size="sm">
          {incident === null ? t('pupilReports.incident.none') : t('pupilReports.incident.partOf', { number: incident.incidentNumber })}
        </Text>
        {incident === null ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setLinking(true)
            }}
          >
            {t('pupilReports.incident.link')}
          </Button>
        ) : (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => void takeOut(incident.incidentId)}>
            {t('pupilReports.incident.takeOut')}
          </Button>
        )}
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {linking && (
        <LinkDialog
          reportId={reportId}
          onClose={() => {
            setLinking(false)
          }}
          onLinked={(linked) => {
            setLinking(false)
            onChanged({ ...detail, incident: linked })
          }}
        />
      )}
    </section>
  )
}
