import { Alert, Button, Group, Progress, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceUpdate, RollOut } from '#shared/model/agent-build'
import type { RoomSummary } from '#shared/model/device'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { byUrgency, countUpdates, planOf, platformName } from '../../state/update-standing'
import { exactTime } from '../../state/time-words'
import view from '../view.module.css'
import type { ListedBuild } from './build-list'
import { RollOutDialog } from './roll-out-dialog'

const lookAgainMs = 2_000

interface RollOutProgressProps {
  readonly build: ListedBuild
  readonly rooms: readonly RoomSummary[]
  readonly linked: boolean
  readonly onChanged: () => void
}

/** How a build comes to the PCs, and why not to some. */
export const RollOutProgress = ({ build, rooms, linked, onChanged }: RollOutProgressProps) => {
  const { t } = useTranslation()
  const { buildId } = build
  const payload = useMemo(() => ({ buildId }), [buildId])
  const { loaded, reload } = useAsked('build:progress', payload)
  useEffect(() => {
    const timer = setInterval(() => void reload(), lookAgainMs)
    return () => {
      clearInterval(timer)
    }
  }, [reload])
  if (loaded.kind === 'loading') return <Skeleton height={160} />
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  const { rollOut, devices } = loaded.value
  if (rollOut === null) return null
  const changed = (): void => {
    void reload()
    onChanged()
  }
  const { done, wrong, underWay, waiting } = countUpdates(devices)
  const { version, platform } = build
  const title =
    platform === '' ? t('updates.progress', { version }) : t('updates.progressOn', { version, platform: platformName(platform) })
  const share = (count: number): number => (devices.length === 0 ? 0 : (count / devices.length) * 100)
  return (
    <section className={view['stack']} aria-label={title}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Steering build={build} rollOut={rollOut} rooms={rooms} linked={linked} onChanged={changed} />
      </Group>
      <Text data-testid="update-counts" fw={600}>
        {[
          t('updates.done', { count: done }),
          t('updates.wrong', { count: wrong }),
          t('updates.underWay', { count: underWay }),
          t('updates.waiting', { count: waiting }),
        ].join(' · ')}
      </Text>
      <Progress.Root size="lg" aria-hidden="true">
        <Progress.Section value={share(done)} color="green.7" />
        <Progress.Section value={share(wrong)} color="red.7" />
        <Progress.Section value={share(underWay)} color="blue.6" />
      </Progress.Root>
      {rollOut.state === 'paused' && (
        <Alert color="yellow" icon={<IconAlertTriangle />}>
          {t('updates.pausedHint')}
        </Alert>
      )}
      <Devices devices={devices} rooms={rooms} />
    </section>
  )
}

interface SteeringProps extends RollOutProgressProps {
  readonly rollOut: RollOut
}

const Steering = ({ build, rollOut, rooms, linked, onChanged }: SteeringProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('build:roll-out')
  const [asking, setAsking] = useState(false)
  const put = async (state: RollOut['state']): Promise<void> => {
    if ((await run({ ...planOf(rollOut), state })) !== undefined) onChanged()
  }
  if (rollOut.state === 'stopped') return <Text c="dimmed">{t('updates.stoppedHint')}</Text>
  const button = (label: string, onClick: () => void): React.ReactNode => (
    <Button size="compact-md" variant="default" disabled={!linked || busy} onClick={onClick}>
      {label}
    </Button>
  )
  return (
    <Group gap="xs">
      {button(t('updates.change'), () => {
        setAsking(true)
      })}
      {rollOut.state === 'running' && button(t('updates.pause'), () => void put('paused'))}
      {rollOut.state === 'paused' && button(t('updates.resume'), () => void put('running'))}
      {button(t('updates.stop'), () => void put('stopped'))}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {asking && (
        <RollOutDialog
          build={build}
          rollOut={rollOut}
          rooms={rooms}
          onClose={() => {
            setAsking(false)
          }}
          onKept={() => {
            setAsking(false)
            onChanged()
          }}
        />
      )}
    </Group>
  )
}

const Devices = ({ devices, rooms }: { readonly devices: readonly DeviceUpdate[]; readonly rooms: readonly RoomSummary[] }) => {
  const { t } = useTranslation()
  if (devices.length === 0) return <Text c="dimmed">{t('updates.noDevices')}</Text>
  const roomName = (roomId: string): string => rooms.find((room) => room.roomId === roomId)?.name ?? t('deploy.goneRoom')
  return (
    <ListTable columns={[t('updates.pc'), t('deploy.room'), t('updates.runs'), t('updates.standing'), t('updates.since')]}>
      {byUrgency(devices).map((device) => (
        <Table.Tr key={device.deviceId} data-standing={device.standing}>
          <Table.Td>{device.deviceName}</Table.Td>
          <Table.Td>{roomName(device.roomId)}</Table.Td>
          <Table.Td>{device.agentVersion}</Table.Td>
          <Table.Td>
            {t(`updates.standings.${device.standing}`)}
            {device.why !== null && (
              <Text size="sm" c="dimmed" maw="56ch">
                {t(`updates.why.${device.why}`)} {device.detail}
              </Text>
            )}
          </Table.Td>
          <Table.Td>{device.at === null ? '' : exactTime(device.at)}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}
