import { Button, Group, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconCalendarOff, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PowerScheduleView } from '#shared/model/power-schedule'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { ScheduleDialog } from './schedule-dialog'
import { dayList, nextRunWords } from '../../state/schedule-words'

const nothing = {}

interface RowProps {
  readonly schedule: PowerScheduleView
  readonly roomNames: string
  readonly onChange: () => void
  readonly onRemove: () => void
}

const Row = ({ schedule, roomNames, onChange, onRemove }: RowProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { action, days, time, nextRunAt, warnSeconds, spareInUse, putOffMinutes, owner } = schedule
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={650}>{t(`power.name.${action}`)}</Text>
        <Text size="sm" c="dimmed">
          {t('schedule.by', { who: owner.displayName })}
        </Text>
      </Table.Td>
      <Table.Td>{roomNames}</Table.Td>
      <Table.Td className={view['nowrap'] ?? ''}>
        {dayList(days, t('schedule.to')) ?? t('schedule.everyDay')}, {time}
      </Table.Td>
      <Table.Td>{nextRunAt === null ? t('schedule.never') : nextRunWords(nextRunAt)}</Table.Td>
      <Table.Td>
        {action !== 'wake' && (
          <>
            <Text size="sm">{t('schedule.warned', { count: warnSeconds / 60 })}</Text>
            <Text size="sm" c="dimmed">
              {spareInUse ? t('schedule.spares') : t('schedule.sparesNot')}
              {putOffMinutes > 0 && `, ${t('schedule.putOff', { count: putOffMinutes })}`}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td>
        <Group justify="flex-end" gap="xs" wrap="nowrap">
          <Button size="compact-sm" variant="default" disabled={!linked} onClick={onChange}>
            {t('schedule.changeOpen')}
          </Button>
          <Button size="compact-sm" variant="default" disabled={!linked} onClick={onRemove}>
            {t('schedule.remove')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

/** PCs that go down by the clock: when next, and with what regard for whoever uses them. */
export const PowerView = ({ rooms }: { readonly rooms: Rooms }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('power:schedules', nothing)
  const removal = useDeed('power:unschedule')
  const [adding, setAdding] = useState(false)
  const [changing, setChanging] = useState<PowerScheduleView | null>(null)
  const [removing, setRemoving] = useState<PowerScheduleView | null>(null)
  const known = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const namesOf = ({ roomIds }: PowerScheduleView): string =>
    roomIds.map((roomId) => known.find((room) => room.roomId === roomId)?.name ?? t('schedule.roomGone')).join(', ')
  const remove = async (): Promise<void> => {
    if (removing === null) return
    const removed = await removal.run({ scheduleId: removing.scheduleId })
    if (removed === undefined) return
    setRemoving(null)
    await reload()
  }
  const closeDialog = (): void => {
    setAdding(false)
    setChanging(null)
  }
  const addButton = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      disabled={!linked}
      onClick={() => {
        setAdding(true)
      }}
    >
      {t('schedule.add')}
    </Button>
  )
  return (
    <section className={view['view']}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.power')}
        </Title>
        {loaded.kind === 'ready' && loaded.value.length > 0 && addButton}
      </Group>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={140} />}
      {loaded.kind === 'ready' && loaded.value.length === 0 && (
        <NoticePage icon={<IconCalendarOff size={40} />} title={t('schedule.none')} action={addButton}>
          {t('schedule.noneDetail')}
        </NoticePage>
      )}
      {loaded.kind === 'ready' && loaded.value.length > 0 && (
        <>
          <Text size="sm" c="dimmed">
            {t('schedule.neverInLesson')}
          </Text>
          <Table className={view['table'] ?? ''}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('schedule.action')}</Table.Th>
                <Table.Th>{t('schedule.rooms')}</Table.Th>
                <Table.Th>{t('schedule.when')}</Table.Th>
                <Table.Th>{t('schedule.next')}</Table.Th>
                <Table.Th>{t('schedule.regard')}</Table.Th>
                <Table.Th>
                  <span className="visually-hidden">{t('common.actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {loaded.value.map((schedule) => (
                <Row
                  key={schedule.scheduleId}
                  schedule={schedule}
                  roomNames={namesOf(schedule)}
                  onChange={() => {
                    setChanging(schedule)
                  }}
                  onRemove={() => {
                    setRemoving(schedule)
                  }}
                />
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
      {(adding || changing !== null) && (
        <ScheduleDialog
          rooms={known}
          schedule={changing}
          onClose={closeDialog}
          onKept={() => {
            closeDialog()
            void reload()
          }}
        />
      )}
      <FormDialog
        opened={removing !== null}
        title={t('schedule.removeAsk')}
        submit={t('schedule.removeYes')}
        danger
        busy={removal.busy}
        failure={removal.failure}
        onClose={() => {
          setRemoving(null)
        }}
        onSubmit={() => void remove()}
      >
        <Text size="sm">{t('schedule.removeMeaning')}</Text>
      </FormDialog>
    </section>
  )
}
