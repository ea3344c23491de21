import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { changeReasonSchema } from '#shared/model/policy-change'

export const isReason = (reason: string): boolean => changeReasonSchema.safeParse(reason).success

interface ReasonFieldProps {
  readonly reason: string
  readonly onChange: (reason: string) => void
  readonly label?: string
  readonly hint?: string
}

/** Why something is changed: the log keeps it. */
export const ReasonField = ({ reason, onChange, label, hint }: ReasonFieldProps) => {
  const { t } = useTranslation()
  return (
    <TextInput
      required
      label={label ?? t('policies.reason')}
      description={hint ?? t('policies.reasonHint')}
      maxLength={300}
      value={reason}
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
    />
  )
}
