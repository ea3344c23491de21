import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BreachFilter } from '#shared/model/breach-review'
import { waitingFilter } from '../../state/breaches'
import type { Rooms } from '../frame/use-rooms'
import classes from './breaches.module.css'
import { CategoryFilter, RoomFilter, SearchFilter, StateFilter, YearFilter } from './narrowing'

const dayMs = 24 * 60 * 60_000
const spans = { any: null, day: 1, week: 7, month: 30 } as const
const spanNames = ['any', 'day', 'week', 'month'] as const satisfies readonly (keyof typeof spans)[]
type Span = (typeof spanNames)[number]
const transition = { comboboxProps: { transitionProps: { duration: 100 } }, size: 'xs' } as const

interface BreachFiltersProps {
  readonly filter: BreachFilter
  readonly rooms: Rooms
  readonly onChange: (filter: BreachFilter) => void
  readonly now: () => number
}

/** What the list is narrowed to. */
export const BreachFilters = ({ filter, rooms, onChange, now }: BreachFiltersProps) => {
  const { t } = useTranslation()
  const [span, setSpan] = useState<Span>('any')
  const change = (part: Partial<BreachFilter>): void => {
    onChange({ ...filter, ...part })
  }
  return (
    <div className={classes['filters']} role="search" aria-label={t('breaches.filters')}>
      <SearchFilter
        label={t('breaches.search')}
        text={filter.text}
        onChange={(text) => {
          change({ text })
        }}
      />
      <StateFilter
        states={filter.states}
        waiting={{ label: t('breaches.states.waiting'), states: waitingFilter.states }}
        onChange={(states) => {
          change({ states: [...states] })
        }}
      />
      <Select
        {...transition}
        aria-label={t('breaches.grades')}
        allowDeselect={false}
        data={[1, 2, 3, 4, 5].map((least) => ({
          value: String(least),
          label:
            least === 1
              ? t('breaches.everyGrade')
              : least === 5
                ? t('breaches.grade', { grade: 5 })
                : t('breaches.gradeFrom', { grade: least }),
        }))}
        value={String(filter.grades[0] ?? 1)}
        onChange={(value) => {
          const least = Number(value ?? 1)
          change({ grades: least === 1 ? [] : [1, 2, 3, 4, 5].filter((grade) => grade >= least) })
        }}
      />
      <Select
        {...transition}
        aria-label={t('breaches.when')}
        allowDeselect={false}
        data={spanNames.map((value) => ({ value, label: t(`breaches.spans.${value}`) }))}
        value={span}
        onChange={(value) => {
          const next = spanNames.find((one) => one === value) ?? 'any'
          setSpan(next)
          const days = spans[next]
          change({ from: days === null ? null : now() - days * dayMs })
        }}
      />
      <RoomFilter
        rooms={rooms}
        roomId={filter.roomId}
        onChange={(roomId) => {
          change({ roomId })
        }}
      />
      <YearFilter
        years={filter.years}
        onChange={(years) => {
          change({ years: [...years] })
        }}
      />
      <CategoryFilter
        chosen={filter.categories}
        onChange={(categories) => {
          change({ categories: [...categories] })
        }}
      />
    </div>
  )
}
