import { Alert, Badge, Button, Group, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconPlayerPlay, IconPrinter, IconShieldCheck } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SelfTest, SelfTestScheduleView } from '#shared/model/self-test'
import { selfTestsCsv } from '#shared/model/self-test-csv'
import type { Role } from '#shared/model/staff'
import { Ago } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import { dayList, nextRunWords } from '../../state/schedule-words'
import view from '../view.module.css'
import { PlanDialog } from './plan-dialog'
import { TestDialog } from './test-dialog'

const newest = { roomId: null, before: null, limit: 200 }
/** While something is under way. */
const lookAgainMs = 2_000
const printedMs = 92 * 24 * 60 * 60_000

const looks = {
  passed: { icon: IconCircleCheck, colour: 'teal' },
  failed: { icon: IconCircleX, colour: 'red' },
  'not-run': { icon: IconCircleMinus, colour: 'gray' },
} as const

const Result = ({ test }: { readonly test: SelfTest }) => {
  const { t } = useTranslation()
  const { icon: Icon, colour } = looks[test.result]
  return (
    <Badge variant="light" color={colour} leftSection={<Icon size={14} aria-hidden="true" />}>
      {t(`selfTestResult.${test.result}`)}
    </Badge>
  )
}

/** Where the way ended, or how long it took. */
const Course = ({ test }: { readonly test: SelfTest }) => {
  const { t } = useTranslation()
  const failed = test.stages.find(({ state }) => state === 'failed')
  if (failed?.why != null)
    return (
      <>
        <Text size="sm" fw={600}>
          {t(`selfTestStage.${failed.stage}`)}
        </Text>
        <Text size="sm">{t(`selfTestFault.${failed.why}`)}</Text>
      </>
    )
  if (test.why !== null) return <Text size="sm">{t(`selfTestWhy.${test.why}`)}</Text>
  return (
    <Text size="sm" c="dimmed">
      {test.stages
        .filter(({ state }) => state === 'passed')
        .map(({ stage }) => t(`selfTestStage.${stage}`))
        .join(' → ')}
    </Text>
  )
}

const Plan = ({
  plan,
  rooms,
  onRemove,
}: {
  readonly plan: SelfTestScheduleView
  readonly rooms: string
  readonly onRemove: (() => void) | null
}) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  return (
    <Group gap="md">
      <Text size="sm">
        {rooms}: {dayList(plan.days, t('schedule.to')) ?? t('schedule.everyDay')}, {plan.time}
        {plan.nextRunAt === null ? '' : ` (${t('schedule.next')}: ${nextRunWords(plan.nextRunAt)})`}
      </Text>
      {onRemove !== null && (
        <Button size="compact-sm" variant="default" disabled={!linked} onClick={onRemove}>
          {t('schedule.remove')}
        </Button>
      )}
    </Group>
  )
}

/** The record of checks: what came of each, and the way to begin one. */
export const SelfTestsView = ({ role, rooms }: { readonly role: Role; readonly rooms: Rooms }) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('self-test:list', newest)
  const printing = useDeed('self-test:print')
  const removing = useDeed('self-test:unschedule')
  const [asking, setAsking] = useState<'test' | 'plan' | null>(null)
  const known = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const mayRun = mayCall(role, 'self-test:run')
  const pending = loaded.kind === 'ready' ? loaded.value.pending.length : 0
  useEffect(() => {
    if (pending === 0 || !linked) return
    const timer = setInterval(() => void reload(), lookAgainMs)
    return () => {
      clearInterval(timer)
    }
  }, [pending, linked, reload])
  const print = async (): Promise<void> => {
    const until = hubNow() + 60_000
    const printed = await printing.run({ roomId: null, from: Math.max(0, until - printedMs), until })
    if (printed !== undefined) saveFile(Uint8Array.from(printed.value.pdf), 'monitoring-checks.pdf', 'application/pdf')
  }
  const remove = async (scheduleId: string): Promise<void> => {
    if ((await removing.run({ scheduleId })) !== undefined) await reload()
  }
  const done = (): void => {
    setAsking(null)
    void reload()
  }
  const roomNames = ({ roomIds }: SelfTestScheduleView): string =>
    roomIds.map((roomId) => known.find((room) => room.roomId === roomId)?.name ?? t('schedule.roomGone')).join(', ')
  const begin = mayRun && (
    <Button
      leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
      disabled={!linked || known.length === 0}
      onClick={() => {
        setAsking('test')
      }}
    >
      {t('selfTests.open')}
    </Button>
  )
  return (
    <section className={view['view']}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.self-tests')}
        </Title>
        <Group gap="sm">
          {mayRun && (
            <Button
              variant="default"
              disabled={!linked || known.length === 0}
              onClick={() => {
                setAsking('plan')
              }}
            >
              {t('selfTests.plan')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} aria-hidden="true" />}
            loading={printing.busy}
            disabled={!linked}
            onClick={() => void print()}
          >
            {t('selfTests.print')}
          </Button>
          <Button
            variant="default"
            disabled={loaded.kind !== 'ready' || loaded.value.tests.length === 0}
            onClick={() => {
              if (loaded.kind === 'ready') saveFile(selfTestsCsv(loaded.value.tests), 'monitoring-checks.csv', 'text/csv')
            }}
          >
            {t('selfTests.csv')}
          </Button>
          {begin}
        </Group>
      </Group>
      <Text size="sm">{t('selfTests.lead')}</Text>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {printing.failure !== null && <FailureNote {...printing.failure} />}
      {removing.failure !== null && <FailureNote {...removing.failure} />}
      {loaded.kind === 'loading' && <Skeleton height={140} />}
      {loaded.kind === 'ready' &&
        loaded.value.schedules.map((plan) => (
          <Plan key={plan.scheduleId} plan={plan} rooms={roomNames(plan)} onRemove={mayRun ? () => void remove(plan.scheduleId) : null} />
        ))}
      {pending > 0 && (
        <Alert color="blue" variant="light" role="status">
          {t('selfTests.pending', { count: pending })}
        </Alert>
      )}
      {loaded.kind === 'ready' && loaded.value.tests.length === 0 && pending === 0 && (
        <NoticePage icon={<IconShieldCheck size={40} />} title={t('selfTests.none')}>
          {t('selfTests.noneDetail')}
        </NoticePage>
      )}
      {loaded.kind === 'ready' && loaded.value.tests.length > 0 && (
        <Table className={view['table'] ?? ''}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('selfTests.when')}</Table.Th>
              <Table.Th>{t('selfTests.pc')}</Table.Th>
              <Table.Th>{t('selfTests.result')}</Table.Th>
              <Table.Th>{t('selfTests.course')}</Table.Th>
              <Table.Th>{t('selfTests.by')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {loaded.value.tests.map((test) => (
              <Table.Tr key={test.testId}>
                <Table.Td className={view['nowrap'] ?? ''}>
                  <Ago at={test.endedAt} />
                </Table.Td>
                <Table.Td>
                  {test.deviceName}
                  <Text size="sm" c="dimmed">
                    {test.roomName}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Result test={test} />
                </Table.Td>
                <Table.Td>
                  <Course test={test} />
                </Table.Td>
                <Table.Td>{test.scheduled ? t('selfTests.byClock') : test.owner.displayName}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {asking === 'test' && (
        <TestDialog
          rooms={known}
          onClose={() => {
            setAsking(null)
          }}
          onBegun={done}
        />
      )}
      {asking === 'plan' && (
        <PlanDialog
          rooms={known}
          onClose={() => {
            setAsking(null)
          }}
          onKept={done}
        />
      )}
    </section>
  )
}
