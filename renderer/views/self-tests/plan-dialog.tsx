import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { ClockFields, useClockPlan } from '../../components/clock-fields'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

interface PlanDialogProps {
  readonly rooms: readonly RoomSummary[]
  readonly onClose: () => void
  readonly onKept: () => void
}

const usualPlan = { roomIds: [], days: [1], time: '07:45' }

/** Which rooms are tested by the clock. */
export const PlanDialog = ({ rooms, onClose, onKept }: PlanDialogProps) => {
  const { t } = useTranslation()
  const adding = useDeed('self-test:schedule')
  const { plan, setPlan, ready } = useClockPlan(usualPlan, rooms)
  const [inUse, setInUse] = useState(false)
  const submit = async (): Promise<void> => {
    if ((await adding.run({ ...plan, inUse })) !== undefined) onKept()
  }
  return (
    <FormDialog
      opened
      title={t('selfTests.plan')}
      submit={t('selfTests.planYes')}
      ready={ready}
      busy={adding.busy}
      failure={adding.failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <ClockFields rooms={rooms} plan={plan} timeHint={t('selfTests.waits')} onChange={setPlan} />
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
