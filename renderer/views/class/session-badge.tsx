import { IconClock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SessionEnd } from '#shared/model/session-end'
import { Left } from '../../components/ago'
import { useNow } from '../../components/use-time'
import { useConsole } from '../../console'
import classes from './tile.module.css'

/** An end further away is nothing a teacher has to think of; the panel tells it. */
const soonMs = 15 * 60_000

/** That the session on a PC ends soon, and how soon. */
export const SessionBadge = ({ ends }: { readonly ends: SessionEnd }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  useNow()
  if (ends.at - hubNow() > soonMs) return null
  return (
    <span className={classes['badge']}>
      <IconClock size={14} aria-hidden="true" />
      <span className="visually-hidden">{t('sessionEnds.soon')}</span> <Left until={ends.at} />
    </span>
  )
}
