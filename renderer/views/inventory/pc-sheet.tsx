import { Group, Modal, Skeleton, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InventoryRow, SoftwareItem } from '#shared/model/inventory'
import { diskWords, memoryWords } from '#shared/model/inventory-changes'
import { Ago } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { ProtectionWords, UpdatesWords } from './care-words'
import { ChangeList } from './change-list'
import { ReadButton } from './read-button'

const shownPrograms = 100

const Parts = ({ pc: { hardware, system } }: { readonly pc: InventoryRow }) => {
  const { t } = useTranslation()
  if (hardware === null) return <Text>{t('inventory.unreadDetail')}</Text>
  const rows: readonly (readonly [string, string])[] = [
    [t('inventory.subject.model'), `${hardware.maker} ${hardware.model}`.trim()],
    [t('inventory.subject.serial'), hardware.serial],
    [t('inventory.subject.processor'), hardware.processor],
    [
      t('inventory.subject.memory'),
      [
        memoryWords(hardware.memoryMb),
        ...hardware.modules.map(({ slot, sizeMb, serial }) => `${slot}: ${memoryWords(sizeMb)} ${serial}`),
      ].join('\n'),
    ],
    [
      t('inventory.subject.disk'),
      hardware.disks.map(({ model, serial, kind, sizeMb }) => `${model} ${serial} ${kind} ${diskWords(sizeMb)}`).join('\n'),
    ],
    [t('inventory.subject.network'), hardware.network.map(({ name, mac, kind }) => `${name} ${mac} ${kind}`).join('\n')],
    [t('inventory.subject.monitor'), hardware.monitors.map(({ model, serial }) => `${model} ${serial}`).join('\n')],
    [t('inventory.subject.firmware'), hardware.firmware],
    [t('inventory.subject.system'), system === null ? '' : `${system.name} ${system.version}\n${system.kernel}`],
  ]
  return (
    <Table verticalSpacing={4}>
      <Table.Tbody>
        {rows.map(([name, said]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={180}>
              {name}
            </Table.Th>
            <Table.Td>
              {said.trim() === '' ? (
                <Text size="sm" c="dimmed">
                  {t('inventory.notTold')}
                </Text>
              ) : (
                said.split('\n').map((line) => <div key={line}>{line}</div>)
              )}
            </Table.Td>
          </Table.Tr>
        ))}
        <Table.Tr>
          <Table.Th scope="row">{t('inventory.column.updates')}</Table.Th>
          <Table.Td>
            <UpdatesWords system={system} />
          </Table.Td>
        </Table.Tr>
        <Table.Tr>
          <Table.Th scope="row">{t('inventory.column.protection')}</Table.Th>
          <Table.Td>
            <ProtectionWords system={system} />
          </Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  )
}

const Programs = ({ software }: { readonly software: readonly SoftwareItem[] }) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = software.filter(({ name }) => name.toLowerCase().includes(wanted))
  return (
    <Stack gap="xs">
      <TextInput
        label={t('inventory.searchSoftware')}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
        }}
      />
      <Text size="sm" c="dimmed">
        {t('inventory.shownSoftware', { shown: Math.min(shown.length, shownPrograms), count: software.length })}
      </Text>
      <ListTable columns={[t('inventory.program'), t('inventory.version')]} verticalSpacing={2}>
        {shown.slice(0, shownPrograms).map(({ name, version }) => (
          <Table.Tr key={`${name} ${version}`}>
            <Table.Th scope="row">{name}</Table.Th>
            <Table.Td>{version}</Table.Td>
          </Table.Tr>
        ))}
      </ListTable>
    </Stack>
  )
}

interface PcSheetProps {
  readonly deviceId: string
  readonly mayAsk: boolean
  readonly onClose: () => void
}

/** One PC: what it is made of, what changed, what is installed. */
export const PcSheet = ({ deviceId, mayAsk, onClose }: PcSheetProps) => {
  const { t } = useTranslation()
  const asked = useMemo(() => ({ deviceId }), [deviceId])
  const { loaded, reload } = useAsked('inventory:sheet', asked)
  return (
    <Modal
      opened
      size="xl"
      title={loaded.kind === 'ready' ? loaded.value.pc.deviceName : t('view.inventory')}
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      transitionProps={{ duration: 100 }}
    >
      {loaded.kind === 'loading' && <Skeleton height={320} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && (
        <Stack gap="lg">
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {loaded.value.pc.readAt === null ? (
                t('inventory.unread')
              ) : (
                <>
                  {t('inventory.readAt')} <Ago at={loaded.value.pc.readAt} />
                </>
              )}
            </Text>
            {mayAsk && <ReadButton deviceIds={[deviceId]} label={t('inventory.readNow')} />}
          </Group>
          <Parts pc={loaded.value.pc} />
          {loaded.value.entries.length > 0 && (
            <div>
              <Title order={2} size="h5" mb="xs">
                {t('inventory.tab.changes')}
              </Title>
              <ChangeList entries={loaded.value.entries} onOpen={null} />
            </div>
          )}
          {loaded.value.software.length > 0 && (
            <div>
              <Title order={2} size="h5" mb="xs">
                {t('inventory.tab.software')}
              </Title>
              <Programs software={loaded.value.software} />
            </div>
          )}
        </Stack>
      )}
    </Modal>
  )
}
