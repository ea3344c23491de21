import { Button, Title } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import { AppIcon } from '../../components/app-icon'
import { NoticePage } from '../../components/notice-page'
import { SiteIcon } from '../../components/site-icon'
import { useConsole } from '../../console'
import { type OpenGroup, openNow } from '../../state/open-now'
import { tileName } from '../../state/short-name'
import { useStore } from '../../state/use-store'
import { RoomScope } from '../class/room-scope'
import type { Rooms } from '../frame/use-rooms'
import { mayCall } from '../../state/views'
import { PupilPanel } from '../panel/pupil-panel'
import { useTabOrders } from '../tabs/use-tab-orders'
import view from '../view.module.css'
import classes from './now.module.css'

interface GroupProps {
  readonly group: OpenGroup
  readonly roomId: string
  readonly mayClose: boolean
  readonly onOpen: (deviceId: string) => void
}

const Group = ({ group, roomId, mayClose, onOpen }: GroupProps) => {
  const { t } = useTranslation()
  const { feed, link, presenting } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, close } = useTabOrders(roomId)
  const hidden = useStore(presenting)
  const name = group.name === '' ? t('now.unnamed') : group.name
  return (
    <li className={classes['group']} aria-label={name}>
      <div className={classes['what']}>
        {group.kind === 'site' ? (
          <SiteIcon site={group.name} icon={group.icon} size={20} />
        ) : (
          <AppIcon application={group.name} size={20} />
        )}
        <span className={classes['name']}>{name}</span>
        <span className={classes['count']}>{t('now.front', { count: group.front })}</span>
        {group.places.length > group.front && (
          <span className={classes['count']}>{t('now.behind', { count: group.places.length - group.front })}</span>
        )}
      </div>
      <div className={classes['pupils']}>
        {group.places.map(({ deviceId, front, title }) => {
          const device = feed.devices.get(deviceId)
          if (device === undefined) return null
          return (
            <button
              key={deviceId}
              type="button"
              className={classes['pupil']}
              data-front={front}
              title={hidden || title === '' ? undefined : title}
              onClick={() => {
                onOpen(deviceId)
              }}
            >
              {tileName(device, hidden)}
              {!front && <span className={classes['count']}> {t('now.inTheBack')}</span>}
            </button>
          )
        })}
      </div>
      {group.kind === 'site' && mayClose && (
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          disabled={!linked}
          aria-label={t('tabs.closeNamed', { title: name })}
          onClick={() =>
            void close(
              group.places.map(({ deviceId }) => deviceId),
              { which: { by: 'site', site: group.name }, but: false },
            )
          }
        >
          {t('tabs.closeOne')}
        </Button>
      )}
    </li>
  )
}

const Room = ({ roomId, staff }: { readonly roomId: string; readonly staff: Pick<Staff, 'staffId' | 'role'> }) => {
  const { t } = useTranslation()
  const { feed } = useConsole()
  useStore(feed.changes)
  const [open, setOpen] = useState<string | null>(null)
  const groups = openNow(feed.all())
  return (
    <>
      {groups.length === 0 ? (
        <NoticePage icon={<IconEyeOff size={40} />} title={t('now.none')}>
          {t('now.noneDetail')}
        </NoticePage>
      ) : (
        <ul className={classes['groups']}>
          {groups.map((group) => (
            <Group
              key={`${group.kind} ${group.name}`}
              group={group}
              roomId={roomId}
              mayClose={mayCall(staff.role, 'tab:close')}
              onOpen={setOpen}
            />
          ))}
        </ul>
      )}
      <PupilPanel
        deviceId={open}
        roomId={roomId}
        staff={staff}
        onClose={() => {
          setOpen(null)
        }}
      />
    </>
  )
}

/** What is open now in the class, by site and program, with one click to each pupil. */
export const NowView = ({ rooms, staff }: { readonly rooms: Rooms; readonly staff: Pick<Staff, 'staffId' | 'role'> }) => {
  const { t } = useTranslation()
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.now')}>
      <Title order={1} size="h3">
        {t('now.title')}
      </Title>
      <RoomScope rooms={rooms} noRooms={t('rooms.noneTeacher')}>
        {rooms.roomId !== null && <Room key={rooms.roomId} roomId={rooms.roomId} staff={staff} />}
      </RoomScope>
    </section>
  )
}
