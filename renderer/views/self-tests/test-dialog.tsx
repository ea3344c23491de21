import { Checkbox, Select, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'

interface TestDialogProps {
  readonly rooms: readonly RoomSummary[]
  readonly onClose: () => void
  readonly onBegun: () => void
}

/** Which room is tested now, and whether whoever is there may see it. */
export const TestDialog = ({ rooms, onClose, onBegun }: TestDialogProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const running = useDeed('self-test:run')
  // One question is one order, however often its button is pressed.
  const [orderId] = useState(() => crypto.randomUUID())
  const [roomId, setRoomId] = useState(rooms[0]?.roomId ?? null)
  const [inUse, setInUse] = useState(false)
  const [inLesson, setInLesson] = useState(false)
  const [empty, setEmpty] = useState(false)
  const submit = async (): Promise<void> => {
    if (roomId === null) return
    const asked = await link.ask('room:watch', { roomId })
    void link.ask('room:unwatch', { roomId })
    const deviceIds = asked.ok ? asked.value.devices.map(({ deviceId }) => deviceId) : []
    setEmpty(deviceIds.length === 0)
    if (deviceIds.length === 0) return
    if ((await running.run({ roomId, deviceIds, orderId, inUse, inLesson })) !== undefined) onBegun()
  }
  return (
    <FormDialog
      opened
      title={t('selfTests.ask')}
      submit={t('selfTests.run')}
      ready={roomId !== null}
      busy={running.busy}
      failure={running.failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('selfTests.meaning')}</Text>
      <Select
        label={t('selfTests.room')}
        data={rooms.map((room) => ({ value: room.roomId, label: room.name }))}
        value={roomId}
        allowDeselect={false}
        error={empty ? t('selfTests.noPcs') : null}
        onChange={setRoomId}
      />
      <Checkbox
        label={t('selfTests.inUse')}
        description={t('selfTests.inUseHint')}
        checked={inUse}
        onChange={(event) => {
          setInUse(event.currentTarget.checked)
        }}
      />
      <Checkbox
        label={t('selfTests.inLesson')}
        checked={inLesson}
        onChange={(event) => {
          setInLesson(event.currentTarget.checked)
        }}
      />
    </FormDialog>
  )
}
