import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { PolicyChange, PolicyChangeRecord } from '#shared/model/policy-change'
import { useDeed } from '../../components/use-deed'

/** Says whether a change holds already or waits for somebody. */
export const useProposalNotice = (): ((record: PolicyChangeRecord) => void) => {
  const { t } = useTranslation()
  return ({ state }) => {
    notifications.show({
      message: state === 'waiting' ? t('policies.nowWaiting') : t('policies.nowInForce'),
      closeButtonProps: { 'aria-label': t('common.close') },
    })
  }
}

/** Proposes changes of the policies, and tells what became of each. */
export const useProposal = (onDone: () => void) => {
  const { busy, failure, run } = useDeed('policy:propose')
  const tell = useProposalNotice()
  const propose = async (change: PolicyChange, reason: string): Promise<void> => {
    const made = await run({ change, reason })
    if (made === undefined) return
    tell(made.value)
    onDone()
  }
  return { busy, failure, propose }
}
