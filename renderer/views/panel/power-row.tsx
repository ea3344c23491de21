import { Button, Text } from '@mantine/core'
import { IconBolt } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import { isPending, type PowerAction, powerActions, type PowerState } from '#shared/model/power'
import type { Role } from '#shared/model/staff'
import { Left } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { clockTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { powerIcons } from '../power/power-icons'
import { PowerDialog } from '../power/power-dialog'
import { useWakeWords } from '../power/wake-words'
import classes from './panel.module.css'

interface PowerRowProps {
  readonly device: DeviceView
  readonly roomId: string
  readonly role: Role
}

/** How the newest order stands, in a sentence. */
const useStanding = (): ((power: PowerState) => string) => {
  const { t } = useTranslation()
  return ({ order, state, why, actsAt }) => {
    const because = why === null ? '' : ` (${t(`powerReason.${why}`)})`
    switch (state) {
      case 'asked':
      case 'warned':
      case 'put-off':
        return t(`power.line.${state}`, { what: t(`power.state.coming.${order.action}`), time: clockTime(actsAt) })
      case 'acting':
        return t(`power.state.acting.${order.action}`)
      case 'spared':
        return `${t('power.spared')}${because}`
      case 'failed':
        return `${t(`power.failed.${order.action}`)}${because}`
      case 'cancelled':
      case 'done':
        return `${t(`power.name.${order.action}`)}: ${t(`powerState.${state}`)}${because}`
    }
  }
}

const Standing = ({ power, device, roomId, role }: PowerRowProps & { readonly power: PowerState }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const words = useStanding()
  const { busy, failure, run } = useDeed('power:cancel')
  const { order } = power
  const Icon = powerIcons[order.action]
  const pending = isPending(power)
  return (
    <>
      <div className={classes['restriction']} data-state={power.state === 'failed' ? 'failed' : pending ? 'asked' : 'applied'}>
        <Icon size={20} aria-hidden="true" />
        <div className={classes['restrictionWords']}>
          <Text fw={650}>{words(power)}</Text>
          <Text size="sm" c="dimmed">
            {t('panel.by', { who: order.owner.displayName, time: clockTime(order.from) })}
            {order.scheduled && `, ${t('power.bySchedule')}`}
            {pending && (
              <>
                {' '}
                (<Left until={power.actsAt} />)
              </>
            )}
          </Text>
        </div>
        {pending && mayCall(role, 'power:cancel') && (
          <Button
            variant="default"
            size="xs"
            loading={busy}
            disabled={!linked}
            onClick={() => void run({ roomId, deviceIds: [device.deviceId], orderId: crypto.randomUUID() })}
          >
            {t('power.stopHere')}
          </Button>
        )}
      </div>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </>
  )
}

/** The way to wake this PC while it is silent, and what came of it. */
const WakeHere = ({ device, roomId, role }: PowerRowProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('power:wake')
  const words = useWakeWords()
  const { wake, presence } = device
  return (
    <>
      {presence.state === 'silent' && mayCall(role, 'power:wake') && (
        <Button
          size="sm"
          variant="default"
          loading={busy}
          disabled={!linked}
          leftSection={<IconBolt size={16} aria-hidden="true" />}
          onClick={() => void run({ roomId, deviceIds: [device.deviceId], orderId: crypto.randomUUID() })}
        >
          {t('wake.here')}
        </Button>
      )}
      {wake !== null && <Text size="sm">{words(wake)}</Text>}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </>
  )
}

/** Log off, restart, shut down and wake this one PC, and how the newest order about that stands. */
export const PowerRow = ({ device, roomId, role }: PowerRowProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const [asking, setAsking] = useState<PowerAction | null>(null)
  const { power } = device
  const may = mayCall(role, 'power:order')
  if (!may && power === null) return null
  const silent = device.presence.state === 'silent'
  return (
    <section aria-label={t('power.here')} className={classes['power']}>
      {may && (
        <div className={classes['actions']}>
          {powerActions.map((action) => {
            const Icon = powerIcons[action]
            return (
              <Button
                key={action}
                size="sm"
                variant="default"
                disabled={!linked || silent}
                title={silent ? t('power.silentHere') : undefined}
                leftSection={<Icon size={16} aria-hidden="true" />}
                onClick={() => {
                  setAsking(action)
                }}
              >
                {t(`power.do.${action}`)}
              </Button>
            )
          })}
        </div>
      )}
      <WakeHere device={device} roomId={roomId} role={role} />
      {power !== null && <Standing power={power} device={device} roomId={roomId} role={role} />}
      <PowerDialog
        action={asking}
        roomId={roomId}
        deviceIds={[device.deviceId]}
        onClose={() => {
          setAsking(null)
        }}
      />
    </section>
  )
}
