import { Checkbox, Group, MultiSelect, Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import {
  dayTimeSchema,
  powerDays,
  type PowerPlan,
  type PowerScheduleView,
  type ScheduleAction,
  scheduleActions,
} from '#shared/model/power-schedule'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { dayName } from './schedule-words'

interface ScheduleDialogProps {
  readonly rooms: readonly RoomSummary[]
  /** The one to change; null for a new one. */
  readonly schedule: PowerScheduleView | null
  readonly onClose: () => void
  readonly onKept: () => void
}

const warnChoices: readonly number[] = [60, 300, 600, 900]
const usualPlan: PowerPlan = {
  action: 'shut-down',
  roomIds: [],
  days: [1, 2, 3, 4, 5],
  time: '16:30',
  warnSeconds: 300,
  spareInUse: true,
  putOffMinutes: 0,
}
const usualPutOffMinutes = 10

const isAction = (value: string | null): value is ScheduleAction => scheduleActions.some((action) => action === value)

/** What is done by the clock, to which rooms, and with what regard for whoever is there. */
export const ScheduleDialog = ({ rooms, schedule, onClose, onKept }: ScheduleDialogProps) => {
  const { t } = useTranslation()
  const adding = useDeed('power:schedule')
  const changing = useDeed('power:reschedule')
  const { busy, failure } = schedule === null ? adding : changing
  const before = schedule ?? usualPlan
  const [action, setAction] = useState<ScheduleAction>(before.action)
  // A room that is gone is no choice any more.
  const [roomIds, setRoomIds] = useState(before.roomIds.filter((roomId) => rooms.some((room) => room.roomId === roomId)))
  const [days, setDays] = useState<readonly number[]>(before.days)
  const [time, setTime] = useState(before.time)
  const [warnSeconds, setWarnSeconds] = useState(before.warnSeconds)
  const [spareInUse, setSpareInUse] = useState(before.spareInUse)
  const [mayPutOff, setMayPutOff] = useState(before.putOffMinutes > 0)
  // The command line may have set others.
  const putOffMinutes = before.putOffMinutes > 0 ? before.putOffMinutes : usualPutOffMinutes
  const warnings = [...new Set([...warnChoices, before.warnSeconds])].sort((a, b) => a - b)
  const ready = roomIds.length > 0 && days.length > 0 && dayTimeSchema.safeParse(time).success
  const submit = async (): Promise<void> => {
    const wish = { action, warnSeconds, spareInUse, putOffMinutes: mayPutOff ? putOffMinutes : 0 }
    const plan = { ...wish, roomIds, days: [...days], time }
    const kept = schedule === null ? await adding.run(plan) : await changing.run({ ...plan, scheduleId: schedule.scheduleId })
    if (kept !== undefined) onKept()
  }
  return (
    <FormDialog
      opened
      title={schedule === null ? t('schedule.add') : t('schedule.change')}
      submit={schedule === null ? t('schedule.addYes') : t('schedule.changeYes')}
      ready={ready}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Select
        label={t('schedule.action')}
        data={scheduleActions.map((value) => ({ value, label: t(`power.name.${value}`) }))}
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
      {action !== 'wake' && (
        <>
          <Select
            label={t('power.warn')}
            data={warnings.map((choice) => ({
              value: String(choice),
              label: choice === 0 ? t('power.warnNot') : t('time.minutes', { count: Math.round(choice / 6) / 10 }),
            }))}
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
        </>
      )}
      <Text size="sm" c="dimmed">
        {action === 'wake' ? t('wake.regard') : t('schedule.neverInLesson')}
      </Text>
    </FormDialog>
  )
}
