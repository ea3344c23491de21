import { Button, Text } from '@mantine/core'
import { IconLock, IconMessage, IconSquareFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeviceView, Restriction } from '#shared/model/device'
import type { Role } from '#shared/model/staff'
import { Left } from '../../components/ago'
import { useConsole } from '../../console'
import { clockTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import classes from './panel.module.css'

const icons = { lock: IconLock, blank: IconSquareFilled, message: IconMessage } as const

interface RestrictionsProps {
  readonly device: DeviceView
  readonly roomId: string
  readonly role: Role
}

const RestrictionRow = ({ restriction, device, roomId, role }: RestrictionsProps & { readonly restriction: Restriction }) => {
  const { t } = useTranslation()
  const { orders, link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { lease, state, failure } = restriction
  const Icon = icons[lease.kind]
  return (
    <li className={classes['restriction']} data-state={state}>
      <Icon size={20} aria-hidden="true" />
      <div className={classes['restrictionWords']}>
        <Text fw={650}>
          {t(`kind.${lease.kind}`)}: {t(`restrictionState.${state}`)}
          {failure !== null && ` (${t(`leaseFailure.${failure}`)})`}
        </Text>
        <Text size="sm" c="dimmed">
          {t('panel.by', { who: lease.owner.displayName, time: clockTime(lease.from) })},{' '}
          {t('panel.until', { time: clockTime(lease.until) })} (
          <Left until={lease.until} />){lease.lessonId !== null && `. ${t('panel.ofLesson')}`}
          {lease.reason !== '' && `. ${t('panel.reason', { reason: lease.reason })}`}
        </Text>
        {lease.text !== '' && <Text size="sm">“{lease.text}”</Text>}
      </div>
      {mayCall(role, 'restriction:lift') && (
        <Button
          variant="default"
          size="xs"
          disabled={!linked}
          onClick={() => {
            orders.lift(roomId, [lease.kind], [device.deviceId])
          }}
        >
          {t('panel.lift')}
        </Button>
      )}
    </li>
  )
}

/** What limits this PC: whose it is, why, until when, and the way to end it. */
export const Restrictions = ({ device, roomId, role }: RestrictionsProps) => {
  const { t } = useTranslation()
  const { orders, link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const has = (kind: 'lock' | 'blank'): boolean => device.restrictions.some(({ lease }) => lease.kind === kind)
  return (
    <section aria-label={t('panel.restrictions')}>
      {mayCall(role, 'restriction:order') && (
        <div className={classes['actions']}>
          {(['lock', 'blank'] as const).map((kind) => {
            const Icon = icons[kind]
            return (
              <Button
                key={kind}
                size="sm"
                variant={kind === 'lock' ? 'filled' : 'default'}
                disabled={!linked || has(kind)}
                leftSection={<Icon size={16} aria-hidden="true" />}
                onClick={() => {
                  orders.place(roomId, kind, [device.deviceId])
                }}
              >
                {t(`panel.${kind}`)}
              </Button>
            )
          })}
          {!linked && <Text size="sm">{t('link.actionsWait')}</Text>}
        </div>
      )}
      {device.restrictions.length > 0 && (
        <ul className={classes['restrictions']}>
          {device.restrictions.map((restriction) => (
            <RestrictionRow key={restriction.lease.leaseId} restriction={restriction} device={device} roomId={roomId} role={role} />
          ))}
        </ul>
      )}
    </section>
  )
}
