import { Select, Switch, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BreachState, breachStates } from '#shared/model/breach-review'
import type { IncidentFilter } from '#shared/model/incident'
import { openIncidents } from '../../state/incidents'
import classes from '../breaches/breaches.module.css'
import { CategoryFilter, RoomFilter, YearFilter } from '../breaches/narrowing'
import type { Rooms } from '../frame/use-rooms'

const choices = ['open', 'all', ...breachStates] as const
type Choice = (typeof choices)[number]

const statesOf = (choice: Choice): readonly BreachState[] => (choice === 'open' ? openIncidents.states : choice === 'all' ? [] : [choice])

const choiceOf = ({ states }: IncidentFilter): Choice =>
  choices.find((choice) => statesOf(choice).length === states.length && statesOf(choice).every((state) => states.includes(state))) ?? 'all'

interface IncidentFiltersProps {
  readonly filter: IncidentFilter
  readonly rooms: Rooms
  /** The account of whoever looks. */
  readonly staffId: string
  readonly onChange: (filter: IncidentFilter) => void
}

/** What the list of incidents is narrowed to. */
export const IncidentFilters = ({ filter, rooms, staffId, onChange }: IncidentFiltersProps) => {
  const { t } = useTranslation()
  const [text, setText] = useState(filter.text)
  const change = (part: Partial<IncidentFilter>): void => {
    onChange({ ...filter, ...part })
  }
  const search = useDebouncedCallback((words: string) => {
    change({ text: words })
  }, 300)
  return (
    <div className={classes['filters']} role="search" aria-label={t('breaches.filters')}>
      <TextInput
        size="xs"
        className={classes['wide'] ?? ''}
        aria-label={t('incidents.search')}
        placeholder={t('incidents.search')}
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        maxLength={120}
        value={text}
        onChange={({ currentTarget: { value } }) => {
          setText(value)
          search(value)
        }}
      />
      <Select
        size="xs"
        comboboxProps={{ transitionProps: { duration: 100 } }}
        aria-label={t('breaches.state')}
        allowDeselect={false}
        data={choices.map((value) => ({
          value,
          label: value === 'open' || value === 'all' ? t(`incidents.states.${value}`) : t(`breachState.${value}`),
        }))}
        value={choiceOf(filter)}
        onChange={(value) => {
          change({ states: [...statesOf(choices.find((choice) => choice === value) ?? 'open')] })
        }}
      />
      <Select
        size="xs"
        comboboxProps={{ transitionProps: { duration: 100 } }}
        aria-label={t('incidents.assignee')}
        allowDeselect={false}
        data={[
          { value: '', label: t('incidents.anybodys') },
          { value: staffId, label: t('incidents.mine') },
          { value: 'nobody', label: t('incidents.unassigned') },
        ]}
        value={filter.assignee ?? ''}
        onChange={(value) => {
          change({ assignee: value === null || value === '' ? null : value })
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
      <Switch
        size="xs"
        label={t('incidents.onlyOverdue')}
        checked={filter.overdue}
        onChange={({ currentTarget: { checked } }) => {
          change({ overdue: checked })
        }}
      />
    </div>
  )
}
