import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog, type FormDialogProps } from './form-dialog'

interface NameDialogProps extends Pick<FormDialogProps, 'submit' | 'busy' | 'failure' | 'onClose'> {
  readonly present: string
  readonly label: string
  /** Characters. */
  readonly longest: number
  /** With the new name, trimmed and not empty. */
  readonly onRename: (name: string) => void
}

/** Asks for another name of a room or a PC. */
export const NameDialog = ({ present, label, longest, onRename, ...form }: NameDialogProps) => {
  const { t } = useTranslation()
  const [name, setName] = useState(present)
  return (
    <FormDialog
      {...form}
      opened
      title={t('devices.renameTitle', { name: present })}
      ready={name.trim() !== ''}
      onSubmit={() => {
        onRename(name.trim())
      }}
    >
      <TextInput
        label={label}
        value={name}
        maxLength={longest}
        onChange={(event) => {
          setName(event.currentTarget.value)
        }}
        data-autofocus
      />
    </FormDialog>
  )
}
