import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconHourglass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { WaitingChange } from '#shared/model/site-list'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { mayCall } from '../../state/views'
import { ReasonField } from '../policies/reason-field'
import view from '../view.module.css'

interface SharedReasonProps {
  readonly why: string
  readonly onChange: (why: string) => void
}

/** Why something that colleagues share changes, for the second person. */
export const SharedReason = ({ why, onChange }: SharedReasonProps) => {
  const { t } = useTranslation()
  return <ReasonField label={t('scenes.changeReason')} hint={t('scenes.changeReasonHint')} reason={why} onChange={onChange} />
}

/** Says that a change waits, where it does. */
export const useWaitingNotice = (): ((waiting: WaitingChange) => void) => {
  const { t } = useTranslation()
  return (waiting) => {
    if (waiting === null) return
    notifications.show({ message: t('scenes.nowWaiting'), closeButtonProps: { 'aria-label': t('common.close') } })
  }
}

interface WaitsProps {
  readonly waiting: WaitingChange
  readonly name: string
  readonly staff: Staff
  readonly onWithdrawn: () => void
}

/** A change that waits for a second person, and its proposer's way back. */
export const Waits = ({ waiting, name, staff, onWithdrawn }: WaitsProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('policy:withdraw')
  if (waiting === null) return null
  const own = waiting.proposedBy.staffId === staff.staffId
  const withdraw = async (): Promise<void> => {
    if ((await run({ changeId: waiting.changeId })) !== undefined) onWithdrawn()
  }
  return (
    <>
      <Group gap={6} wrap="nowrap" mt={4}>
        <span className={view['withIcon']}>
          <IconHourglass size={16} aria-hidden="true" />
          <Text size="sm">{own ? t('scenes.yourChangeWaits') : t('scenes.changeWaits', { who: waiting.proposedBy.displayName })}</Text>
        </span>
        {own && mayCall(staff.role, 'policy:withdraw') && (
          <Button
            size="compact-xs"
            variant="default"
            loading={busy}
            aria-label={t('scenes.withdrawNamed', { name })}
            onClick={() => void withdraw()}
          >
            {t('policies.withdraw')}
          </Button>
        )}
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </>
  )
}
