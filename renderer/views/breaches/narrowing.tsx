import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BreachState, breachStates } from '#shared/model/breach-review'
import { yearGroupWords } from '#shared/model/pupil-record'
import { categories, type Category } from '#shared/policy/categories'
import type { Rooms } from '../frame/use-rooms'
import classes from './breaches.module.css'

const transition = { comboboxProps: { transitionProps: { duration: 100 } }, size: 'xs' } as const
const years = Array.from({ length: 14 }, (_, year) => year)
const isCategory = (value: string): value is Category => categories.some((category) => category === value)

/** Searches as soon as somebody stops typing; a filter taken up from elsewhere is shown too. */
export const SearchFilter = ({
  label,
  text,
  onChange,
}: {
  readonly label: string
  readonly text: string
  readonly onChange: (text: string) => void
}) => {
  const [typed, setTyped] = useState(text)
  const [known, setKnown] = useState(text)
  if (text !== known) {
    setKnown(text)
    setTyped(text)
  }
  const search = useDebouncedCallback((words: string) => {
    // What comes back as the filter is this field's own, and may be behind what is typed by then.
    setKnown(words)
    onChange(words)
  }, 300)
  return (
    <TextInput
      size="xs"
      className={classes['wide'] ?? ''}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      maxLength={120}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        search(value)
      }}
    />
  )
}

const stateChoices = ['waiting', 'all', ...breachStates] as const

/** One state, every one, or those in which something waits for somebody. */
export const StateFilter = ({
  states,
  waiting,
  onChange,
}: {
  readonly states: readonly BreachState[]
  readonly waiting: { readonly label: string; readonly states: readonly BreachState[] }
  readonly onChange: (states: readonly BreachState[]) => void
}) => {
  const { t } = useTranslation()
  const statesOf = (choice: (typeof stateChoices)[number]): readonly BreachState[] =>
    choice === 'waiting' ? waiting.states : choice === 'all' ? [] : [choice]
  const chosen = stateChoices.find((choice) => {
    const those = statesOf(choice)
    return those.length === states.length && those.every((state) => states.includes(state))
  })
  return (
    <Select
      {...transition}
      aria-label={t('breaches.state')}
      allowDeselect={false}
      data={stateChoices.map((value) => ({
        value,
        label: value === 'waiting' ? waiting.label : value === 'all' ? t('breaches.states.all') : t(`breachState.${value}`),
      }))}
      value={chosen ?? 'all'}
      onChange={(value) => {
        onChange(statesOf(stateChoices.find((choice) => choice === value) ?? 'waiting'))
      }}
    />
  )
}

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
