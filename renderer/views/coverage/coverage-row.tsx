import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CoverageRow as Row } from '#shared/model/coverage'
import { Ago } from '../../components/ago'
import { useTimePhrase } from '../../components/use-time'
import { driftWords } from '../../state/coverage'
import { timeWords } from '../../state/time-words'
import classes from './coverage.module.css'
import { StateIcon } from './state-icon'

/** What stands where something was not told. */
const NotTold = () => {
  const { t } = useTranslation()
  return (
    <Text span size="sm" c="dimmed">
      {t('coverage.notTold')}
    </Text>
  )
}

const Reasons = ({ row: { state, reasons } }: { readonly row: Row }) => {
  const { t } = useTranslation()
  return (
    <div className={classes['reasons']}>
      <StateIcon state={state} size={18} />
      <div>
        <strong className={classes['state']}>{t(`coverage.state.${state}`)}</strong>
        {reasons.map((reason) => (
          <p key={reason} className={classes['reason']}>
            {t(`reason.${reason}.what`)} <em>{t(`reason.${reason}.do`)}</em>
          </p>
        ))}
      </div>
    </div>
  )
}

const Drift = ({ driftMs }: { readonly driftMs: number | null }) => {
  const { t } = useTranslation()
  const phrase = useTimePhrase()
  if (driftMs === null) return <NotTold />
  const words = driftWords(driftMs)
  return words.kind === 'right' ? t('coverage.clockRight') : t(`coverage.clock.${words.kind}`, { span: phrase(timeWords(words.spanMs)) })
}

const Browsers = ({ health }: Pick<Row, 'health'>) => {
  const { t } = useTranslation()
  if (health === null) return <NotTold />
  if (health.browsers === null) return t('coverage.browsersNotSetUp')
  if (health.browsers.length === 0) return t('coverage.noBrowsers')
  return health.browsers.map(({ browser, state }) => (
    <span key={browser} className={classes['browser']}>
      {t('coverage.browser', { browser, state: t(`coverage.browserState.${state}`) })}
    </span>
  ))
}

const disk = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** One PC: what is wrong in words, and the figures for who wants them. */
export const CoverageCells = ({ row, roomName }: { readonly row: Row; readonly roomName: string }) => {
  const { t } = useTranslation()
  const { name, health, driftMs, agentVersion, protocol, unmonitoredSince } = row
  return (
    <>
      <div role="cell">
        <strong>{name}</strong>
        <Text size="xs" c="dimmed">
          {roomName}
        </Text>
      </div>
      <div role="cell">
        <Reasons row={row} />
      </div>
      <div role="cell">{unmonitoredSince === null ? '' : <Ago at={unmonitoredSince} />}</div>
      <div role="cell">
        {health === null ? <NotTold /> : health.lastCaptureAt === null ? t('coverage.noCapture') : <Ago at={health.lastCaptureAt} />}
      </div>
      <div role="cell">
        {agentVersion === '' ? <NotTold /> : t('coverage.agent', { version: agentVersion })}
        {protocol !== null && (
          <Text size="xs" c="dimmed">
            {t('coverage.protocol', { major: protocol.major, minor: protocol.minor })}
          </Text>
        )}
        {health?.policyVersion != null && (
          <Text size="xs" c="dimmed">
            {t('coverage.policies', { version: health.policyVersion })}
          </Text>
        )}
      </div>
      <div role="cell">
        <Drift driftMs={driftMs} />
      </div>
      <div role="cell">
        <Browsers health={health} />
      </div>
      <div role="cell">
        {health === null ? (
          <NotTold />
        ) : (
          <>
            {t('coverage.facts', { count: health.factsWaiting })}
            <Text size="xs" c="dimmed">
              {t('coverage.pictures', { count: health.picturesWaiting })}
            </Text>
          </>
        )}
      </div>
      <div role="cell">
        {health?.diskFreeMb == null ? <NotTold /> : t('coverage.disk', { size: disk.format(health.diskFreeMb / 1_024) })}
      </div>
    </>
  )
}
