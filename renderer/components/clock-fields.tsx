import { Checkbox, Group, MultiSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { dayTimeSchema, powerDays } from '#shared/model/power-schedule'
import { dayName } from '../state/schedule-words'

/** Days are 1 for Monday to 7, in their order; the time is "HH:MM" of the hub's clock. */
export interface ClockPlan {
  readonly roomIds: string[]
  readonly days: number[]
  readonly time: string
}

/** What is done by the clock: in which rooms, on which days and when. `ready` once each of them is said. */
export const useClockPlan = (before: ClockPlan, rooms: readonly RoomSummary[]) => {
  // A room that is gone is no choice any more.
  const known = (roomId: string): boolean => rooms.some((room) => room.roomId === roomId)
  const [plan, setPlan] = useState<ClockPlan>({ ...before, roomIds: before.roomIds.filter(known) })
  return { plan, setPlan, ready: plan.roomIds.length > 0 && plan.days.length > 0 && dayTimeSchema.safeParse(plan.time).success }
}

interface ClockFieldsProps {
  readonly rooms: readonly RoomSummary[]
  readonly plan: ClockPlan
  readonly timeHint: string
  readonly onChange: (plan: ClockPlan) => void
}

export const ClockFields = ({ rooms, plan, timeHint, onChange }: ClockFieldsProps) => {
  const { t } = useTranslation()
  return (
    <>
      <MultiSelect
        label={t('schedule.rooms')}
        placeholder={plan.roomIds.length === 0 ? t('schedule.roomsHint') : ''}
        data={rooms.map(({ roomId, name }) => ({ value: roomId, label: name }))}
        value={plan.roomIds}
        onChange={(roomIds) => {
          onChange({ ...plan, roomIds })
        }}
      />
      <Checkbox.Group
        label={t('schedule.days')}
        value={plan.days.map(String)}
        onChange={(values) => {
          onChange({ ...plan, days: values.map(Number).sort((a, b) => a - b) })
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
        description={timeHint}
        value={plan.time}
        onChange={(event) => {
          onChange({ ...plan, time: event.currentTarget.value })
        }}
      />
    </>
  )
}
