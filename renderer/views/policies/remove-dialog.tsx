import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyChange } from '#shared/model/policy-change'
import { FormDialog } from '../../components/form-dialog'
import { isReason, ReasonField } from './reason-field'
import { useProposal } from './use-proposal'

interface RemoveDialogProps {
  readonly what: string
  readonly change: PolicyChange
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Asks why something is taken out of the policies. */
export const RemoveDialog = ({ what, change, onClose, onDone }: RemoveDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, propose } = useProposal(onDone)
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      opened
      title={t('policies.removeTitle')}
      submit={t('policies.remove')}
      ready={isReason(reason)}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void propose(change, reason)}
    >
      <Text size="sm">{what}</Text>
      <ReasonField reason={reason} onChange={setReason} />
    </FormDialog>
  )
}
