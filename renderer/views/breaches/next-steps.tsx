import { Skeleton, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import own from '../incidents/incidents.module.css'

const nothing = {}
const steps = ['dontLook', 'dontCopy', 'pc', 'lead', 'police', 'address', 'child'] as const

/** What to do about an illegal image of a child, in order, and whom to call: shown where pictures are sealed away. */
export const NextSteps = () => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('route:read', nothing)
  return (
    <section aria-label={t('quarantine.next')} className={own['sealed']}>
      <Title order={3} size="h5">
        {t('quarantine.next')}
      </Title>
      <ol className={own['steps']}>
        {steps.map((step) => (
          <li key={step}>{t(`quarantine.step.${step}`)}</li>
        ))}
      </ol>
      {loaded.kind === 'loading' && <Skeleton height={80} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && (
        <ul className={own['contacts']} aria-label={t('quarantine.contacts')}>
          {loaded.value.contacts.map(({ name, reach, when }) => (
            <li key={name}>
              <strong>{name}</strong>: {reach === '' ? t('quarantine.noReach') : reach}
              <Text size="sm" c="dimmed">
                {when}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
