import { useTranslation } from 'react-i18next'
import type { TimeoutRule } from '#shared/model/timeout'
import { useRuleWords } from './rule-words'
import classes from './timeouts.module.css'

/** What the rule means to a pupil; null while it is not one yet. */
export const Preview = ({ rule }: { readonly rule: TimeoutRule | null }) => {
  const { t } = useTranslation()
  const words = useRuleWords()
  return (
    <section className={classes['preview']} aria-label={t('timeouts.preview')}>
      <h3>{t('timeouts.preview')}</h3>
      <p>{rule === null ? t('timeouts.unfinished') : words.sentence(rule)}</p>
    </section>
  )
}
