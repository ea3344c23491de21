import { IconAlertOctagon, IconCircleCheck, IconCircleDot, IconCircleX, IconEyeSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { BreachState } from '#shared/model/breach-review'
import classes from './breaches.module.css'

export const stateIcons: Readonly<Record<BreachState, typeof IconCircleDot>> = {
  new: IconCircleDot,
  'under-review': IconEyeSearch,
  'false-positive': IconCircleX,
  resolved: IconCircleCheck,
  escalated: IconAlertOctagon,
}

/** Where a concern stands: icon and word. */
export const StateMark = ({ state }: { readonly state: BreachState }) => {
  const { t } = useTranslation()
  const Icon = stateIcons[state]
  return (
    <span className={classes['state']} data-state={state}>
      <Icon size={14} aria-hidden="true" /> {t(`breachState.${state}`)}
    </span>
  )
}
