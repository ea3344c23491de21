import { useTranslation } from 'react-i18next'
import type { Bar, TimelineRow } from '../../state/timeline'
import { secondsTime } from '../../state/time-words'
import { useDuration } from './duration'

/** "aisha (PC-1): Writer, “Essay” and 2 more windows, 10:02:05 to 10:09:11, 7 min 6 s". Without the person and the title while presenting. */
export const useBarWords = (hidden: boolean): ((row: TimelineRow, bar: Bar) => string) => {
  const { t } = useTranslation()
  const duration = useDuration()
  return ({ deviceName }, { application, user, title, windows, from, until }) => {
    const who = hidden || user === '' ? deviceName : t('timeline.userAt', { user, pc: deviceName })
    const titled = hidden || title === '' ? '' : `, ${t('timeline.titled', { title })}`
    const more = hidden || windows < 2 ? '' : ` ${t('timeline.moreWindows', { count: windows - 1 })}`
    const when = t('timeline.span', { from: secondsTime(from), until: secondsTime(until), duration: duration(until - from) })
    return `${who}: ${application}${titled}${more}, ${when}`
  }
}
