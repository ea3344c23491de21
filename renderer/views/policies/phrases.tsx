import { Button, Group, Stack, Table, Text, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyChange } from '#shared/model/policy-change'
import type { PolicySet } from '#shared/model/policy-set'
import type { PackEntry } from '#shared/model/policy-view'
import { ListTable } from '../../components/list-table'
import { nameOf } from './change-text'
import { RemoveDialog } from './remove-dialog'
import { useScopeText } from './scope-text'
import { TermDialog } from './term-dialog'

interface PhrasesProps {
  readonly packs: readonly PackEntry[]
  readonly set: PolicySet
  readonly groups: readonly string[]
  readonly mayChange: boolean
  readonly onChanged: () => void
}

interface Removal {
  readonly what: string
  readonly change: PolicyChange
}

/** What the school itself wants flagged, and what it never wants flagged. */
export const Phrases = ({ packs, set, groups, mayChange, onChanged }: PhrasesProps) => {
  const { t } = useTranslation()
  const text = useScopeText()
  const [adding, setAdding] = useState(false)
  const [removal, setRemoval] = useState<Removal | null>(null)
  const done = (): void => {
    setAdding(false)
    setRemoval(null)
    onChanged()
  }
  const remove = (what: string, change: PolicyChange) =>
    mayChange && (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('policies.removeLabel', { phrase: what })}
        onClick={() => {
          setRemoval({ what, change })
        }}
      >
        {t('policies.remove')}
      </Button>
    )
  return (
    <Stack gap="lg">
      <section aria-label={t('policies.terms')}>
        <Group justify="space-between" mb={8}>
          <Title order={2} size="h4">
            {t('policies.terms')}
          </Title>
          {mayChange && (
            <Button
              leftSection={<IconPlus size={16} aria-hidden="true" />}
              onClick={() => {
                setAdding(true)
              }}
            >
              {t('policies.addTerm')}
            </Button>
          )}
        </Group>
        {set.terms.length === 0 ? (
          <Text c="dimmed">{t('policies.noTerms')}</Text>
        ) : (
          <ListTable columns={[t('policies.phrase'), t('policies.category'), t('policies.grade'), t('policies.whom')]} actions>
            {set.terms.map(({ termId, phrase, category, grade, why, scope }) => (
              <Table.Tr key={termId}>
                <Table.Td>
                  {phrase}
                  <Text size="sm" c="dimmed">
                    {why}
                  </Text>
                </Table.Td>
                <Table.Td>{t(`category.${category}`)}</Table.Td>
                <Table.Td>{grade}</Table.Td>
                <Table.Td>{text.scope(scope)}</Table.Td>
                <Table.Td ta="right">{remove(phrase, { kind: 'remove-term', termId })}</Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        )}
      </section>
      <section aria-label={t('policies.exceptions')}>
        <Title order={2} size="h4" mb={8}>
          {t('policies.exceptions')}
        </Title>
        {set.exceptions.length === 0 ? (
          <Text c="dimmed">{t('policies.noExceptions')}</Text>
        ) : (
          <ListTable columns={[t('policies.phrase'), t('policies.neverBy'), t('policies.where')]} actions>
            {set.exceptions.map(({ exceptionId, phrase, target, domain }) => (
              <Table.Tr key={exceptionId}>
                <Table.Td>{phrase}</Table.Td>
                <Table.Td>{nameOf(packs, target)}</Table.Td>
                <Table.Td>{domain ?? t('policies.anywhere')}</Table.Td>
                <Table.Td ta="right">{remove(phrase, { kind: 'remove-exception', exceptionId })}</Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        )}
      </section>
      {adding && (
        <TermDialog
          groups={groups}
          onClose={() => {
            setAdding(false)
          }}
          onDone={done}
        />
      )}
      {removal !== null && (
        <RemoveDialog
          what={removal.what}
          change={removal.change}
          onClose={() => {
            setRemoval(null)
          }}
          onDone={done}
        />
      )}
    </Stack>
  )
}
