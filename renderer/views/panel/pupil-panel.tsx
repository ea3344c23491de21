import { Drawer, Skeleton } from '@mantine/core'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { tileName } from '../../state/short-name'
import { useStore } from '../../state/use-store'
import { DeviceFlags } from '../flags/device-flags'
import { DeviceTimeline } from '../timeline/device-timeline'
import { DeviceFacts } from './device-facts'
import { LargePicture } from './large-picture'
import { PowerRow } from './power-row'
import classes from './panel.module.css'
import { Restrictions } from './restrictions'
import { SessionLine } from './session-line'
import { Tabs } from './tabs'
import { WhatApplies } from './what-applies'
import { Windows } from './windows'

interface PupilPanelProps {
  /** Null when closed. */
  readonly deviceId: string | null
  readonly roomId: string
  readonly staff: Pick<Staff, 'staffId' | 'role'>
  readonly onClose: () => void
}

const Panel = ({ deviceId, roomId, staff }: Pick<PupilPanelProps, 'roomId' | 'staff'> & { readonly deviceId: string }) => {
  const { feed, link } = useConsole()
  const payload = useMemo(() => ({ deviceId }), [deviceId])
  // Opening asks for the larger picture, and the hub writes the view down; leaving ends both.
  const { loaded, reload } = useAsked('device:view', payload)
  useEffect(
    () => () => {
      void link.ask('device:leave', { deviceId })
    },
    [link, deviceId],
  )
  const device = useStore(feed.devices.at(deviceId))
  const phase = useStore(feed.phase)
  if (device === undefined) return null
  const mayWatch = phase.kind === 'ready' && phase.screens
  return (
    <div className={classes['panel']}>
      {mayWatch && <LargePicture device={device} />}
      <SessionLine device={device} roomId={roomId} role={staff.role} />
      <Restrictions device={device} roomId={roomId} staff={staff} />
      <WhatApplies device={device} role={staff.role} />
      <PowerRow device={device} roomId={roomId} role={staff.role} />
      {mayWatch && <Tabs device={device} roomId={roomId} role={staff.role} />}
      <DeviceFlags deviceId={deviceId} role={staff.role} />
      {mayWatch && <DeviceTimeline deviceId={deviceId} roomId={roomId} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      <div className={classes['columns']}>
        {mayWatch &&
          (loaded.kind === 'ready' ? (
            <Windows device={device} windows={loaded.value.windows} />
          ) : (
            <Skeleton height={200} visible={loaded.kind === 'loading'} />
          ))}
        {loaded.kind === 'ready' ? (
          <DeviceFacts device={device} view={loaded.value} role={staff.role} />
        ) : (
          <Skeleton height={200} visible={loaded.kind === 'loading'} />
        )}
      </div>
    </div>
  )
}

/** One PC closely: the picture large, what was open, what it is, and what restricts it. */
export const PupilPanel = ({ deviceId, roomId, staff, onClose }: PupilPanelProps) => {
  const { t } = useTranslation()
  const { feed, presenting } = useConsole()
  const hidden = useStore(presenting)
  const device = useStore(feed.devices.at(deviceId ?? ''))
  const name = device === undefined ? '' : tileName(device, hidden)
  return (
    <Drawer
      opened={deviceId !== null && device !== undefined}
      onClose={onClose}
      position="right"
      size="min(880px, 92vw)"
      title={
        <span className={classes['title']}>
          {name}
          {device !== undefined && name !== device.name && <span className={classes['pc']}>{device.name}</span>}
        </span>
      }
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {deviceId !== null && <Panel key={deviceId} deviceId={deviceId} roomId={roomId} staff={staff} />}
    </Drawer>
  )
}
