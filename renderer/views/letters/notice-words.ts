import { useTranslation } from 'react-i18next'
import type { ParentNotice } from '#shared/model/parent-notice'
import { calendarDate, clockTime } from '../../state/time-words'

/** What was told, in a sentence. */
export const useNoticeWords = (): ((notice: ParentNotice) => string) => {
  const { t } = useTranslation()
  return ({ decision }) =>
    decision.kind === 'withheld'
      ? t('parents.withheldBecause', { reason: decision.reason })
      : t('parents.toldAt', {
          ...{ who: decision.who, by: decision.toldBy, day: calendarDate(decision.toldAt), time: clockTime(decision.toldAt) },
          how: decision.letterNumber === null ? t(`toldHow.${decision.how}`) : t('parents.letter', { number: decision.letterNumber }),
        })
}
