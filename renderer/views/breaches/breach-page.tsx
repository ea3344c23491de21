import { type RefObject, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { BreachDetail } from '#shared/model/breach-review'
import { BreachFacts, DetailWait, useBreachDetail } from './breach-detail'
import classes from './breaches.module.css'
import { DecisionPanel } from './decision-panel'
import { SnapshotStrip } from './snapshot-strip'
import { useSnapshots } from './use-snapshots'
import type { Triage } from './use-triage'

interface BreachPageProps {
  readonly breachId: string
  readonly roomName: string
  readonly triage: Triage
  readonly mayDecide: boolean
  readonly mayExcept: boolean
  readonly noteField: RefObject<HTMLTextAreaElement | null>
  /** Somebody asks for the pictures. */
  readonly asking: boolean
  readonly onAsk: (asking: boolean) => void
}

type LoadedPageProps = Omit<BreachPageProps, 'breachId'> & { readonly detail: BreachDetail }

const LoadedPage = ({ detail, roomName, triage, mayDecide, mayExcept, noteField, asking, onAsk }: LoadedPageProps) => {
  const snapshots = useSnapshots(detail)
  const { maySeePictures, snapshots: entries, revealReason } = detail
  const seen = snapshots.uncovered || !maySeePictures || entries.length === 0
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
      <SnapshotStrip detail={detail} snapshots={snapshots} asking={asksAgain} onAsk={onAsk} />
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
        <LoadedPage detail={loaded.value} {...props} />
      ) : (
        <DetailWait loaded={loaded} onRetry={() => void reload()} />
      )}
    </article>
  )
}
