import { Button, Text } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import type { Role } from '#shared/model/staff'
import { Left } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { clockTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import classes from './panel.module.css'

interface SessionLineProps {
  readonly device: DeviceView
  readonly roomId: string
  readonly role: Role
}

/** When the session on this PC ends by itself, and the way to give it more time. */
export const SessionLine = ({ device, roomId, role }: SessionLineProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('timeout:renew')
  const { sessionEnds } = device
  if (sessionEnds === null) return null
  return (
    <>
      <div className={classes['actions']}>
        <IconClock size={20} aria-hidden="true" />
        <Text>
          {t(`sessionEnds.${sessionEnds.why}`, { time: clockTime(sessionEnds.at) })} (<Left until={sessionEnds.at} />)
        </Text>
        {mayCall(role, 'timeout:renew') && (
          <Button
            variant="default"
            size="xs"
            loading={busy}
            disabled={!linked || device.presence.state === 'silent'}
            onClick={() => void run({ roomId, deviceIds: [device.deviceId], orderId: crypto.randomUUID() })}
          >
            {t('sessionEnds.renew')}
          </Button>
        )}
      </div>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </>
  )
}
