import { Button, Table, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleOff, IconLock, IconUsersGroup } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { PolicySet } from '#shared/model/policy-set'
import type { PackEntry } from '#shared/model/policy-view'
import { ListTable } from '../../components/list-table'
import view from '../view.module.css'
import { useScopeText } from './scope-text'

interface PackListProps {
  readonly packs: readonly PackEntry[]
  readonly set: PolicySet
  /** Null for who only reads. */
  readonly onChange: ((pack: PackEntry) => void) | null
}

const gradesOf = ({ rules }: PackEntry): string => {
  const grades = rules.map(({ grade }) => grade)
  const [least, most] = [Math.min(...grades), Math.max(...grades)]
  return least === most ? String(least) : `${least}–${most}`
}

const standingIcon = ({ locked }: PackEntry, on: PolicySet['limits'][number]['on'] | null) => {
  if (locked) return IconLock
  if (on === null) return IconCircleCheck
  return on.length === 0 ? IconCircleOff : IconUsersGroup
}

/** What is looked for, and in whose case. */
export const PackList = ({ packs, set, onChange }: PackListProps) => {
  const { t } = useTranslation()
  const text = useScopeText()
  return (
    <ListTable columns={[t('policies.pack'), t('policies.rules'), t('policies.grades'), t('policies.whom')]} actions={onChange !== null}>
      {packs.map((pack) => {
        const on = set.limits.find(({ target }) => target === pack.pack)?.on ?? null
        const Icon = standingIcon(pack, on)
        return (
          <Table.Tr key={pack.pack}>
            <Table.Td>
              {pack.title}
              <Text size="sm" c="dimmed">
                {pack.rules[0]?.why}
              </Text>
            </Table.Td>
            <Table.Td>{pack.rules.length}</Table.Td>
            <Table.Td className={view['nowrap'] ?? ''}>{gradesOf(pack)}</Table.Td>
            <Table.Td>
              <span className={view['withIcon']}>
                <Icon size={16} aria-hidden="true" />
                <span>{pack.locked ? t('policies.locked') : text.limit(on)}</span>
              </span>
            </Table.Td>
            {onChange !== null && (
              <Table.Td ta="right">
                {!pack.locked && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t('policies.changeLabel', { pack: pack.title })}
                    onClick={() => {
                      onChange(pack)
                    }}
                  >
                    {t('policies.changeIt')}
                  </Button>
                )}
              </Table.Td>
            )}
          </Table.Tr>
        )
      })}
    </ListTable>
  )
}
