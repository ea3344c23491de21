import { Badge, Checkbox } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconClockQuestion, IconVolumeOff, IconWifi, IconX } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#shared/model/device'
import type { RegisterEntry } from '#shared/model/device-register'
import { seatWords } from '#shared/model/seat'
import type { RegisterSort } from '../../state/register-list'
import view from '../view.module.css'
import classes from './devices.module.css'

const rowPx = 44

interface RegisterTableProps {
  readonly shown: readonly RegisterEntry[]
  readonly rooms: readonly Room[]
  readonly ticked: ReadonlySet<string>
  readonly sort: { readonly by: RegisterSort; readonly down: boolean }
  readonly onSort: (by: RegisterSort) => void
  readonly onTick: (deviceId: string, extend: boolean) => void
  readonly onTickAll: () => void
  /** What the PC is made of. */
  readonly onOpen: (deviceId: string) => void
}

const StateWord = ({ entry }: { readonly entry: RegisterEntry }) => {
  const { t } = useTranslation()
  const what = entry.state === 'enrolled' ? (entry.live ? 'live' : 'silent') : entry.state
  const Icon = { live: IconWifi, silent: IconVolumeOff, expected: IconClockQuestion, revoked: IconX }[what]
  return (
    <span className={view['withIcon']} data-tone={what}>
      <Icon size={16} aria-hidden="true" />
      {t(`register.state.${what}`)}
    </span>
  )
}

/** The PCs looked at, only as many rows in the page as are in sight. */
export const RegisterTable = ({ shown, rooms, ticked, sort, onSort, onTick, onTickAll, onOpen }: RegisterTableProps) => {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const names = new Map(rooms.map(({ roomId, name }) => [roomId, name]))
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  })
  const rows = virtualizer.getVirtualItems()
  const above = rows[0]?.start ?? 0
  const below = virtualizer.getTotalSize() - (rows.at(-1)?.end ?? 0)
  const all = shown.length > 0 && shown.every(({ deviceId }) => ticked.has(deviceId))
  const heads: readonly (readonly [RegisterSort, string])[] = [
    ['name', t('devices.name')],
    ['room', t('register.room')],
    ['seat', t('register.seat')],
    ['state', t('register.stateHead')],
    ['assetTag', t('register.assetTag')],
    ['groups', t('register.groups')],
  ]
  return (
    <div ref={scroller} className={classes['scroller']} tabIndex={0} role="region" aria-label={t('register.title')}>
      <table className={classes['register']} aria-rowcount={shown.length + 1}>
        <thead>
          <tr>
            <th scope="col">
              <Checkbox
                aria-label={t('register.tickAll', { count: shown.length })}
                checked={all}
                indeterminate={!all && ticked.size > 0}
                onChange={onTickAll}
              />
            </th>
            {heads.map(([by, words]) => (
              <th key={by} scope="col" aria-sort={sort.by === by ? (sort.down ? 'descending' : 'ascending') : 'none'}>
                <button
                  type="button"
                  className={classes['head']}
                  onClick={() => {
                    onSort(by)
                  }}
                >
                  {words}
                  {sort.by === by &&
                    (sort.down ? <IconArrowDown size={14} aria-hidden="true" /> : <IconArrowUp size={14} aria-hidden="true" />)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
          {rows.map(({ index }) => {
            const entry = shown[index]
            if (entry === undefined) return null
            const { deviceId, name } = entry
            return (
              <tr key={deviceId} aria-rowindex={index + 2} data-device-id={deviceId} data-ticked={ticked.has(deviceId) || undefined}>
                <td>
                  <Checkbox
                    aria-label={t('register.tick', { name })}
                    checked={ticked.has(deviceId)}
                    onChange={() => undefined}
                    onClick={(event) => {
                      onTick(deviceId, event.shiftKey)
                    }}
                  />
                </td>
                <th scope="row">
                  {entry.state === 'expected' ? (
                    name
                  ) : (
                    <button
                      type="button"
                      className={view['textButton']}
                      title={t('register.sheet')}
                      onClick={() => {
                        onOpen(deviceId)
                      }}
                    >
                      {name}
                    </button>
                  )}
                </th>
                <td>{names.get(entry.roomId) ?? ''}</td>
                <td>{entry.seat === null ? '' : seatWords(entry.seat)}</td>
                <td>
                  <StateWord entry={entry} />
                </td>
                <td>{entry.assetTag}</td>
                <td>
                  {entry.groups.map((group) => (
                    <Badge key={group} variant="default" mr={4} tt="none">
                      {group}
                    </Badge>
                  ))}
                </td>
              </tr>
            )
          })}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  )
}
