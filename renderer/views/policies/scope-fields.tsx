import { Checkbox, Chip, Group, TagsInput, Text } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type ScopeDraft, scopeOf } from '../../state/scope-draft'
import { HoursFields } from '../timeouts/hours-fields'
import { useScopeText } from './scope-text'

const offeredYears = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] as const

interface ScopeFieldsProps {
  readonly draft: ScopeDraft
  /** Groups the roster knows. */
  readonly groups: readonly string[]
  readonly onChange: (draft: ScopeDraft) => void
}

/** Which years and groups, and at which hours. */
export const ScopeFields = ({ draft, groups, onChange }: ScopeFieldsProps) => {
  const { t } = useTranslation()
  const text = useScopeText()
  const yearsId = useId()
  return (
    <>
      <div role="group" aria-labelledby={yearsId}>
        <Text id={yearsId} fw={650} size="sm">
          {t('policies.years')}
        </Text>
        <Group gap={6} mt={6}>
          <Chip.Group
            multiple
            value={draft.yearGroups.map(String)}
            onChange={(chosen) => {
              onChange({ ...draft, yearGroups: chosen.map(Number).sort((a, b) => a - b) })
            }}
          >
            {offeredYears.map((year) => (
              <Chip key={year} value={String(year)} size="xs" variant="outline">
                {text.year(year)}
              </Chip>
            ))}
          </Chip.Group>
        </Group>
      </div>
      <TagsInput
        label={t('policies.groups')}
        description={t('policies.groupsHint')}
        data={[...groups]}
        value={[...draft.groups]}
        clearable
        clearButtonProps={{ 'aria-label': t('policies.clearGroups') }}
        comboboxProps={{ withinPortal: false }}
        onChange={(chosen) => {
          onChange({ ...draft, groups: chosen })
        }}
      />
      <Checkbox
        label={t('policies.hoursOnly')}
        checked={draft.hoursOn}
        onChange={(event) => {
          onChange({ ...draft, hoursOn: event.currentTarget.checked })
        }}
      />
      {draft.hoursOn && (
        <HoursFields
          hours={draft.hours}
          fault={scopeOf(draft) === null}
          onChange={(hours) => {
            onChange({ ...draft, hours })
          }}
        />
      )}
    </>
  )
}
