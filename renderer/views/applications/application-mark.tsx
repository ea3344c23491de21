import { IconAlertTriangle, IconAppWindow } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { applicationWords } from '#shared/model/application'
import type { DeviceView } from '#shared/model/device'
import { useConsole } from '../../console'
import { applicationBadge } from '../../state/applications'
import { clockTime, exactTime } from '../../state/time-words'
import classes from '../class/tile.module.css'

/** The tile's word on applications: which may be open or are closed, as asked, as applied, or honestly not enforced. */
export const ApplicationMark = ({ device }: { readonly device: DeviceView }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const badge = applicationBadge(device)
  if (badge === null) return null
  const { lease, failure } = badge.restriction
  const applications = badge.count === 1 ? badge.first : t('tile.application.more', { count: badge.count })
  const what = t(`tile.application.${badge.access}`, { applications })
  const words =
    badge.state === 'applied' ? what : badge.state === 'asked' ? t('tile.application.asked', { what }) : t('tile.application.failed')
  const Icon = badge.state === 'failed' ? IconAlertTriangle : IconAppWindow
  const every = t(`tile.application.${badge.access}`, {
    applications: lease.application?.applications.map(applicationWords).join(', ') ?? '',
  })
  const hover = [
    failure === null ? '' : t(`leaseFailure.${failure}`),
    t('tile.application.until', {
      what: every,
      time: lease.until - hubNow() < 86_400_000 ? clockTime(lease.until) : exactTime(lease.until),
    }),
    lease.reason,
  ]
  return (
    <span className={classes['badge']} data-application={badge.state} title={hover.filter((part) => part !== '').join('. ')}>
      <Icon size={14} aria-hidden="true" /> {words}
    </span>
  )
}
