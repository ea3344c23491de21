import { Checkbox, Select, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { type PowerPlan, type PowerScheduleView, type ScheduleAction, scheduleActions } from '#shared/model/power-schedule'
import { ClockFields, useClockPlan } from '../../components/clock-fields'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

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
  const { plan, setPlan, ready } = useClockPlan({ roomIds: before.roomIds, days: before.days, time: before.time }, rooms)
  const [warnSeconds, setWarnSeconds] = useState(before.warnSeconds)
  const [spareInUse, setSpareInUse] = useState(before.spareInUse)
  const [mayPutOff, setMayPutOff] = useState(before.putOffMinutes > 0)
  // The command line may have set others.
  const putOffMinutes = before.putOffMinutes > 0 ? before.putOffMinutes : usualPutOffMinutes
  const warnings = [...new Set([...warnChoices, before.warnSeconds])].sort((a, b) => a - b)
  const submit = async (): Promise<void> => {
    const wish = { ...plan, action, warnSeconds, spareInUse, putOffMinutes: mayPutOff ? putOffMinutes : 0 }
    const kept = schedule === null ? await adding.run(wish) : await changing.run({ ...wish, scheduleId: schedule.scheduleId })
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
      <ClockFields rooms={rooms} plan={plan} timeHint={t('schedule.timeHint')} onChange={setPlan} />
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
