import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Flag } from '#shared/model/outbox'
import { useNow, useTimePhrase } from '../../components/use-time'
import { useConsole } from '../../console'
import { learnedLate } from '../../state/flags'
import { exactTime, momentTime, timeWords } from '../../state/time-words'

/** When it happened, how long it lasted, and when it was learned if that was well after. */
export const FlagWhen = ({ flag }: { readonly flag: Flag }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  useNow()
  const phrase = useTimePhrase()
  const { from, until, learnedAt, tamper } = flag
  const away = until === null && (tamper === 'link-lost' || tamper === 'agent-killed')
  const lasted = until === null ? null : timeWords(until - from)
  return (
    <>
      <time dateTime={new Date(from).toISOString()} title={exactTime(from)}>
        {momentTime(from, hubNow())}
      </time>
      {lasted !== null && lasted.unit !== 'now' && `, ${t('flags.lasted', { span: phrase(lasted) })}`}
      {away && `, ${t('flags.away')}`}
      {learnedLate(flag) && (
        <Text size="xs" c="dimmed">
          {t('flags.learned', { time: momentTime(learnedAt, hubNow()) })}
        </Text>
      )}
    </>
  )
}
