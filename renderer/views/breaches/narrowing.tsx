import { MultiSelect, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { yearGroupWords } from '#shared/model/pupil-record'
import { categories, type Category } from '#shared/policy/categories'
import type { Rooms } from '../frame/use-rooms'
import classes from './breaches.module.css'

const transition = { comboboxProps: { transitionProps: { duration: 100 } }, size: 'xs' } as const
const years = Array.from({ length: 14 }, (_, year) => year)
const isCategory = (value: string): value is Category => categories.some((category) => category === value)

/** One room, or every one. */
export const RoomFilter = ({
  rooms,
  roomId,
  onChange,
}: {
  readonly rooms: Rooms
  readonly roomId: string | null
  readonly onChange: (roomId: string | null) => void
}) => {
  const { t } = useTranslation()
  const list = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  return (
    <Select
      {...transition}
      aria-label={t('breaches.room')}
      data={[{ value: '', label: t('breaches.everyRoom') }, ...list.map(({ roomId: value, name }) => ({ value, label: name }))]}
      allowDeselect={false}
      value={roomId ?? ''}
      onChange={(value) => {
        onChange(value === null || value === '' ? null : value)
      }}
    />
  )
}

/** Year groups of the roster. */
export const YearFilter = ({
  years: chosen,
  onChange,
}: {
  readonly years: readonly number[]
  readonly onChange: (years: readonly number[]) => void
}) => {
  const { t } = useTranslation()
  return (
    <MultiSelect
      {...transition}
      aria-label={t('breaches.years')}
      placeholder={chosen.length === 0 ? t('breaches.everyYear') : ''}
      data={years.map((year) => ({ value: String(year), label: yearGroupWords(year) }))}
      value={chosen.map(String)}
      clearable
      onChange={(values) => {
        onChange(values.map(Number))
      }}
    />
  )
}

/** What a concern is about. */
export const CategoryFilter = ({
  chosen,
  onChange,
}: {
  readonly chosen: readonly Category[]
  readonly onChange: (chosen: readonly Category[]) => void
}) => {
  const { t } = useTranslation()
  return (
    <MultiSelect
      {...transition}
      className={classes['wide'] ?? ''}
      aria-label={t('breaches.category')}
      placeholder={chosen.length === 0 ? t('breaches.everyCategory') : ''}
      data={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
      value={[...chosen]}
      searchable
      clearable
      onChange={(values) => {
        onChange(values.filter(isCategory))
      }}
    />
  )
}
