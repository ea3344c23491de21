import { useTranslation } from 'react-i18next'
import { durationParts } from '../../state/time-words'

/** "1 h 4 min", "7 min 6 s", "5 s": a length of time, exact to the second below an hour. */
export const useDuration = (): ((spanMs: number) => string) => {
  const { t } = useTranslation()
  return (spanMs) =>
    durationParts(spanMs)
      .map(({ unit, count }) => t(`time.${unit}`, { count }))
      .join(' ')
}
