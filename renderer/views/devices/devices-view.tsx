import { Badge, Button, Group, Menu, Table, Tabs, Text, TextInput, Title } from '@mantine/core'
import {
  IconAlertTriangle,
  IconChevronDown,
  IconDeviceDesktopPlus,
  IconEraser,
  IconPlus,
  IconSearch,
  IconVolumeOff,
  IconWifi,
} from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import { restrictionKinds } from '#shared/model/lease'
import { isPending } from '#shared/model/power'
import type { Staff } from '#shared/model/staff'
import { Ago, Lasting } from '../../components/ago'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { useConsole } from '../../console'
import { matchesFilter, sortDevices } from '../../state/grid-order'
import { clockTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { OrderToast } from '../class/order-toast'
import { RoomScope } from '../class/room-scope'
import type { Rooms } from '../frame/use-rooms'
import { PowerMenu } from '../power/power-menu'
import { useWakeWords } from '../power/wake-words'
import { PupilPanel } from '../panel/pupil-panel'
import view from '../view.module.css'
import { RenameDialog, RevokeDialog } from './device-dialogs'
import classes from './devices.module.css'
import { NewRoomDialog } from './new-room-dialog'
import { Register } from './register'
import { Retired } from './retired'
import { RemoveRoomDialog, RenameRoomDialog } from './room-dialogs'
import { SeatingPlan } from './seating-plan'

interface DevicesViewProps {
  readonly staff: Staff
  readonly rooms: Rooms
}

const PresenceCell = ({ device }: { readonly device: DeviceView }) => {
  const { t } = useTranslation()
  const { presence, display } = device
  if (presence.state === 'silent') {
    return (
      <span className={view['withIcon']} data-tone="silent">
        <IconVolumeOff size={16} aria-hidden="true" />
        <span>
          {t('state.silent')}
          {presence.since !== null && (
            <>
              {', '}
              <Ago at={presence.since} />
            </>
          )}
          <Text size="xs" c="dimmed">
            {t(`reason.${presence.why}.short`)}
          </Text>
        </span>
      </span>
    )
  }
  return (
    <span className={view['withIcon']}>
      <IconWifi size={16} aria-hidden="true" />
      <span>
        {t('devices.live')} <Lasting since={presence.since} />
        {display.state === 'waiting' && (
          <Text size="xs" c="dimmed">
            {t(`reason.${display.why}.short`)}
          </Text>
        )}
      </span>
    </span>
  )
}

/** How an order about power goes on this PC, by its own word. */
const PowerWord = ({ device }: { readonly device: DeviceView }) => {
  const { t } = useTranslation()
  const { power } = device
  if (power === null) return null
  const { order, state, why, actsAt } = power
  return (
    <Text size="sm" data-power={state}>
      {t(`power.name.${order.action}`)}: {t(`powerState.${state}`)}
      {why !== null && ` (${t(`powerReason.${why}`)})`}
      {isPending(power) && `, ${clockTime(actsAt)}`}
    </Text>
  )
}

/** Whether it was woken, and came up. */
const WakeWord = ({ device: { wake } }: { readonly device: DeviceView }) => {
  const words = useWakeWords()
  if (wake === null) return null
  return (
    <Text size="sm" data-wake={wake.state}>
      {words(wake)}
    </Text>
  )
}

interface RowProps {
  readonly deviceId: string
  readonly onOpen: (deviceId: string) => void
  readonly onRename: (device: DeviceView) => void
  readonly onRevoke: (device: DeviceView) => void
}

const Row = ({ deviceId, onOpen, onRename, onRevoke }: RowProps) => {
  const { t } = useTranslation()
  const { feed, link } = useConsole()
  const device = useStore(feed.devices.at(deviceId))
  const linked = useStore(link.state).kind === 'signed-in'
  if (device === undefined) return null
  const revoked = device.presence.state === 'silent' && device.presence.why === 'revoked'
  return (
    <Table.Tr data-device-id={deviceId}>
      <Table.Td>
        <button
          type="button"
          className={view['textButton']}
          onClick={() => {
            onOpen(deviceId)
          }}
        >
          {device.name}
        </button>
      </Table.Td>
      <Table.Td>
        <PresenceCell device={device} />
      </Table.Td>
      <Table.Td>{device.agentVersion}</Table.Td>
      <Table.Td>
        <PowerWord device={device} />
        <WakeWord device={device} />
        {device.restrictions
          .filter(({ state }) => state === 'applied')
          .map(({ lease }) => t(`kind.${lease.kind}`))
          .join(', ')}
      </Table.Td>
      <Table.Td>
        {device.refusals > 0 && (
          <Badge color="orange" variant="light" leftSection={<IconAlertTriangle size={12} aria-hidden="true" />}>
            {device.refusals}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={8} justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            disabled={!linked}
            onClick={() => {
              onRename(device)
            }}
          >
            {t('devices.rename')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!linked || revoked}
            onClick={() => {
              onRevoke(device)
            }}
          >
            {revoked ? t('devices.revoked') : t('devices.revoke')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

const DeviceTable = ({ staff, roomId }: { readonly staff: Staff; readonly roomId: string }) => {
  const { t } = useTranslation()
  const { feed, orders, link } = useConsole()
  const deviceIds = useStore(feed.deviceIds)
  const linked = useStore(link.state).kind === 'signed-in'
  const [filter, setFilter] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const [renaming, setRenaming] = useState<DeviceView | null>(null)
  const [revoking, setRevoking] = useState<DeviceView | null>(null)
  const shown = useMemo(() => {
    const devices = deviceIds.flatMap((deviceId) => feed.devices.get(deviceId) ?? [])
    return sortDevices(
      devices.filter((device) => matchesFilter(device, filter.trim(), false)),
      'seat',
    )
  }, [feed, deviceIds, filter])

  if (deviceIds.length === 0) {
    return (
      <NoticePage
        icon={<IconDeviceDesktopPlus size={40} />}
        title={t('devices.none')}
        action={
          <Button component="a" href="#/deploy">
            {t('devices.toDeploy')}
          </Button>
        }
      >
        {t('devices.noneDetail')}
      </NoticePage>
    )
  }
  return (
    <>
      <Group justify="space-between">
        <TextInput
          className={view['filter'] ?? ''}
          aria-label={t('devices.filter')}
          placeholder={t('devices.filter')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={filter}
          onChange={(event) => {
            setFilter(event.currentTarget.value)
          }}
        />
        <Group>
          <PowerMenu roomId={roomId} role={staff.role} targets={() => shown} disabled={!linked || shown.length === 0} />
          <Button
            variant="default"
            leftSection={<IconEraser size={16} aria-hidden="true" />}
            disabled={!linked}
            onClick={() => {
              orders.lift(roomId, restrictionKinds, deviceIds)
            }}
          >
            {t('devices.clearAll')}
          </Button>
        </Group>
      </Group>
      <OrderToast roomId={roomId} />
      <ListTable
        columns={[t('devices.name'), t('devices.presence'), t('devices.agent'), t('devices.restrictions'), t('devices.refusals')]}
        actions
      >
        {shown.map((deviceId) => (
          <Row key={deviceId} deviceId={deviceId} onOpen={setOpen} onRename={setRenaming} onRevoke={setRevoking} />
        ))}
      </ListTable>
      {shown.length === 0 && <Text c="dimmed">{t('grid.noMatch', { filter })}</Text>}
      <RenameDialog
        device={renaming}
        onClose={() => {
          setRenaming(null)
        }}
      />
      <RevokeDialog
        device={revoking}
        onClose={() => {
          setRevoking(null)
        }}
      />
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

/** The room that is looked at can be renamed and removed. */
const RoomMenu = ({ rooms }: { readonly rooms: Rooms }) => {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null)
  const list = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const room = list.find(({ roomId }) => roomId === rooms.roomId)
  if (room === undefined) return null
  const Dialog = asking === 'rename' ? RenameRoomDialog : RemoveRoomDialog
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
            {room.name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => {
              setAsking('rename')
            }}
          >
            {t('rooms.renameThis')}
          </Menu.Item>
          <Menu.Item
            onClick={() => {
              setAsking('remove')
            }}
          >
            {t('rooms.removeThis')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking !== null && (
        <Dialog
          room={room}
          rooms={list}
          onClose={() => {
            setAsking(null)
          }}
          onDone={() => {
            setAsking(null)
            void rooms.reload()
          }}
        />
      )}
    </>
  )
}

/** Rooms and the PCs in them. */
export const DevicesView = ({ staff, rooms }: DevicesViewProps) => {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const list = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  return (
    <section className={view['view']}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.devices')}
        </Title>
        <Group gap={8}>
          <RoomMenu rooms={rooms} />
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            onClick={() => {
              setAdding(true)
            }}
          >
            {t('rooms.create')}
          </Button>
        </Group>
      </Group>
      <RoomScope rooms={rooms} noRooms={t('rooms.noneTechnician')}>
        <Tabs defaultValue="now" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="now">{t('devices.tab.now')}</Tabs.Tab>
            <Tabs.Tab value="register">{t('devices.tab.register')}</Tabs.Tab>
            <Tabs.Tab value="seats">{t('devices.tab.seats')}</Tabs.Tab>
            <Tabs.Tab value="retired">{t('devices.tab.retired')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="now" className={view['stack'] ?? ''}>
            {rooms.roomId !== null && <DeviceTable key={rooms.roomId} staff={staff} roomId={rooms.roomId} />}
          </Tabs.Panel>
          <Tabs.Panel value="register" className={classes['panel'] ?? ''}>
            <Register rooms={list} onChanged={() => void rooms.reload()} />
          </Tabs.Panel>
          <Tabs.Panel value="seats" className={view['stack'] ?? ''}>
            {rooms.roomId !== null && <SeatingPlan key={rooms.roomId} roomId={rooms.roomId} />}
          </Tabs.Panel>
          <Tabs.Panel value="retired" className={view['stack'] ?? ''}>
            <Retired />
          </Tabs.Panel>
        </Tabs>
      </RoomScope>
      <NewRoomDialog
        opened={adding}
        rooms={rooms}
        onClose={() => {
          setAdding(false)
        }}
      />
    </section>
  )
}
