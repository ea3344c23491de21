import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import type { Rooms } from '../frame/use-rooms'

interface NewRoomDialogProps {
  readonly opened: boolean
  readonly rooms: Rooms
  readonly onClose: () => void
}

/** A new room, looked at as soon as it exists. */
export const NewRoomDialog = ({ opened, rooms, onClose }: NewRoomDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('room:create')
  const [name, setName] = useState('')
  const submit = async (): Promise<void> => {
    const made = await run({ name: name.trim() })
    if (made === undefined) return
    await rooms.reload()
    rooms.choose(made.value.roomId)
    setName('')
    onClose()
  }
  return (
    <FormDialog
      opened={opened}
      title={t('rooms.create')}
      submit={t('rooms.createYes')}
      ready={name.trim() !== ''}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextInput
        label={t('rooms.name')}
        description={t('rooms.nameHint')}
        value={name}
        maxLength={80}
        onChange={(event) => {
          setName(event.currentTarget.value)
        }}
        data-autofocus
      />
    </FormDialog>
  )
}
