import { Button, Skeleton, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { exactTime, momentTime } from '../../state/time-words'
import own from '../incidents/incidents.module.css'
import { GradeMark } from './grade-mark'
import { StateMark } from './state-mark'

const Loaded = ({ breachId, takenAt }: { readonly breachId: string; readonly takenAt: number }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const [payload] = useState({ breachId })
  const { loaded, reload } = useAsked('breach:around', payload)
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  if (loaded.kind === 'loading') return <Skeleton height={120} />
  const { spans, downloads, earlier } = loaded.value
  return (
    <>
      {spans.length === 0 && <Text size="sm">{t('around.nothing')}</Text>}
      <ol className={own['events']} aria-label={t('around.history')}>
        {spans.map(({ application, title, from, until }) => (
          <li key={`${from} ${title}`} data-at-match={(from <= takenAt && takenAt <= until) || undefined}>
            <time dateTime={new Date(from).toISOString()}>{exactTime(from)}</time> <strong>{application}</strong> {title}
          </li>
        ))}
        {downloads.map(({ site, file, at }) => (
          <li key={`${at} ${file}`}>
            <time dateTime={new Date(at).toISOString()}>{exactTime(at)}</time> {t('around.download', { file, site })}
          </li>
        ))}
      </ol>
      <Title order={4} size="h6">
        {t('around.earlier')}
      </Title>
      {earlier.length === 0 && <Text size="sm">{t('around.noEarlier')}</Text>}
      <ul className={own['concerns']}>
        {earlier.map((one) => (
          <li key={one.breachId} className={own['concern']}>
            <GradeMark grade={one.grade} />
            <span className={own['concernWords']}>
              {t(`category.${one.category}`)}: {one.match.text}, {momentTime(one.takenAt, hubNow())}
            </span>
            <StateMark state={one.state} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** What the same person had in front around the concern, and other concerns about them: asked for on purpose, since each look is logged. */
export const Around = ({ breachId, takenAt }: { readonly breachId: string; readonly takenAt: number }) => {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <section aria-label={t('around.title')} className={own['stack']}>
      <Title order={3} size="h5">
        {t('around.title')}
      </Title>
      {shown ? (
        <Loaded breachId={breachId} takenAt={takenAt} />
      ) : (
        <div>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setShown(true)
            }}
          >
            {t('around.show')}
          </Button>
        </div>
      )}
    </section>
  )
}
