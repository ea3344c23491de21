import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyAct, PolicySet } from '#shared/model/policy-set'
import type { PackEntry } from '#shared/model/policy-view'
import { ListTable } from '../../components/list-table'
import { ActDialog } from './act-dialog'
import { useActText } from './act-text'
import { nameOf } from './change-text'
import { RemoveDialog } from './remove-dialog'
import { useScopeText } from './scope-text'

interface ActsProps {
  readonly packs: readonly PackEntry[]
  readonly set: PolicySet
  readonly groups: readonly string[]
  readonly mayChange: boolean
  readonly onChanged: () => void
}

/** What PCs do by themselves when a rule matches: nothing, until the school chooses so. */
export const Acts = ({ packs, set, groups, mayChange, onChanged }: ActsProps) => {
  const { t } = useTranslation()
  const text = useScopeText()
  const actText = useActText()
  const [editing, setEditing] = useState<PolicyAct | 'new' | null>(null)
  const [removing, setRemoving] = useState<PolicyAct | null>(null)
  const close = (): void => {
    setEditing(null)
    setRemoving(null)
  }
  const done = (): void => {
    close()
    onChanged()
  }
  return (
    <Stack gap="md" component="section" aria-label={t('policies.tab.acts')}>
      <Group justify="space-between" align="start" wrap="nowrap">
        <Text size="sm" c="dimmed" maw={640}>
          {t('policies.actsIntro')}
        </Text>
        {mayChange && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            style={{ flex: 'none' }}
            onClick={() => {
              setEditing('new')
            }}
          >
            {t('policies.addAct')}
          </Button>
        )}
      </Group>
      {set.acts.length === 0 ? (
        <Text>{t('policies.noActs')}</Text>
      ) : (
        <ListTable
          columns={[t('policies.actWhen'), t('policies.actDoes'), t('policies.whom'), t('policies.actMessage')]}
          actions={mayChange}
        >
          {set.acts.map((act) => {
            const what = nameOf(packs, act.target)
            return (
              <Table.Tr key={act.target}>
                <Table.Td>{what}</Table.Td>
                <Table.Td>{actText(act)}</Table.Td>
                <Table.Td>{text.scope(act.scope)}</Table.Td>
                <Table.Td>{act.message}</Table.Td>
                {mayChange && (
                  <Table.Td ta="right">
                    <Group gap={6} justify="flex-end" wrap="nowrap">
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t('policies.changeLabel', { pack: what })}
                        onClick={() => {
                          setEditing(act)
                        }}
                      >
                        {t('policies.changeIt')}
                      </Button>
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t('policies.removeLabel', { phrase: what })}
                        onClick={() => {
                          setRemoving(act)
                        }}
                      >
                        {t('policies.remove')}
                      </Button>
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            )
          })}
        </ListTable>
      )}
      {editing !== null && (
        <ActDialog packs={packs} set={set} groups={groups} act={editing === 'new' ? null : editing} onClose={close} onDone={done} />
      )}
      {removing !== null && (
        <RemoveDialog
          what={`${nameOf(packs, removing.target)}: ${actText(removing)}`}
          change={{ kind: 'remove-act', target: removing.target }}
          onClose={close}
          onDone={done}
        />
      )}
    </Stack>
  )
}
