import {
  IconAlertTriangle,
  IconDeviceDesktopOff,
  IconHourglass,
  IconLock,
  IconPower,
  IconSquareFilled,
  IconVolumeOff,
  IconZzz,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { isPending } from '#shared/model/power'
import { Ago, Lasting, Left } from '../../components/ago'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import type { TileState } from '../../state/tile-state'
import type { StateWords } from './state-words'
import classes from './tile.module.css'

const icons: Readonly<Record<Exclude<TileState['kind'], 'live'>, typeof IconLock>> = {
  silent: IconVolumeOff,
  refused: IconAlertTriangle,
  failed: IconAlertTriangle,
  asked: IconHourglass,
  power: IconPower,
  'power-failed': IconAlertTriangle,
  blanked: IconSquareFilled,
  locked: IconLock,
  'no-display': IconDeviceDesktopOff,
  idle: IconZzz,
}

const HowLong = ({ state }: { readonly state: TileState }) => {
  if (state.kind === 'silent' && state.since !== null) return <Lasting since={state.since} />
  return state.kind === 'idle' ? <Lasting since={state.since} /> : null
}

/** The second line, so that even the smallest tile has room for its first word. */
const UntilWhen = ({ state }: { readonly state: TileState }) => {
  const until = untilOf(state)
  return until === null ? null : (
    <span className={classes['stateTime']}>
      <Left until={until} />
    </span>
  )
}

const untilOf = (state: TileState): number | null => {
  if (state.kind === 'locked' || state.kind === 'blanked') return state.restriction.lease.until
  return state.kind === 'power' && isPending(state.power) ? state.power.actsAt : null
}

/** When the greyed picture was taken. */
const LastPicture = ({ deviceId }: { readonly deviceId: string }) => {
  const { t } = useTranslation()
  const { screens } = useConsole()
  // The first picture may come after the silence: the hub sends the last one it has.
  useStore(screens.byDevice.at(deviceId))
  const takenAt = screens.takenAt(deviceId)
  if (takenAt === null) return <span className={classes['lastPicture']}>{t('tile.noPicture')}</span>
  return (
    <span className={classes['lastPicture']}>
      {t('tile.lastPicture')} <Ago at={takenAt} />
    </span>
  )
}

interface StateBarProps {
  readonly state: TileState
  readonly words: StateWords
  readonly deviceId: string
}

/** The tile's one important word, with icon and colour, over the picture. A calm tile has none. */
export const StateBar = ({ state, words, deviceId }: StateBarProps) => {
  if (state.kind === 'live') return null
  const Icon = icons[state.kind]
  return (
    <div className={classes['state']} data-kind={state.kind}>
      <span className={classes['stateTitle']}>
        <Icon size={18} stroke={2} aria-hidden="true" />
        <span className={classes['stateWord']}>{words.title}</span>
        <span className={classes['stateTime']}>
          <HowLong state={state} />
        </span>
      </span>
      {words.detail !== '' && (
        <span className={classes['stateDetail']}>
          <span className={classes['stateReason']}>{words.detail}</span>
          <UntilWhen state={state} />
        </span>
      )}
      {state.kind === 'silent' && <LastPicture deviceId={deviceId} />}
    </div>
  )
}
