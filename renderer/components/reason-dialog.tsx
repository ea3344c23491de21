import { Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { CallFailure } from '#shared/protocol/call'
import { FormDialog } from './form-dialog'

interface ReasonDialogProps {
  readonly opened: boolean
  readonly title: string
  readonly submit: string
  readonly danger?: boolean
  /** What doing it means, and any further field. */
  readonly children: ReactNode
  readonly label: string
  readonly hint?: string
  /** Letters a reason may have. */
  readonly longest: number
  readonly isReason: (reason: string) => boolean
  readonly busy: boolean
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
  readonly onClose: () => void
  readonly onSubmit: (reason: string) => void
}

/** Asks why before something is done that others will read about. */
export const ReasonDialog = ({ opened, children, label, hint, longest, isReason, onSubmit, ...dialog }: ReasonDialogProps) => {
  const [reason, setReason] = useState('')
  const [wasOpened, setWasOpened] = useState(opened)
  if (opened !== wasOpened) {
    setWasOpened(opened)
    setReason('')
  }
  return (
    <FormDialog
      {...dialog}
      opened={opened}
      ready={isReason(reason)}
      onSubmit={() => {
        onSubmit(reason)
      }}
    >
      {typeof children === 'string' ? <Text size="sm">{children}</Text> : children}
      <TextInput
        label={label}
        description={hint ?? null}
        maxLength={longest}
        data-autofocus
        value={reason}
        onChange={({ currentTarget: { value } }) => {
          setReason(value)
        }}
      />
    </FormDialog>
  )
}
