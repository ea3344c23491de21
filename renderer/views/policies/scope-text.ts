import { useTranslation } from 'react-i18next'
import type { PolicyScope } from '#shared/model/policy-set'
import { useRuleWords } from '../timeouts/rule-words'

/** Whom and when something is for, in plain words. */
export const useScopeText = () => {
  const { t, i18n } = useTranslation()
  const words = useRuleWords()
  const list = (parts: readonly string[]): string => new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(parts)
  const year = (yearGroup: number): string => (yearGroup === 0 ? t('policies.reception') : t('policies.year', { year: yearGroup }))

  const scope = ({ yearGroups, groups, hours }: PolicyScope): string => {
    const people = [...yearGroups.map(year), ...groups]
    const who = people.length === 0 ? t('policies.everybody') : list(people)
    return hours.length === 0 ? who : t('policies.scopeHours', { who, hours: words.hours(hours) })
  }

  /** Of a limit; null where nobody limited it. */
  const limit = (on: readonly PolicyScope[] | null): string => {
    if (on === null) return t('policies.onEverybody')
    return on.length === 0 ? t('policies.off') : t('policies.onFor', { who: list(on.map(scope)) })
  }

  /** Why it is on or off for somebody. */
  const limitAsReason = (on: readonly PolicyScope[] | null): string =>
    on === null || on.length === 0 ? limit(on) : t('policies.onForOnly', { who: limit(on) })

  return { year, scope, limit, limitAsReason }
}
