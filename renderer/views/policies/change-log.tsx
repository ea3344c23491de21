import { Button, Group, Skeleton, Table, Text } from '@mantine/core'
import { IconArrowBackUp, IconCircleCheck, IconCircleX, IconHistory, IconHourglass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { isListChange } from '#shared/model/list-change'
import type { PolicyChangeRecord } from '#shared/model/policy-change'
import type { PackEntry } from '#shared/model/policy-view'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { exactTime } from '../../state/time-words'
import { mayCall } from '../../state/views'
import view from '../view.module.css'
import { useChangeText } from './change-text'
import { ListChangeDetail } from './list-change-detail'

const newest = { before: null, limit: 100 }
const stateIcons = { waiting: IconHourglass, 'in-force': IconCircleCheck, refused: IconCircleX, withdrawn: IconArrowBackUp } as const

const StateIcon = ({ state }: { readonly state: PolicyChangeRecord['state'] }) => {
  const Icon = stateIcons[state]
  return <Icon size={16} aria-hidden="true" />
}

interface DecisionProps {
  readonly record: PolicyChangeRecord
  readonly staff: Staff
  readonly onDone: () => void
}

/** What this person may do about a change that waits. */
const Decision = ({ record, staff, onDone }: DecisionProps) => {
  const { t } = useTranslation()
  const decision = useDeed('policy:decide')
  const withdrawal = useDeed('policy:withdraw')
  const { changeId } = record
  const isOwn = record.proposedBy.staffId === staff.staffId
  const failure = decision.failure ?? withdrawal.failure
  const decide = async (approve: boolean): Promise<void> => {
    if ((await decision.run({ changeId, approve, note: '' })) !== undefined) onDone()
  }
  const withdraw = async (): Promise<void> => {
    if ((await withdrawal.run({ changeId })) !== undefined) onDone()
  }
  return (
    <>
      <Group gap={6} justify="flex-end" wrap="nowrap">
        {isOwn ? (
          <Button size="compact-sm" variant="default" loading={withdrawal.busy} onClick={() => void withdraw()}>
            {t('policies.withdraw')}
          </Button>
        ) : (
          <>
            <Button size="compact-sm" loading={decision.busy} onClick={() => void decide(true)}>
              {t('policies.approve')}
            </Button>
            <Button size="compact-sm" variant="default" loading={decision.busy} onClick={() => void decide(false)}>
              {t('policies.refuse')}
            </Button>
          </>
        )}
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </>
  )
}

interface ChangeLogProps {
  readonly packs: readonly PackEntry[]
  readonly staff: Staff
  readonly onDecided: () => void
}

/** Who changed what, why, and who approved it; what waits stands first. */
export const ChangeLog = ({ packs, staff, onDecided }: ChangeLogProps) => {
  const { t } = useTranslation()
  const words = useChangeText(packs)
  const { loaded, reload } = useAsked('policy:changes', newest)
  if (loaded.kind === 'loading') return <Skeleton height={240} />
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  if (loaded.value.length === 0)
    return (
      <NoticePage icon={<IconHistory size={40} />} title={t('policies.noChanges')}>
        {t('policies.noChangesDetail')}
      </NoticePage>
    )
  const records = loaded.value.toSorted((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting'))
  return (
    <ListTable columns={[t('policies.when'), t('policies.what'), t('policies.why'), t('policies.by'), t('policies.state')]} actions>
      {records.map((record) => (
        <Table.Tr key={record.changeId}>
          <Table.Td className={view['nowrap'] ?? ''}>{exactTime(record.proposedAt)}</Table.Td>
          <Table.Td>
            {words(record.change)}
            {isListChange(record.change) && <ListChangeDetail change={record.change} />}
          </Table.Td>
          <Table.Td>{record.reason}</Table.Td>
          <Table.Td>
            {record.proposedBy.displayName}
            {record.decidedBy !== null && record.decidedAt !== null && (
              <Text size="sm" c="dimmed">
                {t('policies.decidedBy', { who: record.decidedBy.displayName, when: exactTime(record.decidedAt) })}
              </Text>
            )}
          </Table.Td>
          <Table.Td className={view['nowrap'] ?? ''}>
            <span className={view['withIcon']}>
              <StateIcon state={record.state} />
              {t(`policies.stateOf.${record.state}`)}
            </span>
            {record.revision !== null && (
              <Text size="sm" c="dimmed">
                {t('policies.revision', { revision: record.revision })}
              </Text>
            )}
          </Table.Td>
          <Table.Td ta="right">
            {record.state === 'waiting' && mayCall(staff.role, 'policy:decide') && (
              <Decision
                record={record}
                staff={staff}
                onDone={() => {
                  void reload()
                  onDecided()
                }}
              />
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}
