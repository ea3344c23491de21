import { Alert, Skeleton, Switch } from '@mantine/core'
import { IconHistory, IconInfoCircle } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { coloursOf, fitted, rowsOf, type Stretch, totalsOf } from '../../state/timeline'
import { useStore } from '../../state/use-store'
import { BarTable } from './bar-table'
import { Chart } from './chart'
import classes from './timeline.module.css'
import { Downloads } from './downloads'
import { Totals } from './totals'

const nothing = {}
const dayMs = 24 * 60 * 60_000

export interface TimelineAsked extends Stretch {
  readonly roomId: string
  /** Null for the whole class. */
  readonly deviceId: string | null
}

interface TimelineSceneProps {
  /** The same object until something else is asked: each question is a look that the hub writes down. */
  readonly asked: TimelineAsked
  /** Whether the width is given to the part of the time in which something was in front. */
  readonly fit: boolean
  readonly onChoose: ((deviceId: string) => void) | null
}

/** Why there is nothing to see, and what to do. */
const Nothing = ({ until, devices }: { readonly until: number; readonly devices: number }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { loaded } = useAsked('setting:read', nothing)
  const keptDays = loaded.kind === 'ready' ? loaded.value.usageDays : null
  const why = (): ReactNode => {
    if (devices === 0) return t('timeline.whyNoPc')
    if (keptDays !== null && until < hubNow() - keptDays * dayMs) return t('timeline.whyDeleted', { count: keptDays })
    return t('timeline.whyUnused')
  }
  return (
    <NoticePage icon={<IconHistory size={40} />} title={t('timeline.none')}>
      {why()}
    </NoticePage>
  )
}

/** One look at a stretch of time: the chart or its words, and what it adds up to. */
export const TimelineScene = ({ asked, fit, onChoose }: TimelineSceneProps) => {
  const { t } = useTranslation()
  const { presenting } = useConsole()
  const hidden = useStore(presenting)
  const [inWords, setInWords] = useState(false)
  const { loaded, reload } = useAsked('usage:timeline', asked)
  const answer = loaded.kind === 'ready' ? loaded.value : null
  const drawn = useMemo(() => {
    if (answer === null) return null
    const rows = rowsOf(answer, asked)
    const totals = totalsOf(rows)
    return { rows, totals, colours: coloursOf(totals), shown: fit ? fitted(rows, asked) : asked }
  }, [answer, asked, fit])

  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  if (answer === null || drawn === null) return <Skeleton height={280} data-testid="loading" />
  if (drawn.totals.length === 0) return <Nothing until={asked.until} devices={answer.devices.length} />
  const { rows, totals, colours, shown } = drawn
  const nameOf = (deviceId: string): string => answer.devices.find((device) => device.deviceId === deviceId)?.deviceName ?? ''
  return (
    <>
      {answer.cut && (
        <Alert role="status" variant="light" color="orange" icon={<IconInfoCircle />}>
          {t('timeline.cut')}
        </Alert>
      )}
      <Switch
        label={t('timeline.inWords')}
        checked={inWords}
        onChange={(event) => {
          setInWords(event.currentTarget.checked)
        }}
      />
      <div className={classes['scene']}>
        <div className={classes['main']}>
          {inWords ? (
            <BarTable rows={rows} hidden={hidden} />
          ) : (
            <Chart rows={rows} shown={shown} colours={colours} hidden={hidden} onChoose={onChoose} />
          )}
        </div>
        <Totals totals={totals} colours={colours} />
      </div>
      {!hidden && <Downloads downloads={answer.downloads} nameOf={asked.deviceId === null ? nameOf : null} />}
    </>
  )
}
