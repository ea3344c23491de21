import { Checkbox, Group, MultiSelect, Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { type PowerAction, powerActions } from '#shared/model/power'
import { dayTimeSchema, powerDays } from '#shared/model/power-schedule'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { dayName } from './schedule-words'

interface ScheduleDialogProps {
  readonly rooms: readonly RoomSummary[]
  readonly onClose: () => void
  readonly onCreated: () => void
}

const warnChoices = [60, 300, 600, 900] as const
const putOffMinutes = 10
const schoolDays: readonly number[] = [1, 2, 3, 4, 5]

const isAction = (value: string | null): value is PowerAction => powerActions.some((action) => action === value)

/** What is done by the clock, to which rooms, and with what regard for whoever is there. */
export const ScheduleDialog = ({ rooms, onClose, onCreated }: ScheduleDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('power:schedule')
  const [action, setAction] = useState<PowerAction>('shut-down')
  const [roomIds, setRoomIds] = useState<string[]>([])
  const [days, setDays] = useState<readonly number[]>(schoolDays)
  const [time, setTime] = useState('16:30')
  const [warnSeconds, setWarnSeconds] = useState(300)
  const [spareInUse, setSpareInUse] = useState(true)
  const [mayPutOff, setMayPutOff] = useState(false)
  const ready = roomIds.length > 0 && days.length > 0 && dayTimeSchema.safeParse(time).success
  const submit = async (): Promise<void> => {
    const wish = { action, warnSeconds, spareInUse, putOffMinutes: mayPutOff ? putOffMinutes : 0 }
    const made = await run({ ...wish, roomIds, days: [...days], time })
    if (made !== undefined) onCreated()
  }
  return (
    <FormDialog
      opened
      title={t('schedule.add')}
      submit={t('schedule.addYes')}
      ready={ready}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Select
        label={t('schedule.action')}
        data={powerActions.map((value) => ({ value, label: t(`power.name.${value}`) }))}
        value={action}
        allowDeselect={false}
        onChange={(value) => {
          if (isAction(value)) setAction(value)
        }}
      />
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
        description={t('schedule.timeHint')}
        value={time}
        onChange={(event) => {
          setTime(event.currentTarget.value)
        }}
      />
      <Select
        label={t('power.warn')}
        data={warnChoices.map((choice) => ({ value: String(choice), label: t('time.minutes', { count: choice / 60 }) }))}
        value={String(warnSeconds)}
        allowDeselect={false}
        onChange={(value) => {
          if (value !== null) setWarnSeconds(Number(value))
        }}
      />
      <Checkbox
        label={t('power.spareInUse')}
        description={t('power.spareInUseHint')}
        checked={spareInUse}
        onChange={(event) => {
          setSpareInUse(event.currentTarget.checked)
        }}
      />
      <Checkbox
        label={t('power.mayPutOff', { count: putOffMinutes })}
        checked={mayPutOff}
        onChange={(event) => {
          setMayPutOff(event.currentTarget.checked)
        }}
      />
      <Text size="sm" c="dimmed">
        {t('schedule.neverInLesson')}
      </Text>
    </FormDialog>
  )
}
