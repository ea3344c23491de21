import { Button, Checkbox, Group, Select, Skeleton, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { type RouteAction, routeColumns, type RouteRow } from '#shared/model/route'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { Checklist } from './checklist'
import classes from './incidents.module.css'
import type { OpenIncident } from './use-incident'

const nothing = {}
const dayMs = 24 * 60 * 60_000
/** Police as soon as is reasonably practicable, the head today; the rest within the week. Each day can be changed. */
const daysFor: Readonly<Partial<Record<RouteAction, number>>> = { police: 1, headteacher: 1, authority: 1 }

interface RoutePanelProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  readonly mayAct: boolean
}

const sameActions = (left: readonly RouteAction[], right: readonly RouteAction[]): boolean =>
  left.length === right.length && left.every((action) => right.includes(action))

interface ConfirmFormProps extends RoutePanelProps {
  readonly rows: readonly RouteRow[]
  readonly onDone: () => void
}

/** The row that is proposed, to be confirmed or changed by a person. */
const ConfirmForm = ({ incident, open, rows, onDone }: ConfirmFormProps) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { incidentId, personKind, proposal } = incident
  const [rowId, setRowId] = useState<string | null>(incident.route?.rowId ?? proposal.rowId)
  const row = rows.find((one) => one.rowId === rowId)
  const [actions, setActions] = useState<readonly RouteAction[]>(
    incident.route === null ? (row?.actions ?? []) : incident.actions.map(({ action }) => action),
  )
  const [reason, setReason] = useState('')
  const deviates = row !== undefined && (rowId !== proposal.rowId || !sameActions(row.actions, actions))
  const confirm = async (): Promise<void> => {
    if (row === undefined) return
    const planned = routeColumns[personKind]
      .filter((action) => actions.includes(action))
      .map((action) => ({ action, dueAt: hubNow() + (daysFor[action] ?? 7) * dayMs }))
    if (await open.take(link.ask('incident:route', { incidentId, rowId: row.rowId, actions: planned, reason: reason.trim() }))) onDone()
  }
  return (
    <div className={classes['stack']}>
      <Text size="sm">
        {t(`incidents.proposal.${proposal.why}`, { row: rows.find((one) => one.rowId === proposal.rowId)?.title ?? '' })}
        {proposal.repeats > 0 && ` ${t('incidents.repeats', { count: proposal.repeats })}`}
      </Text>
      <Select
        label={t('incidents.row')}
        placeholder={t('incidents.rowChoose')}
        comboboxProps={{ transitionProps: { duration: 100 } }}
        data={rows.map(({ rowId: value, title }) => ({ value, label: title }))}
        value={rowId}
        onChange={(value) => {
          setRowId(value)
          setActions(rows.find((one) => one.rowId === value)?.actions ?? [])
        }}
      />
      <Checkbox.Group
        label={t('incidents.actions')}
        value={[...actions]}
        onChange={(values) => {
          setActions(routeColumns[personKind].filter((action) => values.includes(action)))
        }}
      >
        <Group gap="sm" mt={4}>
          {routeColumns[personKind].map((action) => (
            <Checkbox key={action} value={action} label={t(`routeAction.${action}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      {deviates && (
        <TextInput
          label={t('incidents.deviation')}
          description={t('incidents.deviationHint')}
          maxLength={500}
          value={reason}
          onChange={({ currentTarget: { value } }) => {
            setReason(value)
          }}
        />
      )}
      <Group>
        <Button
          size="xs"
          loading={open.busy}
          disabled={!linked || row === undefined || (deviates && reason.trim().length < 3)}
          onClick={() => void confirm()}
        >
          {t('incidents.confirm')}
        </Button>
      </Group>
    </div>
  )
}

/** The way the school goes with an incident like this: proposed, confirmed, followed. */
export const RoutePanel = ({ incident, open, mayAct }: RoutePanelProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { loaded, reload } = useAsked('route:read', nothing)
  const [changing, setChanging] = useState(false)
  const { route, routeTitle, personKind } = incident
  return (
    <section aria-label={t('incidents.route')} className={classes['stack']}>
      <Group justify="space-between">
        <Title order={3} size="h5">
          {t('incidents.route')}
        </Title>
        {route !== null && mayAct && !changing && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setChanging(true)
            }}
          >
            {t('incidents.changeRoute')}
          </Button>
        )}
      </Group>
      {route !== null && (
        <Text size="sm">
          <strong>{routeTitle}</strong> ({t('breaches.byAt', { who: route.by, time: momentTime(route.at, hubNow()) })})
          {route.reason !== '' && `. ${t('incidents.because', { reason: route.reason })}`}
        </Text>
      )}
      {route === null && !mayAct && <Text size="sm">{t('incidents.noRoute')}</Text>}
      {mayAct && (route === null || changing) && loaded.kind === 'loading' && <Skeleton height={120} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {mayAct && (route === null || changing) && loaded.kind === 'ready' && (
        <ConfirmForm
          {...{ incident, open, mayAct }}
          key={`${incident.incidentId} ${personKind} ${incident.proposal.rowId ?? ''}`}
          rows={loaded.value[personKind]}
          onDone={() => {
            setChanging(false)
          }}
        />
      )}
      {route !== null && !changing && <Checklist {...{ incident, open, mayAct }} />}
    </section>
  )
}
