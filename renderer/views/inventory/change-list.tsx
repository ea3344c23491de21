import { Stack, Table, Text } from '@mantine/core'
import { IconArrowRight, IconMinus, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { InventoryChange, InventoryEntry } from '#shared/model/inventory'
import { exactTime } from '../../state/time-words'
import { ListTable } from '../../components/list-table'
import view from '../view.module.css'

const ChangeLine = ({ change: { what, name, before, after } }: { readonly change: InventoryChange }) => {
  const { t } = useTranslation()
  const Icon = before === null ? IconPlus : after === null ? IconMinus : IconArrowRight
  const kind = before === null ? 'new' : after === null ? 'gone' : 'changed'
  return (
    <div className={view['withIcon']}>
      <Icon size={14} aria-hidden="true" />
      <span>
        {t(`inventory.subject.${what}`)} {name} {t(`inventory.change.${kind}`, { before: before ?? '', after: after ?? '' })}
      </span>
    </div>
  )
}

interface ChangeListProps {
  readonly entries: readonly InventoryEntry[]
  /** Null where all are of one PC. */
  readonly onOpen: ((deviceId: string) => void) | null
}

/** What changed from one reading to the next, newest first. */
export const ChangeList = ({ entries, onOpen }: ChangeListProps) => {
  const { t } = useTranslation()
  const columns = [t('inventory.when'), ...(onOpen === null ? [] : [t('inventory.column.pc')]), t('inventory.what')]
  return (
    <ListTable columns={columns} verticalSpacing={6}>
      {entries.map(({ changeId, deviceId, deviceName, at, changes, count }) => (
        <Table.Tr key={changeId}>
          <Table.Td>{exactTime(at)}</Table.Td>
          {onOpen !== null && (
            <Table.Th scope="row">
              <button
                type="button"
                className={view['textButton']}
                onClick={() => {
                  onOpen(deviceId)
                }}
              >
                {deviceName}
              </button>
            </Table.Th>
          )}
          <Table.Td>
            <Stack gap={2} align="flex-start">
              {changes.map((change, index) => (
                <ChangeLine key={index} change={change} />
              ))}
            </Stack>
            {count > changes.length && (
              <Text size="sm" c="dimmed">
                {t('inventory.more', { count: count - changes.length })}
              </Text>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}
