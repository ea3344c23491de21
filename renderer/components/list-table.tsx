import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import view from '../views/view.module.css'

interface ListTableProps {
  /** Words over the columns. */
  readonly columns: readonly string[]
  /** Whether a last column holds what can be done with a row. */
  readonly actions?: boolean
  readonly verticalSpacing?: number
  /** The rows. */
  readonly children: ReactNode
}

/** A list of things, one a row. */
export const ListTable = ({ columns, actions = false, verticalSpacing, children }: ListTableProps) => {
  const { t } = useTranslation()
  return (
    <Table className={view['table'] ?? ''} {...(verticalSpacing === undefined ? {} : { verticalSpacing })}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column}>{column}</Table.Th>
          ))}
          {actions && (
            <Table.Th>
              <span className="visually-hidden">{t('common.actions')}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  )
}
