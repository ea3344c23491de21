import { useTranslation } from 'react-i18next'
import type { WakeResult, WakeState } from '#shared/model/wake'

/** How an attempt to wake a PC stands, in a sentence. */
export const useWakeWords = (): ((wake: WakeState) => string) => {
  const { t } = useTranslation()
  return ({ state, why, by }) => `${t(`wake.state.${state}`, { by: by ?? '' })}${why === null ? '' : `: ${t(`wake.why.${why}`)}`}`
}

/** What came of waking several PCs: how many were sent a packet and by whom, and how many not and why. */
export const useWakeSummary = (): ((results: readonly WakeResult[]) => string) => {
  const { t } = useTranslation()
  return (results) => {
    const sent = results.filter(({ state }) => state === 'sent')
    const senders = [...new Set(sent.flatMap(({ by }) => by ?? []))].join(', ')
    const reasons = [...new Set(results.flatMap(({ why }) => why ?? []))]
    return [
      ...(sent.length === 0 ? [] : [t('wake.sent', { count: sent.length, senders })]),
      ...reasons.map((why) =>
        t('wake.notSent', { count: results.filter((result) => result.why === why).length, why: t(`wake.why.${why}`) }),
      ),
      ...(results.every(({ state }) => state === 'awake') ? [t('wake.allAwake')] : []),
    ].join(' ')
  }
}
