import { useTranslation } from 'react-i18next'
import type { InternetRule } from '#shared/model/internet'

/** What a rule does, and which sites it leaves alone. */
export const useRuleWords = (): ((rule: InternetRule) => { readonly title: string; readonly detail: string }) => {
  const { t } = useTranslation()
  return ({ access, exceptions }) => ({
    title: t(`internet.rule.${access}`),
    detail: exceptions.length === 0 ? '' : t(`internet.exceptions.${access}`, { sites: exceptions.join(', ') }),
  })
}
