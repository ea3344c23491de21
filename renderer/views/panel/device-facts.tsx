import { Button, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import type { Role } from '#shared/model/staff'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { Ago, Lasting } from '../../components/ago'
import { useConsole } from '../../console'
import { calendarDate } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { PcSheet } from '../inventory/pc-sheet'
import classes from './panel.module.css'

interface DeviceFactsProps {
  readonly device: DeviceView
  readonly view: Reply<ConsoleOrders, 'device:view'>
  readonly role: Role
}

/** To the PC's sheet in the inventory, for who may read it. */
const SheetButton = ({ deviceId, role }: { readonly deviceId: string; readonly role: Role }) => {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  if (!mayCall(role, 'inventory:sheet')) return null
  return (
    <>
      <Button
        size="xs"
        variant="default"
        mt={8}
        onClick={() => {
          setOpened(true)
        }}
      >
        {t('register.sheet')}
      </Button>
      {opened && (
        <PcSheet
          deviceId={deviceId}
          mayAsk={mayCall(role, 'inventory:read')}
          onClose={() => {
            setOpened(false)
          }}
        />
      )}
    </>
  )
}

/** What the PC is, who sits there, and how it stands with the hub. */
export const DeviceFacts = ({ device, view, role }: DeviceFactsProps) => {
  const { t } = useTranslation()
  const { presenting } = useConsole()
  const hidden = useStore(presenting)
  const { facts } = view
  const monitors = device.monitors.map(({ width, height }) => `${width} × ${height}`).join(', ')
  const rows: readonly (readonly [string, ReactNode])[] = [
    [
      t('fact.user'),
      device.user === null || hidden
        ? null
        : `${device.user.displayName || device.user.name}${device.user.guest ? ` (${t('tile.guest')})` : ''}`,
    ],
    [t('fact.signedIn'), device.user === null || hidden ? null : <Ago at={device.user.sessionStartedAt} />],
    [
      t('fact.presence'),
      device.presence.state === 'live' ? (
        <>
          {t('fact.liveFor')} <Lasting since={device.presence.since} />
        </>
      ) : (
        t(`reason.${device.presence.why}.short`)
      ),
    ],
    [t('fact.monitors'), monitors],
    [t('fact.system'), facts?.operatingSystem],
    [t('fact.model'), facts?.model],
    [t('fact.processor'), facts?.processor],
    // A PC that does not tell says 0.
    [t('fact.memory'), !facts?.memoryMb ? null : t('fact.gigabytes', { count: Math.round(facts.memoryMb / 102.4) / 10 })],
    [t('fact.hostname'), facts?.hostname],
    [t('fact.address'), view.address],
    [t('fact.agent'), device.agentVersion],
    [t('fact.enrolled'), calendarDate(view.enrolledAt)],
    [t('fact.certificate'), calendarDate(view.certificateExpiresAt)],
    [t('fact.refusals'), device.refusals === 0 ? null : device.refusals],
  ]
  return (
    <section aria-label={t('panel.facts')} className={classes['facts']}>
      <Title order={2} size="h5" mb={4}>
        {t('panel.facts')}
      </Title>
      <dl>
        {rows
          .filter(([, value]) => value != null && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <SheetButton deviceId={device.deviceId} role={role} />
    </section>
  )
}
