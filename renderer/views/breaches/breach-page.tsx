import { Button, Group, Kbd, Text } from '@mantine/core'
import { type RefObject, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { BreachDetail } from '#shared/model/breach-review'
import { Around } from './around'
import { BreachFacts, DetailWait, useBreachDetail } from './breach-detail'
import classes from './breaches.module.css'
import { DecisionPanel } from './decision-panel'
import { NextSteps } from './next-steps'
import { QuarantineButton } from './quarantine-button'
import { SnapshotStrip } from './snapshot-strip'
import { useSnapshots } from './use-snapshots'
import type { Triage } from './use-triage'

interface BreachPageProps {
  readonly breachId: string
  readonly roomName: string
  readonly triage: Triage
  readonly mayDecide: boolean
  readonly mayExcept: boolean
  /** Whether this person may see what lay around it. */
  readonly mayInvestigate: boolean
  /** Makes an incident of it. */
  readonly onIncident: () => void
  readonly noteField: RefObject<HTMLTextAreaElement | null>
  /** Somebody asks for the pictures. */
  readonly asking: boolean
  readonly onAsk: (asking: boolean) => void
}

type LoadedPageProps = Omit<BreachPageProps, 'breachId'> & { readonly detail: BreachDetail; readonly onSealed: () => void }

const LoadedPage = (props: LoadedPageProps) => {
  const { t } = useTranslation()
  const { detail, roomName, triage, mayDecide, mayExcept, mayInvestigate, noteField, asking, onAsk, onIncident, onSealed } = props
  const snapshots = useSnapshots(detail)
  const { breachId, maySeePictures, snapshots: entries, revealReason, quarantined, incident } = detail
  const seen = snapshots.uncovered || quarantined || !maySeePictures || entries.length === 0
  // Who gave a reason for this concern is not asked again; where nothing is covered there is nothing to ask for.
  const asksAgain = asking && !seen && revealReason === null && !snapshots.reasonGiven
  useEffect(() => {
    if (!asking || asksAgain) return
    onAsk(false)
    if (!seen) void snapshots.reveal(null)
  }, [asking, asksAgain, seen, snapshots, onAsk])
  return (
    <>
      <BreachFacts detail={detail} roomName={roomName} mayExcept={mayExcept} />
      {quarantined ? (
        <>
          <Text fw={650}>{t('quarantine.sealed')}</Text>
          <NextSteps />
        </>
      ) : (
        <SnapshotStrip detail={detail} snapshots={snapshots} asking={asksAgain} onAsk={onAsk} />
      )}
      {mayDecide && (
        <Group gap="xs">
          {incident === null && (
            <Button
              size="xs"
              variant="default"
              rightSection={
                <Kbd size="xs" aria-hidden="true">
                  I
                </Kbd>
              }
              onClick={onIncident}
            >
              {t('incidents.make')}
            </Button>
          )}
          {!quarantined && entries.length > 0 && <QuarantineButton breachId={breachId} onSealed={onSealed} />}
        </Group>
      )}
      {mayInvestigate && <Around breachId={breachId} takenAt={detail.takenAt} />}
      <DecisionPanel detail={detail} triage={triage} mayDecide={mayDecide} noteField={noteField} />
    </>
  )
}

/** One concern: what was seen, the pictures, the decisions. */
export const BreachPage = ({ breachId, ...props }: BreachPageProps) => {
  const { t } = useTranslation()
  const { loaded, reload } = useBreachDetail(breachId)
  return (
    <article className={classes['detailPane']} aria-label={t('breaches.one')}>
      {loaded.kind === 'ready' ? (
        <LoadedPage detail={loaded.value} onSealed={() => void reload()} {...props} />
      ) : (
        <DetailWait loaded={loaded} onRetry={() => void reload()} />
      )}
    </article>
  )
}
