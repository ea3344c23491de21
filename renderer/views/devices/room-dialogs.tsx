import { Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

interface RoomDialogProps {
  readonly room: RoomSummary
  readonly rooms: readonly RoomSummary[]
  readonly onClose: () => void
  readonly onDone: () => void
}

export const RenameRoomDialog = ({ room, onClose, onDone }: RoomDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('room:rename')
  const [name, setName] = useState(room.name)
  const submit = async (): Promise<void> => {
    if ((await run({ roomId: room.roomId, name: name.trim() })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('devices.renameTitle', { name: room.name })}
      submit={t('rooms.rename')}
      ready={name.trim() !== ''}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextInput
        label={t('rooms.name')}
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

export const RemoveRoomDialog = ({ room, rooms, onClose, onDone }: RoomDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('room:remove')
  const [moveTo, setMoveTo] = useState<string | null>(null)
  const submit = async (): Promise<void> => {
    if ((await run({ roomId: room.roomId, moveTo })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('rooms.removeTitle', { name: room.name })}
      submit={t('rooms.removeYes')}
      danger
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('rooms.removeMeaning')}</Text>
      <Select
        label={t('rooms.moveTo')}
        description={t('rooms.moveToHint', { count: room.devices })}
        data={rooms.filter(({ roomId }) => roomId !== room.roomId).map(({ roomId, name }) => ({ value: roomId, label: name }))}
        value={moveTo}
        onChange={setMoveTo}
        clearable
      />
    </FormDialog>
  )
}
