import { IconArrowsMaximize, IconFlagFilled, IconMessage, IconMoodEmpty } from '@tabler/icons-react'
import { memo, type MouseEvent, useCallback, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import { Ago } from '../../components/ago'
import { AppIcon } from '../../components/app-icon'
import { SiteIcon } from '../../components/site-icon'
import { useConsole } from '../../console'
import type { ClassGrid } from '../../state/class-grid'
import { frontWords } from '../../state/front-words'
import { tileName } from '../../state/short-name'
import { tileStateOf } from '../../state/tile-state'
import { useStore } from '../../state/use-store'
import { SessionBadge } from './session-badge'
import { ApplicationMark } from '../applications/application-mark'
import { InternetMark } from '../internet/internet-mark'
import { StateBar } from './state-bar'
import { TilePicture } from './tile-picture'
import classes from './tile.module.css'
import { useStateWords } from './state-words'

export const tileDomId = (deviceId: string): string => `tile-${deviceId}`

interface TileProps {
  readonly deviceId: string
  readonly grid: ClassGrid
  readonly staffId: string
  readonly onPick: (deviceId: string, event: MouseEvent) => void
  readonly onOpen: (deviceId: string) => void
}

/** What is open on the PC, and since when; while presenting only the program, for titles name people. */
const Activity = ({ device, presenting }: { readonly device: DeviceView; readonly presenting: boolean }) => {
  const { t } = useTranslation()
  const { foreground } = device
  if (foreground === null)
    return <span className={classes['activity']}>{device.presence.state === 'live' ? t('tile.nothingOpen') : ''}</span>
  const site = presenting ? '' : (foreground.page?.site ?? '')
  const title = presenting ? foreground.application : frontWords(foreground)
  return (
    <span className={classes['activity']}>
      {site === '' ? <AppIcon application={foreground.application} /> : <SiteIcon site={site} icon={foreground.page?.icon} size={14} />}
      <span className={classes['title']} title={presenting ? undefined : `${foreground.application}: ${frontWords(foreground)}`}>
        {title}
      </span>
      <span className={classes['since']}>
        <Ago at={foreground.since} />
      </span>
    </span>
  )
}

/** One pupil PC. It listens to its own device, wish and selection only, so that one PC's news draws one tile. */
export const Tile = memo(({ deviceId, grid, staffId, onPick, onOpen }: TileProps) => {
  const { t } = useTranslation()
  const { feed, orders, flags, presenting } = useConsole()
  const device = useStore(feed.devices.at(deviceId))
  const ask = useStore(orders.pending.at(deviceId))
  const ofDevice = useStore(flags.ofDevice.at(deviceId))
  const hidden = useStore(presenting)
  const chosen = useSyncExternalStore(
    grid.selection.subscribe,
    useCallback(() => grid.selection.get().chosen.has(deviceId), [grid, deviceId]),
  )
  const current = useSyncExternalStore(
    grid.selection.subscribe,
    useCallback(() => grid.selection.get().cursor === deviceId, [grid, deviceId]),
  )
  const stateWords = useStateWords(staffId)
  if (device === undefined) return null

  const state = tileStateOf(device, ask)
  const name = tileName(device, hidden)
  const words = stateWords(state)
  const message = device.restrictions.some(({ lease, state: at }) => lease.kind === 'message' && at === 'applied')
  const unseen = hidden ? 0 : (ofDevice?.filter(({ seenBy }) => seenBy === null).length ?? 0)
  const flagged = unseen === 0 ? '' : t('tile.flags', { count: unseen })
  const doing = device.foreground === null || hidden ? '' : device.foreground.application
  const label = [name, name === device.name ? '' : device.name, words.title, doing, flagged].filter((part) => part !== '').join(', ')

  return (
    <div
      id={tileDomId(deviceId)}
      role="gridcell"
      className={classes['tile']}
      aria-label={label}
      aria-selected={chosen}
      data-current={current || undefined}
      data-device-id={deviceId}
      data-state={state.kind}
      onClick={(event) => {
        onPick(deviceId, event)
      }}
      onDoubleClick={() => {
        onOpen(deviceId)
      }}
    >
      <div className={classes['picture']}>
        <TilePicture deviceId={deviceId} />
        <StateBar state={state} words={words} deviceId={deviceId} />
        <button
          type="button"
          className={classes['open']}
          tabIndex={-1}
          aria-label={t('tile.open', { name })}
          onClick={(event) => {
            event.stopPropagation()
            onOpen(deviceId)
          }}
        >
          <IconArrowsMaximize size={16} aria-hidden="true" />
        </button>
      </div>
      <div className={classes['foot']}>
        <span className={classes['who']}>
          <span className={classes['name']}>{name}</span>
          {device.user?.guest === true && !hidden && (
            <span className={classes['badge']}>
              <IconMoodEmpty size={14} aria-hidden="true" /> {t('tile.guest')}
            </span>
          )}
          {unseen > 0 && (
            <span className={classes['badge']} data-badge="flag">
              <IconFlagFilled size={14} aria-hidden="true" /> {flagged}
            </span>
          )}
          {device.sessionEnds !== null && device.presence.state === 'live' && <SessionBadge ends={device.sessionEnds} />}
          {message && (
            <span className={classes['badge']}>
              <IconMessage size={14} aria-hidden="true" /> {t('tile.message')}
            </span>
          )}
          <InternetMark device={device} presenting={hidden} />
          <ApplicationMark device={device} />
          {name !== device.name && <span className={classes['pc']}>{device.name}</span>}
        </span>
        <Activity device={device} presenting={hidden} />
      </div>
    </div>
  )
})
Tile.displayName = 'Tile'
