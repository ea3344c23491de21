import { Checkbox, Group, MultiSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { dayTimeSchema, powerDays } from '#shared/model/power-schedule'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { dayName } from '../power/schedule-words'

interface PlanDialogProps {
  readonly rooms: readonly RoomSummary[]
  readonly onClose: () => void
  readonly onKept: () => void
}

/** Which rooms are tested by the clock. */
export const PlanDialog = ({ rooms, onClose, onKept }: PlanDialogProps) => {
  const { t } = useTranslation()
  const adding = useDeed('self-test:schedule')
  const [roomIds, setRoomIds] = useState<string[]>([])
  const [days, setDays] = useState<readonly number[]>([1])
  const [time, setTime] = useState('07:45')
  const [inUse, setInUse] = useState(false)
  const submit = async (): Promise<void> => {
    if ((await adding.run({ roomIds, days: [...days], time, inUse })) !== undefined) onKept()
  }
  return (
    <FormDialog
      opened
      title={t('selfTests.plan')}
      submit={t('selfTests.planYes')}
      ready={roomIds.length > 0 && days.length > 0 && dayTimeSchema.safeParse(time).success}
      busy={adding.busy}
      failure={adding.failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <MultiSelect
        label={t('schedule.rooms')}
        placeholder={roomIds.length === 0 ? t('schedule.roomsHint') : ''}
        data={rooms.map(({ roomId, name }) => ({ value: roomId, label: name }))}
        value={roomIds}
        onChange={setRoomIds}
      />
      <Checkbox.Group
        label={t('schedule.days')}
        value={days.map(String)}
        onChange={(values) => {
          setDays(values.map(Number).sort((a, b) => a - b))
        }}
      >
        <Group gap="sm" mt={4}>
          {powerDays.map((day) => (
            <Checkbox key={day} value={String(day)} label={dayName(day, 'short')} />
          ))}
        </Group>
      </Checkbox.Group>
      <TextInput
        type="time"
        label={t('schedule.time')}
        description={t('selfTests.waits')}
        value={time}
        onChange={(event) => {
          setTime(event.currentTarget.value)
        }}
      />
      <Checkbox
        label={t('selfTests.inUse')}
        description={t('selfTests.inUseHint')}
        checked={inUse}
        onChange={(event) => {
          setInUse(event.currentTarget.checked)
        }}
      />
    </FormDialog>
  )
}
