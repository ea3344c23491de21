import { useTranslation } from 'react-i18next'
import { type InternetRule, isSceneRule } from '#shared/model/internet'

/** What a rule does, and which sites it leaves alone. */
export const useRuleWords = (): ((rule: InternetRule) => { readonly title: string; readonly detail: string }) => {
  const { t } = useTranslation()
  return (rule) => {
    if (isSceneRule(rule)) {
      const lists = rule.lists.map(({ title, domains, pages }) => t('internet.listNamed', { title, count: domains + pages }))
      return { title: t(`internet.rule.${rule.access}`, { scene: rule.scene }), detail: [...rule.sites, ...lists].join(', ') }
    }
    const { access, exceptions } = rule
    return {
      title: t(`internet.rule.${access}`),
      detail: exceptions.length === 0 ? '' : t(`internet.exceptions.${access}`, { sites: exceptions.join(', ') }),
    }
  }
}
