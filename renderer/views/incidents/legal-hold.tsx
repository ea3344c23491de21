import { Button, Group, Radio, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { samePupil } from '#shared/model/internet'
import type { Hold, HoldOn } from '#shared/model/retention'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { calendarDate } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { LiftHoldDialog } from '../records/lift-hold-dialog'
import { PlaceHoldDialog } from '../records/place-hold-dialog'
import own from './incidents.module.css'

interface LegalHoldProps {
  readonly incident: IncidentDetail
  readonly mayAct: boolean
}

const nothing = {}

/** Whether a hold keeps this incident: by itself, with its person, or through one of its concerns. */
const holds = ({ incidentId, person, breaches }: IncidentDetail, { on, liftedAt }: Hold): boolean => {
  if (liftedAt !== null) return false
  if (on.kind === 'incident') return on.incidentId === incidentId
  if (on.kind === 'concern') return breaches.some(({ breachId }) => breachId === on.breachId)
  return [person, ...breaches.map(({ user }) => user)].some((name) => name !== null && samePupil(name, on.userName))
}

/** What holds an incident against its days, and the way to hold it or to lift that. */
export const LegalHold = ({ incident, mayAct }: LegalHoldProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('hold:list', nothing)
  const [placing, setPlacing] = useState(false)
  const [kind, setKind] = useState<string>('incident')
  const [lifting, setLifting] = useState<Hold | null>(null)
  const { incidentId, person } = incident
  const on: HoldOn = kind === 'person' && person !== null ? { kind, userName: person } : { kind: 'incident', incidentId }
  const inForce = loaded.kind === 'ready' ? loaded.value.filter((hold) => holds(incident, hold)) : []
  return (
    <section aria-label={t('records.hold')} className={own['stack']}>
      <Group justify="space-between">
        <Title order={3} size="h5">
          {t('records.hold')}
        </Title>
        {mayAct && (
          <Button
            size="xs"
            variant="default"
            disabled={!linked}
            leftSection={<IconLock size={16} aria-hidden="true" />}
            onClick={() => {
              setPlacing(true)
            }}
          >
            {t('records.place')}
          </Button>
        )}
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={20} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && inForce.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('records.notHeld')}
        </Text>
      )}
      <ul className={own['concerns']}>
        {inForce.map((hold) => (
          <li key={hold.holdId} className={own['concern']}>
            <IconLock size={16} aria-hidden="true" />
            <Text size="sm" className={own['concernWords'] ?? ''}>
              {t('records.heldSince', { name: hold.name, date: calendarDate(hold.placedAt), who: hold.placedBy, reason: hold.reason })}
            </Text>
            {mayAct && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={!linked}
                aria-label={t('records.liftLabel', { name: hold.name })}
                onClick={() => {
                  setLifting(hold)
                }}
              >
                {t('records.lift')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <PlaceHoldDialog
        opened={placing}
        ready
        find={() => Promise.resolve(on)}
        onClose={() => {
          setPlacing(false)
        }}
        onDone={() => void reload()}
      >
        <Radio.Group label={t('records.what')} value={kind} onChange={setKind}>
          <Stack gap={4} mt={4}>
            <Radio value="incident" label={t('records.onIncident')} />
            {person !== null && <Radio value="person" label={t('records.onPerson', { who: person })} />}
          </Stack>
        </Radio.Group>
      </PlaceHoldDialog>
      <LiftHoldDialog
        hold={lifting}
        onClose={() => {
          setLifting(null)
        }}
        onDone={() => void reload()}
      />
    </section>
  )
}
