import { useTranslation } from 'react-i18next'
import { type Hold, holdReasonSchema, longestHoldReason } from '#shared/model/retention'
import { ReasonDialog } from '../../components/reason-dialog'
import { useDeed } from '../../components/use-deed'

interface LiftHoldDialogProps {
  /** Null while nobody asks. */
  readonly hold: Hold | null
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Lifts a hold, with a reason: its days count again. */
export const LiftHoldDialog = ({ hold, onClose, onDone }: LiftHoldDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('hold:lift')
  const lift = async (reason: string): Promise<void> => {
    if (hold === null || (await run({ holdId: hold.holdId, reason })) === undefined) return
    onClose()
    onDone()
  }
  return (
    <ReasonDialog
      opened={hold !== null}
      title={t('records.liftAsk', { name: hold?.name ?? '' })}
      submit={t('records.lift')}
      label={t('records.reason')}
      longest={longestHoldReason}
      isReason={(reason) => holdReasonSchema.safeParse(reason).success}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={(reason) => void lift(reason)}
    >
      {t('records.liftMeaning')}
    </ReasonDialog>
  )
}
