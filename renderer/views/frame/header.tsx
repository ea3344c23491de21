import { Button, Menu, Select, Switch, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import {
  IconEyeOff,
  IconLock,
  IconLogout,
  IconMoon,
  IconPlugConnectedX,
  IconSquareFilled,
  IconSun,
  IconUserCircle,
  IconVolumeOff,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConsoleBridge } from '#shared/bridge'
import type { StaffSession } from '#shared/protocol/staff-calls'
import { IconSwitch } from '../../components/icon-switch'
import { Brand } from '../../components/brand'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import type { ViewName } from '../../state/views'
import { LessonBar } from '../lesson/lesson-bar'
import classes from './frame.module.css'
import type { Rooms } from './use-rooms'

/** "28 of 30 here · 3 locked · 1 silent", each with its icon. */
const Counts = () => {
  const { t } = useTranslation()
  const { feed } = useConsole()
  const counts = useStore(feed.counts)
  const phase = useStore(feed.phase)
  if (phase.kind !== 'ready' || counts.devices === 0) return null
  return (
    <div className={classes['counts']} data-testid="counts">
      <span className={classes['here']}>{t('counts.here', { live: counts.live, count: counts.devices })}</span>
      {counts.locked > 0 && (
        <span className={classes['count']}>
          <IconLock size={16} aria-hidden="true" /> {t('counts.locked', { count: counts.locked })}
        </span>
      )}
      {counts.blanked > 0 && (
        <span className={classes['count']}>
          <IconSquareFilled size={16} aria-hidden="true" /> {t('counts.blanked', { count: counts.blanked })}
        </span>
      )}
      {counts.silent > 0 && (
        <span className={classes['count']}>
          <IconVolumeOff size={16} aria-hidden="true" /> {t('counts.silent', { count: counts.silent })}
        </span>
      )}
    </div>
  )
}

/** Always there: whether what is seen is live. */
const LinkSign = () => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const state = useStore(link.state)
  const lost = state.kind !== 'signed-in'
  return (
    <span className={classes['link']} data-link={lost ? 'lost' : 'up'} data-testid="link" role="status">
      {lost ? <IconPlugConnectedX size={16} aria-hidden="true" /> : <span className={classes['dot']} aria-hidden="true" />}
      {lost ? t('link.badgeLost') : t('link.badgeUp')}
    </span>
  )
}

const ThemeSwitch = ({ bridge }: { readonly bridge: ConsoleBridge | null }) => {
  const { t } = useTranslation()
  // Mantine would put a <style> element into the page to pause transitions meanwhile.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const dark = useComputedColorScheme('light') === 'dark'
  return (
    <IconSwitch
      icon={dark ? IconSun : IconMoon}
      label={dark ? t('frame.toLight') : t('frame.toDark')}
      onSwitch={() => {
        const next = dark ? 'light' : 'dark'
        setColorScheme(next)
        void bridge?.ask('settings:write', { theme: next })
      }}
    />
  )
}

interface HeaderProps {
  readonly session: StaffSession
  readonly bridge: ConsoleBridge | null
  readonly rooms: Rooms
  readonly view: ViewName
}

export const Header = ({ session, bridge, rooms, view }: HeaderProps) => {
  const { t } = useTranslation()
  const { link, presenting } = useConsole()
  const hidden = useStore(presenting)
  const list = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const inRoom = view === 'class' || view === 'now' || view === 'devices'
  const ofRoom = inRoom || view === 'timeline'
  return (
    <header className={classes['header']}>
      <Brand />
      {ofRoom && list.length > 0 && (
        <Select
          className={classes['room'] ?? ''}
          aria-label={t('frame.room')}
          data={list.map(({ roomId, name }) => ({ value: roomId, label: name }))}
          value={rooms.roomId}
          onChange={(roomId) => {
            if (roomId !== null) rooms.choose(roomId)
          }}
          allowDeselect={false}
          searchable={list.length > 8}
          comboboxProps={{ transitionProps: { duration: 100 } }}
        />
      )}
      {inRoom && <Counts />}
      <div className={classes['spacer']} />
      {view === 'class' && rooms.roomId !== null && <LessonBar key={rooms.roomId} staff={session.staff} roomId={rooms.roomId} />}
      {view === 'class' && (
        <Switch
          size="sm"
          label={t('frame.presenting')}
          checked={hidden}
          thumbIcon={hidden ? <IconEyeOff size={12} /> : undefined}
          onChange={(event) => {
            presenting.set(event.currentTarget.checked)
          }}
        />
      )}
      <LinkSign />
      <ThemeSwitch bridge={bridge} />
      <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
        <Menu.Target>
          <Button variant="default" flex="none" leftSection={<IconUserCircle size={18} aria-hidden="true" />}>
            {session.staff.displayName}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t(`role.${session.staff.role}`)}</Menu.Label>
          <Menu.Item leftSection={<IconUserCircle size={16} />} component="a" href="#/account">
            {t('view.account')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={16} />}
            onClick={() => {
              link.signOut('signed-out')
              window.location.hash = ''
            }}
          >
            {t('frame.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  )
}
