import { Button, Group, Select, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconDeviceDesktopQuestion, IconDownload, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InventoryRow } from '#shared/model/inventory'
import { disksCell, inventoryCsv, memoryCell } from '#shared/model/inventory-csv'
import { Ago } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { type InventoryColumn, inventoryColumns, narrowInventory, type Narrowing, sortInventory } from '../../state/inventory-table'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { ProtectionWords, UpdatesWords } from './care-words'
import { ReadButton } from './read-button'

const shownRows = 200
const nothing = {}
const narrowings: readonly Narrowing[] = ['updates', 'unprotected', 'unread']

const Row = ({ pc, room, onOpen }: { readonly pc: InventoryRow; readonly room: string; readonly onOpen: () => void }) => {
  const { t } = useTranslation()
  const { hardware, system } = pc
  return (
    <Table.Tr>
      <Table.Th scope="row" miw={112} ta="left">
        <button type="button" className={view['textButton']} onClick={onOpen}>
          {pc.deviceName}
        </button>
      </Table.Th>
      <Table.Td>{room}</Table.Td>
      <Table.Td>
        {hardware === null ? '' : `${hardware.maker} ${hardware.model}`.trim() || t('inventory.notTold')}
        {hardware !== null && hardware.serial !== '' && (
          <Text size="xs" c="dimmed">
            {hardware.serial}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{memoryCell(pc)}</Table.Td>
      <Table.Td miw={92}>{disksCell(pc)}</Table.Td>
      <Table.Td>{system === null ? '' : `${system.name} ${system.version}`.trim()}</Table.Td>
      <Table.Td>{pc.readAt === null ? '' : <UpdatesWords system={system} />}</Table.Td>
      <Table.Td>{pc.readAt === null ? '' : <ProtectionWords system={system} />}</Table.Td>
      <Table.Td>{pc.readAt === null ? t('inventory.unread') : <Ago at={pc.readAt} />}</Table.Td>
    </Table.Tr>
  )
}

interface PcTableProps {
  readonly rooms: Rooms
  readonly mayAsk: boolean
  readonly onOpen: (deviceId: string) => void
}

/** Every PC with what it is made of and how it is cared for. */
export const PcTable = ({ rooms, mayAsk, onOpen }: PcTableProps) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('inventory:list', nothing)
  const [text, setText] = useState('')
  const [roomId, setRoomId] = useState<string | null>(null)
  const [narrowing, setNarrowing] = useState<Narrowing | null>(null)
  const [order, setOrder] = useState<{ readonly column: InventoryColumn; readonly down: boolean }>({ column: 'pc', down: false })
  const roomList = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const roomOf = (id: string): string => roomList.find((room) => room.roomId === id)?.name ?? ''
  const all = useMemo(() => (loaded.kind === 'ready' ? loaded.value.pcs : []), [loaded])
  const shown = useMemo(
    () => sortInventory(narrowInventory(all, { text, roomId, narrowing }), order.column, order.down),
    [all, text, roomId, narrowing, order],
  )
  return (
    <Stack gap="md">
      <Group align="end">
        <TextInput
          label={t('inventory.searchPcs')}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value)
          }}
        />
        <Select
          label={t('inventory.room')}
          placeholder={t('inventory.everyRoom')}
          clearable
          comboboxProps={{ transitionProps: { duration: 100 } }}
          data={roomList.map((room) => ({ value: room.roomId, label: room.name }))}
          value={roomId}
          onChange={setRoomId}
        />
        <Select
          label={t('inventory.show')}
          placeholder={t('inventory.everyPc')}
          clearable
          comboboxProps={{ transitionProps: { duration: 100 } }}
          data={narrowings.map((value) => ({ value, label: t(`inventory.narrow.${value}`) }))}
          value={narrowing}
          onChange={(value) => {
            setNarrowing(narrowings.find((one) => one === value) ?? null)
          }}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          disabled={shown.length === 0}
          onClick={() => {
            saveFile(inventoryCsv(shown, roomOf), 'inventory-pcs.csv', 'text/csv')
          }}
        >
          {t('inventory.export')}
        </Button>
        {mayAsk && (
          <ReadButton deviceIds={shown.map(({ deviceId }) => deviceId)} label={t('inventory.readShown', { count: shown.length })} />
        )}
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && all.length === 0 && (
        <NoticePage icon={<IconDeviceDesktopQuestion size={40} />} title={t('inventory.noPcs')}>
          {t('inventory.noPcsDetail')}
        </NoticePage>
      )}
      {all.length > 0 && (
        <>
          <Text size="sm" c="dimmed" role="status">
            {t('inventory.shown', { shown: Math.min(shown.length, shownRows), count: all.length })}
          </Text>
          <Table className={view['table'] ?? ''} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                {inventoryColumns.map((column) => {
                  const sorted = order.column === column
                  const Arrow = order.down ? IconArrowDown : IconArrowUp
                  return (
                    <Table.Th key={column} aria-sort={sorted ? (order.down ? 'descending' : 'ascending') : 'none'}>
                      <button
                        type="button"
                        className={view['textButton']}
                        onClick={() => {
                          setOrder({ column, down: sorted && !order.down })
                        }}
                      >
                        {t(`inventory.column.${column}`)}
                      </button>
                      {sorted && <Arrow size={12} aria-hidden="true" />}
                    </Table.Th>
                  )
                })}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.slice(0, shownRows).map((pc) => (
                <Row
                  key={pc.deviceId}
                  pc={pc}
                  room={roomOf(pc.roomId)}
                  onOpen={() => {
                    onOpen(pc.deviceId)
                  }}
                />
              ))}
            </Table.Tbody>
          </Table>
          {shown.length === 0 && <Text>{t('inventory.noneFits')}</Text>}
        </>
      )}
    </Stack>
  )
}
