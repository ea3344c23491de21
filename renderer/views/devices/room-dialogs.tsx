import { Select, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { FormDialog } from '../../components/form-dialog'
import { NameDialog } from '../../components/name-dialog'
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
  const rename = async (name: string): Promise<void> => {
    if ((await run({ roomId: room.roomId, name })) !== undefined) onDone()
  }
  return (
    <NameDialog
      present={room.name}
      label={t('rooms.name')}
      longest={80}
      submit={t('rooms.rename')}
      {...{ busy, failure, onClose }}
      onRename={(name) => void rename(name)}
    />
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
