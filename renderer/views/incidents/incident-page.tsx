import { Button, Group, Select, Skeleton, Text, Title } from '@mantine/core'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import classes from '../breaches/breaches.module.css'
import { DecisionButtons, NoteField } from '../breaches/decision-fields'
import { GradeMark } from '../breaches/grade-mark'
import { NextSteps } from '../breaches/next-steps'
import { StateMark } from '../breaches/state-mark'
import type { Triage } from '../breaches/use-triage'
import { useDeedWords, wordsWith } from './deed-words'
import { DescribeButton } from './describe-button'
import { EvidencePacks } from './evidence-packs'
import { usePersonWords } from './incident-row'
import { ParentsPanel } from '../letters/parents-panel'
import own from './incidents.module.css'
import { LegalHold } from './legal-hold'
import { LinkedReports } from './linked-reports'
import { RoutePanel } from './route-panel'
import { type OpenIncident, useIncident } from './use-incident'

interface IncidentPageProps {
  readonly incidentId: string
  readonly triage: Triage
  readonly mayAct: boolean
  readonly noteField: RefObject<HTMLTextAreaElement | null>
  readonly onAssign: (staffId: string | null) => Promise<void>
}

interface PartProps extends Omit<IncidentPageProps, 'incidentId'> {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
}

const nothing = {}

const Concerns = ({ incident, open, mayAct }: Pick<PartProps, 'incident' | 'open' | 'mayAct'>) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { incidentId } = incident
  return (
    <section aria-label={t('incidents.concernsOf')} className={own['stack']}>
      <Title order={3} size="h5">
        {t('incidents.concerns', { count: incident.concerns })}
      </Title>
      <ul className={own['concerns']}>
        {incident.breaches.map((breach) => (
          <li key={breach.breachId} className={own['concern']}>
            <GradeMark grade={breach.grade} />
            <span className={own['concernWords']}>
              <strong>{t(`category.${breach.category}`)}</strong> {t('breaches.number', { number: breach.breachNumber })}
              <br />
              <Text span size="sm">
                {breach.match.text} · {breach.deviceName}, {momentTime(breach.takenAt, hubNow())}
              </Text>
            </span>
            <StateMark state={breach.state} />
            {mayAct && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={!linked || open.busy}
                aria-label={t('incidents.takeOutOf', { number: breach.breachNumber })}
                onClick={() => void open.take(link.ask('incident:unlink', { incidentId, breachIds: [breach.breachId] }))}
              >
                {t('incidents.takeOut')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {incident.earlier.length > 0 && (
        <details>
          <summary>{t('incidents.earlier', { count: incident.earlier.length })}</summary>
          <ul className={own['concerns']}>
            {incident.earlier.map((breach) => (
              <li key={breach.breachId} className={own['concern']}>
                <GradeMark grade={breach.grade} />
                <span className={own['concernWords']}>
                  {t(`category.${breach.category}`)}: {breach.match.text}, {momentTime(breach.takenAt, hubNow())}
                </span>
                <StateMark state={breach.state} />
                {mayAct && breach.incident === null && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={!linked || open.busy}
                    aria-label={t('incidents.addOf', { number: breach.breachNumber })}
                    onClick={() => void open.take(link.ask('incident:link', { incidentId, breachIds: [breach.breachId] }))}
                  >
                    {t('incidents.add')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

const History = ({ incident }: { readonly incident: IncidentDetail }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const deedWords = useDeedWords()
  return (
    <section aria-label={t('incidents.history')} className={own['stack']}>
      <Title order={3} size="h5">
        {t('incidents.history')}
      </Title>
      <ol className={own['events']}>
        {incident.events.map(({ at, by, deed }, index) => (
          <li key={`${at} ${index}`}>
            {deedWords(deed)}{' '}
            <Text span size="sm" c="dimmed">
              {t('breaches.byAt', { who: by, time: momentTime(at, hubNow()) })}
            </Text>
            {wordsWith(deed) !== '' && <div className={own['words']}>{wordsWith(deed)}</div>}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The next decision, a note by itself, and whose it is. */
const Deciding = ({ incident, open, triage, noteField, onAssign }: PartProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded } = useAsked('incident:assignees', nothing)
  const [assigning, setAssigning] = useState(false)
  const { note, setNote, failure } = triage
  const { incidentId, assignee, state } = incident
  const officers = loaded.kind === 'ready' ? loaded.value : []
  const keepNote = async (): Promise<void> => {
    if (await open.take(link.ask('incident:note', { incidentId, note: note.trim() }))) setNote('')
  }
  return (
    <section aria-label={t('breaches.decision')} className={classes['decision']}>
      <Title order={3} size="h5">
        {t('breaches.decision')}
      </Title>
      <NoteField triage={triage} hint={t('incidents.noteHint')} field={noteField} />
      <Group gap="xs" align="end">
        <DecisionButtons triage={triage} state={state} />
        <Button size="xs" variant="default" disabled={!linked || note.trim() === ''} loading={open.busy} onClick={() => void keepNote()}>
          {t('incidents.keepNote')}
        </Button>
        <Select
          size="xs"
          label={t('incidents.assignee')}
          comboboxProps={{ transitionProps: { duration: 100 } }}
          allowDeselect={false}
          disabled={!linked || assigning}
          data={[
            { value: '', label: t('incidents.unassigned') },
            ...officers.map(({ staffId, displayName }) => ({ value: staffId, label: displayName })),
          ]}
          value={assignee?.staffId ?? ''}
          onChange={(value) => {
            setAssigning(true)
            void onAssign(value === null || value === '' ? null : value)
              .then(open.reload)
              .finally(() => {
                setAssigning(false)
              })
          }}
        />
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </section>
  )
}

const LoadedPage = (props: PartProps) => {
  const { t } = useTranslation()
  const personWords = usePersonWords()
  const { incident, open, mayAct } = props
  return (
    <>
      <header className={classes['detailHead']}>
        {incident.grade !== null && <GradeMark grade={incident.grade} />}
        <div>
          <Title order={2} size="h4">
            {incident.title}{' '}
            <Text span c="dimmed" size="sm">
              {t('breaches.number', { number: incident.incidentNumber })}
            </Text>
          </Title>
          <Text size="sm">
            <strong>{personWords(incident)}</strong>
            {incident.personKind === 'staff' && ` (${t('personKind.staff')})`}{' '}
            {mayAct && <DescribeButton incident={incident} open={open} />}
          </Text>
        </div>
        <span className={classes['spacer']} />
        <StateMark state={incident.state} />
      </header>
      {open.failure !== null && <FailureNote code={open.failure.code} detail={open.failure.detail} />}
      {incident.quarantined && <NextSteps />}
      <Concerns {...props} />
      <LinkedReports {...{ incident, open, mayAct }} />
      <RoutePanel {...props} />
      <ParentsPanel {...{ incident, open, mayAct }} />
      {mayAct && <Deciding {...props} />}
      <EvidencePacks incident={incident} />
      <LegalHold incident={incident} mayAct={mayAct} />
      <History incident={incident} />
    </>
  )
}

/** One incident: who, which concerns, which way, what was done. */
export const IncidentPage = ({ incidentId, ...props }: IncidentPageProps) => {
  const { t } = useTranslation()
  const open = useIncident(incidentId)
  const { loaded } = open
  return (
    <article className={classes['detailPane']} aria-label={t('incidents.one')}>
      {loaded.kind === 'ready' && <LoadedPage {...props} incident={loaded.value} open={open} />}
      {loaded.kind === 'loading' && <Skeleton height={280} data-testid="loading" />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void open.reload()} />}
    </article>
  )
}
