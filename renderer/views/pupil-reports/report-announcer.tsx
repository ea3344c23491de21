import { useContext, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { BridgeContext } from '../../hub-place'
import { useStore } from '../../state/use-store'
import { chime } from '../breaches/chime'

/** Tells an officer of a new report wherever the console stands, and nothing of what it says or by whom; while presenting nothing. */
export const ReportAnnouncer = () => {
  const { t } = useTranslation()
  const { pupilReports, presenting, preferences } = useConsole()
  const bridge = useContext(BridgeContext)
  const changed = useStore(pupilReports.changed)
  const hidden = useStore(presenting)

  useEffect(
    () =>
      pupilReports.changed.subscribe(() => {
        if (pupilReports.changed.get()?.isNew !== true || presenting.get()) return
        void bridge?.ask('notice:show', { title: t('pupilReports.noticeTitle'), body: t('pupilReports.noticeBody'), urgent: true })
        if (preferences.get().concernSound) chime(1)
      }),
    [pupilReports, presenting, preferences, bridge, t],
  )
  return (
    <div className="visually-hidden" role="status" data-testid="report-news">
      {changed?.isNew === true && !hidden && t('pupilReports.noticeTitle')}
    </div>
  )
}
