import { Checkbox, MultiSelect, NumberInput, Slider, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AgentBuild, reportWithinMinutes, type RollOut } from '#shared/model/agent-build'
import type { RoomSummary } from '#shared/model/device'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

interface RollOutDialogProps {
  readonly build: AgentBuild
  /** As it stands; null before it begins. */
  readonly rollOut: RollOut | null
  readonly rooms: readonly RoomSummary[]
  readonly onClose: () => void
  readonly onKept: () => void
}

/** A first stage that shows what is wrong before everybody has it. */
const firstPercent = 10

/** Who gets a build, how fast: the same for beginning and for going on. */
export const RollOutDialog = ({ build, rollOut, rooms, onClose, onKept }: RollOutDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('build:roll-out')
  const [roomIds, setRoomIds] = useState<string[]>(() => [...(rollOut?.roomIds ?? [])])
  const [percent, setPercent] = useState(rollOut?.percent ?? firstPercent)
  const [inUse, setInUse] = useState(rollOut?.inUse ?? false)
  const [withinMinutes, setWithinMinutes] = useState<number>(rollOut?.withinMinutes ?? reportWithinMinutes.usual)
  const count = rooms
    .filter(({ roomId }) => roomIds.length === 0 || roomIds.includes(roomId))
    .reduce((sum, { devices }) => sum + Math.ceil((devices * percent) / 100), 0)
  const submit = async (): Promise<void> => {
    const plan = { buildId: build.buildId, roomIds: roomIds.length === 0 ? null : roomIds, percent, inUse, withinMinutes }
    if ((await run({ ...plan, state: 'running' })) !== undefined) onKept()
  }
  return (
    <FormDialog
      opened
      title={
        rollOut === null ? t('updates.rollOutTitle', { version: build.version }) : t('updates.changeTitle', { version: build.version })
      }
      submit={rollOut === null ? t('updates.begin') : t('updates.goOn')}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <MultiSelect
        label={t('updates.rooms')}
        placeholder={roomIds.length === 0 ? t('updates.everyRoom') : ''}
        data={rooms.map(({ roomId, name }) => ({ value: roomId, label: name }))}
        value={roomIds}
        onChange={setRoomIds}
      />
      <div>
        <Text size="sm" fw={500} id="roll-out-percent">
          {t('updates.percent', { percent })}
        </Text>
        <Slider
          thumbProps={{ 'aria-labelledby': 'roll-out-percent' }}
          min={1}
          max={100}
          label={(value) => `${value} %`}
          value={percent}
          onChange={setPercent}
        />
        <Text size="sm" c="dimmed" mt={4}>
          {t('updates.percentHint', { count })}
        </Text>
      </div>
      <Checkbox
        label={t('updates.inUse')}
        description={t('updates.inUseHint')}
        checked={inUse}
        onChange={(event) => {
          setInUse(event.currentTarget.checked)
        }}
      />
      <NumberInput
        label={t('updates.within')}
        description={t('updates.withinHint')}
        min={reportWithinMinutes.least}
        max={reportWithinMinutes.most}
        allowDecimal={false}
        clampBehavior="strict"
        value={withinMinutes}
        onChange={(value) => {
          setWithinMinutes(typeof value === 'number' ? value : reportWithinMinutes.usual)
        }}
      />
    </FormDialog>
  )
}
