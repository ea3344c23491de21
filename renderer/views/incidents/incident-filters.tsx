import { Select, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { IncidentFilter } from '#shared/model/incident'
import { openIncidents } from '../../state/incidents'
import classes from '../breaches/breaches.module.css'
import { CategoryFilter, RoomFilter, SearchFilter, StateFilter, YearFilter } from '../breaches/narrowing'
import type { Rooms } from '../frame/use-rooms'

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
  const change = (part: Partial<IncidentFilter>): void => {
    onChange({ ...filter, ...part })
  }
  return (
    <div className={classes['filters']} role="search" aria-label={t('breaches.filters')}>
      <SearchFilter
        label={t('incidents.search')}
        text={filter.text}
        onChange={(text) => {
          change({ text })
        }}
      />
      <StateFilter
        states={filter.states}
        waiting={{ label: t('incidents.openOnes'), states: openIncidents.states }}
        onChange={(states) => {
          change({ states: [...states] })
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
