import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ListChange, SceneState } from '#shared/model/list-change'

/** A line of what was, and what would be instead. */
interface Step {
  readonly what: string
  readonly before: string
  readonly after: string
}

/** What a change of a shared list or scene comes to, old value and new, for whoever decides about it. */
export const ListChangeDetail = ({ change }: { readonly change: ListChange }) => {
  const { t } = useTranslation()
  if (change.kind === 'delete-list' || change.kind === 'delete-scene') return null
  const sharedWords = (shared: boolean): string => (shared ? t('scenes.shared') : t('scenes.notShared'))
  const named = ({ sites, lists }: SceneState): string =>
    [...sites, ...lists.map((list) => t('internet.listNamed', { title: list.name, count: list.sites }))].join(', ')
  const { before, after } = change
  const steps: Step[] = [
    { what: t('scenes.name'), before: before.name, after: after.name },
    { what: t('scenes.whose'), before: sharedWords(before.shared), after: sharedWords(after.shared) },
  ]
  if (change.kind === 'save-scene') {
    const [was, next] = [change.before, change.after]
    steps.push({ what: t('scenes.what'), before: t(`scenes.${was.access}`), after: t(`scenes.${next.access}`) })
    steps.push({ what: t('scenes.sites'), before: named(was), after: named(next) })
    steps.push({ what: t('internet.reason'), before: was.reason, after: next.reason })
  }
  const sites = (key: 'added' | 'removed') => {
    if (change.kind !== 'save-list' || change.difference[key].count === 0) return null
    const { count, some } = change.difference[key]
    const names = count > some.length ? [...some, '…'] : some
    return (
      <Text size="sm" c="dimmed">
        {t(`policies.change.${key}`, { count, sites: names.join(', ') })}
      </Text>
    )
  }
  return (
    <>
      {steps
        .filter((step) => step.before !== step.after)
        .map((step) => (
          <Text key={step.what} size="sm" c="dimmed" lineClamp={4}>
            {t('policies.change.step', {
              what: step.what,
              before: step.before || t('policies.change.nothing'),
              after: step.after || t('policies.change.nothing'),
            })}
          </Text>
        ))}
      {sites('added')}
      {sites('removed')}
    </>
  )
}
