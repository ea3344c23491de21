import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { changeReasonSchema } from '#shared/model/policy-change'

export const isReason = (reason: string): boolean => changeReasonSchema.safeParse(reason).success

interface ReasonFieldProps {
  readonly reason: string
  readonly onChange: (reason: string) => void
}

/** Why something is changed: the log keeps it. */
export const ReasonField = ({ reason, onChange }: ReasonFieldProps) => {
  const { t } = useTranslation()
  return (
    <TextInput
      required
      label={t('policies.reason')}
      description={t('policies.reasonHint')}
      maxLength={300}
      value={reason}
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
    />
  )
}
