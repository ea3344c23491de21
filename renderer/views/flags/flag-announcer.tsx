import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'

/** Says a new flag to those who listen to the page; while presenting nothing is said. */
export const FlagAnnouncer = () => {
  const { t } = useTranslation()
  const { flags, presenting } = useConsole()
  const raised = useStore(flags.raised)
  const hidden = useStore(presenting)
  return (
    <div className="visually-hidden" role="status" data-testid="flag-news">
      {raised !== null && !hidden && t('flags.news', { what: t(`flagKind.${raised.tamper}`), name: raised.deviceName })}
    </div>
  )
}
