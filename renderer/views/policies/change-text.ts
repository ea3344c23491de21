import { useTranslation } from 'react-i18next'
import type { LoggedChange } from '#shared/model/policy-change'
import type { PackEntry } from '#shared/model/policy-view'
import { useScopeText } from './scope-text'

/** What a pack or rule is called; its id where it no longer ships. */
export const nameOf = (packs: readonly PackEntry[], target: string): string => {
  for (const { pack, title, rules } of packs) {
    if (pack === target) return title
    const rule = rules.find(({ id }) => id === target)
    if (rule !== undefined) return `${title}: ${rule.why}`
  }
  return target
}

/** A change in one line, for people. */
export const useChangeText = (packs: readonly PackEntry[]): ((change: LoggedChange) => string) => {
  const { t } = useTranslation()
  const text = useScopeText()
  return (change) => {
    switch (change.kind) {
      case 'limit':
        if (change.on === null) return t('policies.change.limitGone', { what: nameOf(packs, change.target) })
        if (change.on.length === 0) return t('policies.change.off', { what: nameOf(packs, change.target) })
        return t('policies.change.limit', { what: nameOf(packs, change.target), who: text.limit(change.on) })
      case 'term':
        return t('policies.change.term', {
          phrase: change.term.phrase,
          what: t(`category.${change.term.category}`),
          grade: change.term.grade,
        })
      case 'exception':
        return change.exception.domain === null
          ? t('policies.change.exception', { phrase: change.exception.phrase, what: nameOf(packs, change.exception.target) })
          : t('policies.change.exceptionSite', {
              phrase: change.exception.phrase,
              what: nameOf(packs, change.exception.target),
              site: change.exception.domain,
            })
      case 'act':
        return t('policies.change.act', { what: nameOf(packs, change.act.target) })
      case 'remove-act':
        return t('policies.change.remove-act', { what: nameOf(packs, change.target) })
      case 'typed-text':
        return change.on ? t('policies.change.typedOn') : t('policies.change.typedOff')
      case 'second-person':
        return t('policies.change.second-person', { when: t(`policies.secondPerson.${change.when}`) })
      case 'remove-term':
        return t('policies.change.remove-term')
      case 'remove-exception':
        return t('policies.change.remove-exception')
      case 'second-person-lists':
        return change.on ? t('policies.change.listsSecond') : t('policies.change.listsAlone')
      case 'save-list':
        return t('policies.change.save-list', { name: change.before.name })
      case 'delete-list':
        return t('policies.change.delete-list', { name: change.before.name, count: change.before.domains + change.before.pages })
      case 'save-scene':
        return t('policies.change.save-scene', { name: change.before.name })
      case 'delete-scene':
        return t('policies.change.delete-scene', { name: change.before.name })
    }
  }
}
