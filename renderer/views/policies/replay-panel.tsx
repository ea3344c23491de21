import { Button, Group, NumberInput, Progress, Stack, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyChange } from '#shared/model/policy-change'
import type { PolicyReplay, ReplayLine } from '#shared/model/policy-replay'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import classes from './policies.module.css'

const lookAgainMs = 500
const shownLines = 20

const Lines = ({ title, count, lines }: { readonly title: string; readonly count: number; readonly lines: readonly ReplayLine[] }) => {
  const { t } = useTranslation()
  if (count === 0) return null
  return (
    <details className={classes['lines']}>
      <summary>{title}</summary>
      <ul>
        {lines.slice(0, shownLines).map((line) => (
          <li key={`${line.rule} ${line.deviceName} ${line.at} ${line.before}${line.matched}`}>
            <span>
              {line.before}
              <mark>{line.matched}</mark>
              {line.after}
            </span>
            <Text size="xs" c="dimmed">
              {t('policies.replayLine', {
                what: t(`category.${line.category}`),
                grade: line.grade,
                pc: line.deviceName,
                when: exactTime(line.at),
                count: line.count,
              })}
            </Text>
          </li>
        ))}
      </ul>
      {count > shownLines && (
        <Text size="xs" c="dimmed">
          {t('policies.replayMore')}
        </Text>
      )}
    </details>
  )
}

/** Tries a change on what was seen in the last days, before it holds. */
export const ReplayPanel = ({ change }: { readonly change: PolicyChange }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const { busy, failure, run } = useDeed('policy:replay')
  const [days, setDays] = useState<number | string>(7)
  const [replay, setReplay] = useState<PolicyReplay | null>(null)
  const replayId = replay?.state === 'running' ? replay.replayId : null
  useEffect(() => {
    if (replayId === null) return
    const timer = setInterval(() => {
      void link.ask('policy:replay-read', { replayId }).then((answer) => {
        if (answer.ok) setReplay(answer.value)
      })
    }, lookAgainMs)
    return () => {
      clearInterval(timer)
    }
  }, [link, replayId])
  const begin = async (): Promise<void> => {
    const begun = await run({ change, days: Number(days) })
    if (begun !== undefined) setReplay(begun.value)
  }
  return (
    <Stack gap={8} className={classes['replay'] ?? ''} component="section" aria-label={t('policies.replay')}>
      <Group gap="xs" align="end">
        <NumberInput
          label={t('policies.replayDays')}
          w={140}
          min={1}
          max={90}
          value={days}
          onChange={setDays}
          hideControls
          allowDecimal={false}
        />
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          loading={busy || replayId !== null}
          disabled={typeof days !== 'number'}
          onClick={() => void begin()}
        >
          {t('policies.tryIt')}
        </Button>
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {replay?.state === 'running' && (
        <Progress value={replay.of === 0 ? 0 : (100 * replay.looked) / replay.of} aria-label={t('policies.replayProgress')} />
      )}
      {replay !== null && (
        <div role="status">
          {replay.state === 'failed' && <Text size="sm">{t('policies.replayFailed', { why: replay.failure })}</Text>}
          {replay.state === 'done' && (
            <Text size="sm" fw={650}>
              {t('policies.replayResult', {
                looked: replay.looked,
                begins: replay.begins.count,
                stops: replay.stops.count,
                stays: replay.stays,
              })}
            </Text>
          )}
        </div>
      )}
      {replay?.state === 'done' && (
        <>
          <Lines
            title={t('policies.replayBegins', { count: replay.begins.count })}
            count={replay.begins.count}
            lines={replay.begins.lines}
          />
          <Lines title={t('policies.replayStops', { count: replay.stops.count })} count={replay.stops.count} lines={replay.stops.lines} />
        </>
      )}
    </Stack>
  )
}
