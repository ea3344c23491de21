import { useTranslation } from 'react-i18next'
import { useConsole } from '../console'
import { exactTime, timeLeft, timeWords } from '../state/time-words'
import { useNow, useTimePhrase } from './use-time'

/** "2 min ago", exact on hover, kept true while it is on the page. `at` is a time of the hub's clock. */
export const Ago = ({ at }: { readonly at: number }) => {
  const { hubNow } = useConsole()
  useNow()
  const { t } = useTranslation()
  const phrase = useTimePhrase()
  const words = timeWords(hubNow() - at)
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {words.unit === 'now' ? t('time.justNow') : t('time.ago', { span: phrase(words) })}
    </time>
  )
}

/** "2 min": how long something has lasted. */
export const Lasting = ({ since }: { readonly since: number }) => {
  const { hubNow } = useConsole()
  useNow()
  const phrase = useTimePhrase()
  return (
    <time dateTime={new Date(since).toISOString()} title={exactTime(since)}>
      {phrase(timeWords(hubNow() - since))}
    </time>
  )
}

/** "24 min left". */
export const Left = ({ until }: { readonly until: number }) => {
  const { hubNow } = useConsole()
  useNow()
  const { t } = useTranslation()
  const phrase = useTimePhrase()
  return (
    <time dateTime={new Date(until).toISOString()} title={exactTime(until)}>
      {t('time.left', { span: phrase(timeLeft(until - hubNow())) })}
    </time>
  )
}
