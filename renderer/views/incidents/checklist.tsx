import { Badge, Button, Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentAction, IncidentDetail } from '#shared/model/incident'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import classes from './incidents.module.css'
import { RemoveAccessDialog } from './remove-access-dialog'
import type { OpenIncident } from './use-incident'

/** A day as a date field writes it, in the zone of whoever looks. */
const dayOf = (at: number | null): string => {
  if (at === null) return ''
  const date = new Date(at)
  return [date.getFullYear(), String(date.getMonth() + 1).padStart(2, '0'), String(date.getDate()).padStart(2, '0')].join('-')
}

/** Noon of the day, so that no zone moves it to another. */
const atOfDay = (day: string): number | null => {
  const at = Date.parse(`${day}T12:00:00`)
  return Number.isNaN(at) ? null : at
}

interface ActionLineProps {
  readonly action: IncidentAction
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  readonly mayAct: boolean
  readonly onRemove: () => void
}

const ActionLine = ({ action, incident, open, mayAct, onRemove }: ActionLineProps) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { actionId, dueAt, doneAt, doneBy } = action
  const { incidentId } = incident
  const [outcome, setOutcome] = useState(action.outcome)
  const name = t(`routeAction.${action.action}`)
  const act = (part: Partial<Pick<IncidentAction, 'dueAt' | 'doneAt'>>): void => {
    void open.take(link.ask('incident:act', { incidentId, actionId, dueAt, doneAt, outcome: outcome.trim(), ...part }))
  }
  // Who was told, by whom and how is asked in one place.
  const isParents = action.action === 'parents'
  const overdue = doneAt === null && dueAt !== null && dueAt < hubNow()
  return (
    <li className={classes['action']} data-action={action.action} data-done={doneAt !== null || undefined}>
      <div className={classes['actionHead']}>
        <Text fw={650}>{name}</Text>
        {doneAt !== null && <Badge variant="light">{t('incidents.doneBy', { who: doneBy ?? '', day: dayOf(doneAt) })}</Badge>}
        {overdue && (
          <Badge variant="filled" color="red.9">
            {t('incidents.overdue')}
          </Badge>
        )}
      </div>
      {mayAct && (
        <Group gap="xs" align="end">
          {doneAt === null && (
            <TextInput
              type="date"
              size="xs"
              label={t('incidents.due')}
              aria-label={t('incidents.dueOf', { what: name })}
              disabled={!linked || open.busy}
              value={dayOf(dueAt)}
              onChange={({ currentTarget: { value } }) => {
                act({ dueAt: atOfDay(value) })
              }}
            />
          )}
          {!isParents && (
            <>
              <TextInput
                size="xs"
                className={classes['outcome'] ?? ''}
                label={t('incidents.outcome')}
                aria-label={t('incidents.outcomeOf', { what: name })}
                maxLength={1_000}
                value={outcome}
                onChange={({ currentTarget: { value } }) => {
                  setOutcome(value)
                }}
              />
              {doneAt === null ? (
                <>
                  {action.action === 'remove-access' && (
                    <Button size="xs" disabled={!linked || incident.person === null} onClick={onRemove}>
                      {t('incidents.removeAccess')}
                    </Button>
                  )}
                  <Button
                    size="xs"
                    variant="default"
                    disabled={!linked || open.busy}
                    aria-label={t('incidents.doneOf', { what: name })}
                    onClick={() => {
                      act({ doneAt: hubNow() })
                    }}
                  >
                    {t('incidents.done')}
                  </Button>
                </>
              ) : (
                <Button
                  size="xs"
                  variant="default"
                  disabled={!linked || open.busy}
                  aria-label={t('incidents.notDoneOf', { what: name })}
                  onClick={() => {
                    act({ doneAt: null })
                  }}
                >
                  {t('incidents.notDone')}
                </Button>
              )}
            </>
          )}
        </Group>
      )}
      {isParents && doneAt === null && <Text size="sm">{t('incidents.parentsThere')}</Text>}
      {(!mayAct || isParents) && action.outcome !== '' && <Text size="sm">{action.outcome}</Text>}
    </li>
  )
}

interface ChecklistProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  readonly mayAct: boolean
}

/** What the confirmed route asks for: each with the day it is due, and what came of it. */
export const Checklist = ({ incident, open, mayAct }: ChecklistProps) => {
  const { t } = useTranslation()
  const [removing, setRemoving] = useState<string | null>(null)
  if (incident.actions.length === 0) return <Text size="sm">{t('incidents.noActions')}</Text>
  return (
    <>
      <ol className={classes['actions']} aria-label={t('incidents.checklist')}>
        {incident.actions.map((action) => (
          <ActionLine
            key={`${action.actionId} ${action.doneAt ?? ''}`}
            {...{ action, incident, open, mayAct }}
            onRemove={() => {
              setRemoving(action.actionId)
            }}
          />
        ))}
      </ol>
      {removing !== null && (
        <RemoveAccessDialog
          incident={incident}
          actionId={removing}
          open={open}
          onClose={() => {
            setRemoving(null)
          }}
        />
      )}
    </>
  )
}
