import { useTranslation } from 'react-i18next'
import type { PolicyAct } from '#shared/model/policy-set'

/** What a PC does by itself, in words. */
export const useActText = (): ((act: PolicyAct) => string) => {
  const { t } = useTranslation()
  return ({ closeTab, lockMinutes }) =>
    [
      ...(closeTab ? [t('policies.actCloses')] : []),
      ...(lockMinutes === null ? [] : [t('policies.actLocks', { count: lockMinutes })]),
    ].join(', ')
}
