import { Button, Group, Skeleton, Text, Title } from '@mantine/core'
import { IconFolderHeart } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentSummary } from '#shared/model/incident'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useConsole } from '../../console'
import { openIncidents } from '../../state/incidents'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import classes from '../breaches/breaches.module.css'
import { LastDecision } from '../breaches/last-decision'
import { onTriageKey } from '../breaches/on-triage-key'
import { SavedFilters } from '../breaches/saved-filters'
import { TriageList } from '../breaches/triage-list'
import { useChosen } from '../breaches/use-chosen'
import { useTriage } from '../breaches/use-triage'
import type { Rooms } from '../frame/use-rooms'
import { ParentsRegister } from '../letters/parents-register'
import { WaitingLetters } from '../letters/waiting-letters'
import view from '../view.module.css'
import { IncidentFilters } from './incident-filters'
import { IncidentPage } from './incident-page'
import { IncidentRow } from './incident-row'
import { OpenIncidentDialog } from './open-incident-dialog'

interface IncidentsViewProps {
  readonly staff: Staff
  readonly rooms: Rooms
}

/** Incidents, newest first, with the one at hand beside them: put together, followed on its route, decided on. */
export const IncidentsView = ({ staff, rooms }: IncidentsViewProps) => {
  const { t } = useTranslation()
  const { incidents, link } = useConsole()
  const list = useStore(incidents.list)
  const filter = useStore(incidents.filter)
  const linked = useStore(link.state).kind === 'signed-in'
  const [making, setMaking] = useState(false)
  const [registerOpen, setRegisterOpen] = useState(false)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const mayAct = mayCall(staff.role, 'incident:decide')
  const shown: readonly IncidentSummary[] = list.kind === 'ready' ? list.incidents : []
  const { rows, id: chosenId, one: chosen, setId, choose, move } = useChosen(shown, ({ incidentId }) => incidentId, 'data-incident-id')

  useEffect(() => {
    if (linked) void incidents.load()
  }, [incidents, linked])

  const triage = useTriage({
    chosen: chosen === null ? null : { id: chosen.incidentId, number: chosen.incidentNumber, state: chosen.state },
    decide: (incidentId, state, note) => link.ask('incident:decide', { incidentIds: [incidentId], state, note }),
    onDecided: () => undefined,
    onUndone: (incidentId) => {
      choose(shown.find((one) => one.incidentId === incidentId))
    },
  })
  const assign = async (staffId: string | null): Promise<void> => {
    if (chosen !== null) await link.ask('incident:assign', { incidentIds: [chosen.incidentId], staffId })
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    onTriageKey(event, {
      mayDecide: mayAct,
      noteField,
      move,
      back: () => {
        choose(chosen ?? undefined)
      },
      decide: (state) => void triage.decide(state),
      undo: () => void triage.undo(),
      further: () => false,
    })
  }

  return (
    <section className={view['view']} aria-label={t('view.incidents')} onKeyDown={onKeyDown}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.incidents')}
        </Title>
        <Group gap="xs">
          <LastDecision triage={triage} />
          <SavedFilters
            saved={{ of: 'incidents', filter }}
            onTake={(saved) => {
              if (saved.of === 'incidents') void incidents.load(saved.filter)
            }}
          />
          <Button
            variant="default"
            disabled={!linked}
            onClick={() => {
              setRegisterOpen(true)
            }}
          >
            {t('parents.register')}
          </Button>
          {mayAct && (
            <Button
              variant="default"
              disabled={!linked}
              onClick={() => {
                setMaking(true)
              }}
            >
              {t('incidents.makeNew')}
            </Button>
          )}
        </Group>
      </Group>
      <Text c="dimmed">{t('incidents.how')}</Text>
      {mayCall(staff.role, 'letter:decide') && (
        <WaitingLetters
          onOpen={(incidentId) => {
            setId(incidentId)
            // Where a filter hides it.
            if (!shown.some((one) => one.incidentId === incidentId)) void incidents.load({ ...openIncidents, states: [] })
          }}
        />
      )}
      <IncidentFilters filter={filter} rooms={rooms} staffId={staff.staffId} onChange={(next) => void incidents.load(next)} />
      {list.kind === 'loading' && <Skeleton height={240} data-testid="loading" />}
      {list.kind === 'failed' && <FailureNote code={list.code} detail={list.detail} onRetry={() => void incidents.load()} />}
      {list.kind === 'ready' && shown.length === 0 && (
        <NoticePage icon={<IconFolderHeart size={40} />} title={filter === openIncidents ? t('incidents.none') : t('incidents.noneSo')}>
          {filter === openIncidents ? t('incidents.noneDetail') : t('breaches.noneSoDetail')}
        </NoticePage>
      )}
      {shown.length > 0 && (
        <div className={classes['panes']}>
          <TriageList
            label={t('incidents.list')}
            rows={rows}
            whole={list.kind !== 'ready' || list.wholeList}
            onOlder={() => incidents.older()}
          >
            {shown.map((incident) => (
              <IncidentRow
                key={incident.incidentId}
                incident={incident}
                chosen={incident.incidentId === chosenId}
                onChoose={() => {
                  setId(incident.incidentId)
                }}
              />
            ))}
          </TriageList>
          {chosen === null ? (
            <Text c="dimmed" className={classes['detailPane'] ?? ''}>
              {t('incidents.choose')}
            </Text>
          ) : (
            <IncidentPage
              key={chosen.incidentId}
              incidentId={chosen.incidentId}
              triage={triage}
              mayAct={mayAct}
              noteField={noteField}
              onAssign={assign}
            />
          )}
        </div>
      )}
      {registerOpen && (
        <ParentsRegister
          onClose={() => {
            setRegisterOpen(false)
          }}
        />
      )}
      {making && (
        <OpenIncidentDialog
          breaches={[]}
          onClose={() => {
            setMaking(false)
          }}
          onOpened={(incidentId) => {
            setMaking(false)
            setId(incidentId)
          }}
        />
      )}
    </section>
  )
}
