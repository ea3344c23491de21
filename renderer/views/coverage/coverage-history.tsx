import { Group, Select, Skeleton, Table, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { percentOf, sumByDay, type DayTotal } from '#shared/model/coverage-order'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { calendarDate } from '../../state/time-words'
import classes from './coverage.module.css'

const periods = ['30', '90', '365'] as const

const dayWords = (day: string): string => calendarDate(Date.parse(`${day}T12:00:00Z`))

/** A column a day: how many PCs were heard of those expected, and how much of their time was watched. The table below says it in words. */
const Chart = ({ days }: { readonly days: readonly DayTotal[] }) => (
  <div className={classes['chart']} aria-hidden="true">
    {days.map(({ day, expected, reporting, linkedMinutes, watchedMinutes }) => {
      const heard = expected === 0 ? 0 : reporting / expected
      const watched = linkedMinutes === 0 ? 0 : heard * (watchedMinutes / linkedMinutes)
      return (
        <span key={day} className={classes['day']} title={dayWords(day)}>
          <span data-part="heard" style={{ height: `${heard * 100}%` }} />
          <span data-part="watched" style={{ height: `${watched * 100}%` }} />
        </span>
      )
    })}
  </div>
)

const Days = ({ days }: { readonly days: readonly DayTotal[] }) => {
  const { t } = useTranslation()
  const percent = (part: number, whole: number): string => {
    const share = percentOf(part, whole)
    return share === null ? t('coverage.nothing') : t('coverage.percent', { share })
  }
  return (
    <ListTable
      columns={[
        t('coverage.day.day'),
        t('coverage.day.heard'),
        t('coverage.day.linked'),
        t('coverage.day.watched'),
        t('coverage.day.worst'),
      ]}
    >
      {days.toReversed().map(({ day, expected, reporting, linkedMinutes, watchedMinutes, worst }) => (
        <Table.Tr key={day}>
          <Table.Td>{dayWords(day)}</Table.Td>
          <Table.Td>{t('coverage.ofExpected', { reporting, expected })}</Table.Td>
          <Table.Td>
            {linkedMinutes < 60
              ? t('time.minutes', { count: linkedMinutes })
              : t('coverage.hours', { count: Math.round(linkedMinutes / 60) })}
          </Table.Td>
          <Table.Td>{percent(watchedMinutes, linkedMinutes)}</Table.Td>
          <Table.Td>{worst === null ? '' : t(`reason.${worst}.short`)}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  )
}

interface CoverageHistoryProps {
  readonly rooms: readonly { readonly value: string; readonly label: string }[]
}

/** How well PCs were watched, day by day: of a room or of all. */
export const CoverageHistory = ({ rooms }: CoverageHistoryProps) => {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<string>(periods[0])
  const [roomId, setRoomId] = useState<string | null>(null)
  const payload = useMemo(() => ({ days: Number(period) }), [period])
  const { loaded, reload } = useAsked('coverage:days', payload)
  const days = useMemo(
    () => (loaded.kind === 'ready' ? sumByDay(loaded.value.filter((day) => roomId === null || day.roomId === roomId)) : []),
    [loaded, roomId],
  )
  return (
    <div className={classes['history']}>
      <Group>
        <Select
          label={t('coverage.room')}
          placeholder={t('coverage.allRooms')}
          data={rooms}
          value={roomId}
          clearable
          onChange={setRoomId}
        />
        <Select
          label={t('coverage.period')}
          data={periods.map((one) => ({ value: one, label: t('coverage.lastDays', { count: Number(one) }) }))}
          value={period}
          allowDeselect={false}
          onChange={(next) => {
            setPeriod(next ?? periods[0])
          }}
        />
      </Group>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'ready' && days.length === 0 && <Text c="dimmed">{t('coverage.noDays')}</Text>}
      {days.length > 0 && (
        <>
          <Text size="sm" c="dimmed">
            {t('coverage.historyDetail')}
          </Text>
          <div className={classes['legend']} aria-hidden="true">
            <span data-part="watched" /> {t('coverage.legend.watched')}
            <span data-part="heard" /> {t('coverage.legend.heard')}
          </div>
          <Chart days={days} />
          <Days days={days} />
        </>
      )}
    </div>
  )
}
