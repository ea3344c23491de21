import { Badge, Button, Group, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '#shared/protocol/table'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { RoomSummary } from '#shared/model/device'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useDeed } from '../../components/use-deed'
import { platformName } from '../../state/update-standing'
import { BuildCells } from './build-cells'
import { RollOutDialog } from './roll-out-dialog'

export type ListedBuild = Reply<ConsoleOrders, 'build:list'>[number]

interface BuildListProps {
  readonly builds: readonly ListedBuild[]
  readonly rooms: readonly RoomSummary[]
  readonly linked: boolean
  readonly onChanged: () => void
}

const colours = { running: 'blue', paused: 'yellow', stopped: 'gray' } as const

const Row = ({ build, rooms, linked, onChanged }: Omit<BuildListProps, 'builds'> & { readonly build: ListedBuild }) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('build:remove')
  const [asking, setAsking] = useState(false)
  const { rollOut } = build
  const underWay = rollOut !== null && rollOut.state !== 'stopped'
  const remove = async (): Promise<void> => {
    if ((await run({ buildId: build.buildId })) !== undefined) onChanged()
  }
  return (
    <Table.Tr>
      <Table.Td>
        {build.from === null ? build.version : t('updates.backTo', { from: build.from, version: build.version })}
        <Text size="xs" c="dimmed">
          {platformName(build.platform)}
        </Text>
      </Table.Td>
      <Table.Td>
        {rollOut === null ? (
          t('updates.state.none')
        ) : (
          <Badge variant="light" color={colours[rollOut.state]} tt="none">
            {t(`updates.state.${rollOut.state}`, { percent: rollOut.percent })}
          </Badge>
        )}
      </Table.Td>
      <BuildCells build={build} />
      <Table.Td ta="right">
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {!underWay && (
            <Button
              size="compact-sm"
              disabled={!linked}
              onClick={() => {
                setAsking(true)
              }}
            >
              {t('updates.rollOut')}
            </Button>
          )}
          {!underWay && (
            <Button size="compact-sm" variant="default" loading={busy} disabled={!linked} onClick={() => void remove()}>
              {t('updates.remove')}
            </Button>
          )}
        </Group>
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
      </Table.Td>
    </Table.Tr>
  )
}

/** What the hub holds, newest first. */
export const BuildList = ({ builds, ...others }: BuildListProps) => {
  const { t } = useTranslation()
  return (
    <ListTable columns={[t('updates.version'), t('updates.rolledOut'), t('updates.key'), t('updates.added')]} actions>
      {builds.map((build) => (
        <Row key={build.buildId} build={build} {...others} />
      ))}
    </ListTable>
  )
}
