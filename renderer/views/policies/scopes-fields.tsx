import { Button, Group, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { everybodyAlways } from '#shared/model/policy-set'
import { type ScopeDraft, scopeDraftOf } from '../../state/scope-draft'
import classes from './policies.module.css'
import { ScopeFields } from './scope-fields'

interface ScopesFieldsProps {
  readonly drafts: readonly ScopeDraft[]
  /** Groups the roster knows. */
  readonly groups: readonly string[]
  readonly most: number
  readonly onChange: (drafts: readonly ScopeDraft[]) => void
}

/** Several whoms and whens, of which one must hold. */
export const ScopesFields = ({ drafts, groups, most, onChange }: ScopesFieldsProps) => {
  const { t } = useTranslation()
  return (
    <Stack gap="sm">
      {drafts.map((draft, index) => {
        const name = t('policies.scopeOf', { number: index + 1 })
        const fields = (
          <ScopeFields
            draft={draft}
            groups={groups}
            onChange={(changed) => {
              onChange(drafts.with(index, changed))
            }}
          />
        )
        if (drafts.length === 1) return <div key={name}>{fields}</div>
        return (
          <div key={name} role="group" aria-label={name} className={classes['scope']}>
            <Group justify="space-between">
              <Text size="sm" c="dimmed">
                {name}
              </Text>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${t('policies.removeScope')}: ${name}`}
                onClick={() => {
                  onChange(drafts.toSpliced(index, 1))
                }}
              >
                {t('policies.remove')}
              </Button>
            </Group>
            {fields}
          </div>
        )
      })}
      {drafts.length < most && (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            onClick={() => {
              onChange([...drafts, scopeDraftOf(everybodyAlways)])
            }}
          >
            {t('policies.addScope')}
          </Button>
        </div>
      )}
    </Stack>
  )
}
