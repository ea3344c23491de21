import { IconAlertTriangle, IconWorldCheck, IconWorldOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import { isSceneRule } from '#shared/model/internet'
import { useConsole } from '../../console'
import { internetBadge } from '../../state/internet-badge'
import { clockTime, exactTime } from '../../state/time-words'
import classes from '../class/tile.module.css'

interface InternetMarkProps {
  readonly device: DeviceView
  readonly presenting: boolean
}

/** The tile's word on the internet: off or granted, as asked, as applied, or honestly not enforced. While presenting only what holds for all. */
export const InternetMark = ({ device, presenting }: InternetMarkProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const badge = internetBadge(device)
  if (badge === null || (presenting && badge.restriction.lease.pupil !== null)) return null
  const { until, reason, internet } = badge.restriction.lease
  const scene = internet !== null && isSceneRule(internet) ? internet.scene : ''
  const what = t(`tile.internet.${badge.access}`, { scene })
  const words =
    badge.state === 'applied'
      ? what
      : badge.state === 'asked'
        ? t('tile.internet.asked', { what })
        : t(`tile.internet.failed.${badge.access}`)
  const Icon = badge.state === 'failed' ? IconAlertTriangle : badge.access === 'granted' ? IconWorldCheck : IconWorldOff
  const hover = [
    badge.state === 'failed' && badge.restriction.failure !== null ? t(`leaseFailure.${badge.restriction.failure}`) : '',
    t('tile.internet.until', { what, time: until - hubNow() < 86_400_000 ? clockTime(until) : exactTime(until) }),
    reason,
  ]
  return (
    <span className={classes['badge']} data-internet={badge.state} title={hover.filter((part) => part !== '').join('. ')}>
      <Icon size={14} aria-hidden="true" /> {words}
    </span>
  )
}
