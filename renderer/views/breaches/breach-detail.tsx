import { Skeleton, Text, Title } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BreachDetail } from '#shared/model/breach-review'
import { Ago } from '../../components/ago'
import { FailureNote } from '../../components/failure-note'
import type { Loaded } from '../../components/use-asked'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { ExceptButton } from '../policies/except-button'
import classes from './breaches.module.css'
import { GradeMark } from './grade-mark'
import { StateMark } from './state-mark'

/** The concern as the hub has it: asked when it is opened, and again when a picture came or a decision was made. */
export const useBreachDetail = (
  breachId: string | null,
): { readonly loaded: Loaded<BreachDetail>; readonly reload: () => Promise<void> } => {
  const { link, breaches } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const list = useStore(breaches.list)
  const listed = list.kind === 'ready' ? list.breaches.find((breach) => breach.breachId === breachId) : undefined
  const [loaded, setLoaded] = useState<{ readonly breachId: string | null; readonly answer: Loaded<BreachDetail> }>({
    breachId: null,
    answer: { kind: 'loading' },
  })
  const reload = useCallback(async () => {
    if (breachId === null) return
    const asked = await link.ask('breach:get', { breachId })
    setLoaded((before) => {
      const shown = before.breachId === breachId && before.answer.kind === 'ready'
      if (asked.ok) return { breachId, answer: { kind: 'ready', value: asked.value } }
      return shown && asked.code === 'link-lost' ? before : { breachId, answer: { kind: 'failed', code: asked.code, detail: asked.detail } }
    })
  }, [link, breachId])
  useEffect(() => {
    if (!linked) return undefined
    // Who runs down the list with a key held opens only where the finger rests.
    const timer = setTimeout(() => void reload(), 80)
    return () => {
      clearTimeout(timer)
    }
  }, [reload, linked, listed?.state, listed?.pictures, listed?.incident?.incidentId, listed?.quarantined])
  return { loaded: loaded.breachId === breachId ? loaded.answer : { kind: 'loading' }, reload }
}

const Matched = ({ detail: { match, source } }: { readonly detail: BreachDetail }) => {
  const { t } = useTranslation()
  return (
    <section aria-label={t('breaches.seen')}>
      <Title order={3} size="h5">
        {t(`breaches.source.${source}`)}
      </Title>
      <blockquote className={classes['quote']}>
        {match.before}
        <mark>{match.text}</mark>
        {match.after}
      </blockquote>
    </section>
  )
}

interface BreachFactsProps {
  readonly detail: BreachDetail
  readonly roomName: string
  /** Whether this person may say that the rule shall not flag these words again. */
  readonly mayExcept: boolean
}

/** What was flagged, why, where and when. */
export const BreachFacts = ({ detail, roomName, mayExcept }: BreachFactsProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { breachNumber, category, grade, state, user, deviceName, takenAt, lastAt, count, why, rule, window, url, inFront, receivedAt } =
    detail
  const late = receivedAt - takenAt > 2 * 60_000
  return (
    <>
      <header className={classes['detailHead']}>
        <GradeMark grade={grade} />
        <div>
          <Title order={2} size="h4">
            {detail.test ? t('breaches.selfTest') : t(`category.${category}`)}{' '}
            <Text span c="dimmed" size="sm">
              {t('breaches.number', { number: breachNumber })}
            </Text>
          </Title>
          <Text size="sm">
            <strong>{user ?? t('breaches.nobody')}</strong>, {t('breaches.where', { pc: deviceName, room: roomName })},{' '}
            <time dateTime={new Date(takenAt).toISOString()}>{exactTime(takenAt)}</time>
            {late && ` (${t('breaches.learned', { time: exactTime(receivedAt) })})`}
          </Text>
          {count > 1 && (
            <Text size="sm">
              {t('breaches.seenTimes', { count })} <Ago at={Math.min(lastAt, hubNow())} />
            </Text>
          )}
        </div>
        <span className={classes['spacer']} />
        <StateMark state={state} />
      </header>
      <Matched detail={detail} />
      <div className={classes['facts']}>
        <section aria-label={t('breaches.why')}>
          <Title order={3} size="h5">
            {t('breaches.why')}
          </Title>
          <Text size="sm">{why}</Text>
          <Text size="xs" c="dimmed">
            {t('breaches.rule', { rule: rule.id, version: rule.version })}
          </Text>
          {mayExcept && !detail.test && category !== 'illegal-content' && (
            <ExceptButton key={detail.breachId} rule={rule.id} phrase={detail.match.text} domain={siteOf(url)} />
          )}
        </section>
        <section aria-label={t('breaches.inFront')}>
          <Title order={3} size="h5">
            {t('breaches.inFront')}
          </Title>
          <Text size="sm">{window === null ? t(`breaches.front.${inFront}`) : `${window.application}: ${window.title}`}</Text>
          {url !== null && (
            <Text size="sm" className={classes['address'] ?? ''}>
              {url}
            </Text>
          )}
        </section>
      </div>
    </>
  )
}

/** The host of a page, as exceptions name sites; null for what is no page. */
const siteOf = (url: string | null): string | null =>
  url !== null && URL.canParse(url) ? new URL(url).hostname.replace(/^www\./u, '') || null : null

/** The place of the detail while it is asked for, or cannot be had. */
export const DetailWait = ({ loaded, onRetry }: { readonly loaded: Loaded<BreachDetail>; readonly onRetry: () => void }) => {
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={onRetry} />
  return <Skeleton height={280} data-testid="loading" />
}
