import { Button, Group, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconPlus, IconWorldCheck, IconWorldOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { Left } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import view from '../view.module.css'
import { PupilRuleDialog } from './pupil-rule-dialog'
import { useRuleWords } from './rule-words'

const everything = {}
const lookAgainMs = 5_000

type PupilRule = Reply<ConsoleOrders, 'internet:list'>[number]

interface RuleRowProps {
  readonly rule: PupilRule
  readonly mayLift: boolean
  readonly onLifted: () => void
}

const RuleRow = ({ rule: { lease, at }, mayLift, onLifted }: RuleRowProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('internet:lift')
  const ruleWords = useRuleWords()
  if (lease.internet === null) return null
  const { title, detail } = ruleWords(lease.internet)
  const Icon = lease.internet.access === 'granted' ? IconWorldCheck : IconWorldOff
  const lift = async (): Promise<void> => {
    if ((await run({ orderId: crypto.randomUUID(), leaseId: lease.leaseId })) !== undefined) onLifted()
  }
  return (
    <Table.Tr>
      <Table.Td>{lease.pupil}</Table.Td>
      <Table.Td>
        <span className={view['withIcon']}>
          <Icon size={16} aria-hidden="true" />
          <span>
            {title}
            {detail !== '' && (
              <Text size="sm" c="dimmed">
                {detail}
              </Text>
            )}
          </span>
        </span>
      </Table.Td>
      <Table.Td>{lease.reason}</Table.Td>
      <Table.Td>{lease.owner.displayName}</Table.Td>
      <Table.Td>
        {exactTime(lease.until)}
        <Text size="sm" c="dimmed">
          <Left until={lease.until} />
          {lease.lessonId !== null && `. ${t('panel.ofLesson')}`}
        </Text>
      </Table.Td>
      <Table.Td>
        {at.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('internet.nowhere')}
          </Text>
        ) : (
          at.map((place) => (
            <div key={place.deviceId}>
              {t('internet.place', {
                pc: place.deviceName,
                state: place.failure === null ? t(`restrictionState.${place.state}`) : t(`leaseFailure.${place.failure}`),
              })}
            </div>
          ))
        )}
      </Table.Td>
      <Table.Td ta="right">
        {mayLift && (
          <Button size="compact-sm" variant="default" loading={busy} disabled={!linked} onClick={() => void lift()}>
            {t('internet.lift')}
          </Button>
        )}
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      </Table.Td>
    </Table.Tr>
  )
}

const columns = ['pupil', 'what', 'why', 'by', 'until', 'where'] as const

/** The removals and grants that follow single pupils, for as long as they run. */
export const InternetView = ({ staff }: { readonly staff: Staff }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('internet:list', everything)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    const timer = setInterval(() => void reload(), lookAgainMs)
    return () => {
      clearInterval(timer)
    }
  }, [reload])
  // A teacher's needs a lesson and a pupil at a PC: it is ordered from the pupil's panel.
  const mayOrder = mayCall(staff.role, 'internet:order') && staff.role !== 'teacher'
  const rules = loaded.kind === 'ready' ? loaded.value : []
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.internet')}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.internet')}
        </Title>
        {mayOrder && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            disabled={!linked}
            onClick={() => {
              setAsking(true)
            }}
          >
            {t('internet.order')}
          </Button>
        )}
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={200} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && rules.length === 0 && (
        <NoticePage icon={<IconWorldOff size={40} />} title={t('internet.none')}>
          {t('internet.noneDetail')}
        </NoticePage>
      )}
      {rules.length > 0 && (
        <>
          <Text size="sm" c="dimmed">
            {t('internet.listIntro')}
          </Text>
          <Table className={view['table'] ?? ''}>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{t(`internet.column.${column}`)}</Table.Th>
                ))}
                <Table.Th>
                  <span className="visually-hidden">{t('common.actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rules.map((rule) => (
                <RuleRow
                  key={rule.lease.leaseId}
                  rule={rule}
                  mayLift={staff.role !== 'teacher' || rule.lease.owner.staffId === staff.staffId}
                  onLifted={() => void reload()}
                />
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
      {asking && (
        <PupilRuleDialog
          pupil={null}
          lesson={null}
          onClose={() => {
            setAsking(false)
          }}
          onOrdered={() => {
            setAsking(false)
            void reload()
          }}
        />
      )}
    </section>
  )
}
