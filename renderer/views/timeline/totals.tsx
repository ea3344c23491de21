import { Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AppIcon } from '../../components/app-icon'
import { colourCount, type Total } from '../../state/timeline'
import { useDuration } from './duration'
import classes from './timeline.module.css'

const mostShown = 12

/** How long each application was in front; also says which colour is whose. */
export const Totals = ({ totals, colours }: { readonly totals: readonly Total[]; readonly colours: ReadonlyMap<string, number> }) => {
  const { t } = useTranslation()
  const duration = useDuration()
  const longest = totals[0]?.totalMs ?? 1
  return (
    <section className={classes['totals']} aria-label={t('timeline.totals')}>
      <Title order={2} size="h5" mb={8}>
        {t('timeline.totals')}
      </Title>
      <ul>
        {totals.slice(0, mostShown).map(({ application, totalMs }) => (
          <li key={application}>
            <span className={classes['totalName']}>
              <AppIcon application={application} /> {application}
            </span>
            <span>{duration(totalMs)}</span>
            <span className={classes['totalTrack']}>
              <span
                className={classes['totalBar']}
                data-colour={colours.get(application) ?? colourCount}
                style={{ width: `${(totalMs / longest) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
      {totals.length > mostShown && (
        <p className={classes['more']}>{t('timeline.moreApplications', { count: totals.length - mostShown })}</p>
      )}
    </section>
  )
}
