import { Checkbox, SegmentedControl, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PowerAction } from '#shared/model/power'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

const warnChoices = [0, 60, 300, 600] as const
const putOffMinutes = 10

interface PowerDialogProps {
  /** What is asked about; null when closed. */
  readonly action: PowerAction | null
  readonly roomId: string
  readonly deviceIds: readonly string[]
  readonly onClose: () => void
}

const PowerForm = ({ action, roomId, deviceIds, onClose }: PowerDialogProps & { readonly action: PowerAction }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('power:order')
  // One question is one order, however often its button is pressed.
  const [orderId] = useState(() => crypto.randomUUID())
  const [warnSeconds, setWarnSeconds] = useState(60)
  const [spareInUse, setSpareInUse] = useState(false)
  const [mayPutOff, setMayPutOff] = useState(false)
  const count = deviceIds.length
  const submit = async (): Promise<void> => {
    const ordered = await run({
      roomId,
      deviceIds: [...deviceIds],
      orderId,
      action,
      warnSeconds,
      spareInUse,
      putOffMinutes: mayPutOff && warnSeconds > 0 ? putOffMinutes : 0,
    })
    if (ordered === undefined) return
    const silent = ordered.value.silentDeviceIds.length
    const asked = t(`power.told.${action}`, { count: count - silent })
    notifications.show({
      message: silent === 0 ? asked : `${asked} ${t('power.silentLeftOut', { count: silent })}`,
      closeButtonProps: { 'aria-label': t('common.close') },
    })
    onClose()
  }
  return (
    <FormDialog
      opened
      title={t(`power.ask.${action}`, { count })}
      submit={t(`power.yes.${action}`, { count })}
      danger
      ready={count > 0}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t(`power.meaning.${action}`)}</Text>
      <div>
        <Text size="sm" fw={500} mb={4} id="power-warn">
          {t('power.warn')}
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="power-warn"
          transitionDuration={0}
          value={String(warnSeconds)}
          onChange={(value) => {
            setWarnSeconds(Number(value))
          }}
          data={warnChoices.map((choice) => ({
            value: String(choice),
            label: choice === 0 ? t('power.warnNot') : t('time.minutes', { count: choice / 60 }),
          }))}
        />
      </div>
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
        disabled={warnSeconds === 0}
        checked={mayPutOff && warnSeconds > 0}
        onChange={(event) => {
          setMayPutOff(event.currentTarget.checked)
        }}
      />
    </FormDialog>
  )
}

/** These cannot be taken back once they are done, so they ask first. */
export const PowerDialog = (props: PowerDialogProps) =>
  props.action === null ? null : <PowerForm key={props.action} {...props} action={props.action} />
