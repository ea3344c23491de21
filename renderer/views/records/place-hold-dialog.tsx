import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type HoldOn, holdReasonSchema, longestHoldReason } from '#shared/model/retention'
import { ReasonDialog } from '../../components/reason-dialog'
import { useDeed } from '../../components/use-deed'

interface PlaceHoldDialogProps {
  readonly opened: boolean
  /** The fields that say what is to be held. */
  readonly children: ReactNode
  readonly ready: boolean
  /** Null: there is no such thing, which the fields say. */
  readonly find: () => Promise<HoldOn | null>
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Holds something against its days, with a reason. */
export const PlaceHoldDialog = ({ opened, children, ready, find, onClose, onDone }: PlaceHoldDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('hold:place')
  const place = async (reason: string): Promise<void> => {
    const on = await find()
    if (on === null || (await run({ on, reason })) === undefined) return
    onClose()
    onDone()
  }
  return (
    <ReasonDialog
      opened={opened}
      title={t('records.place')}
      submit={t('records.placeYes')}
      label={t('records.reason')}
      hint={t('records.reasonHint')}
      longest={longestHoldReason}
      isReason={(reason) => ready && holdReasonSchema.safeParse(reason).success}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={(reason) => void place(reason)}
    >
      <Text size="sm">{t('records.placeMeaning')}</Text>
      {children}
    </ReasonDialog>
  )
}
