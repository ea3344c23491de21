import { Button, Group, Skeleton, Text, Textarea, TextInput, Title } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestReply, openReasonSchema, type PupilReportDetail } from '#shared/model/pupil-report'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { exactTime } from '../../state/time-words'
import classes from './pupil-reports.module.css'
import { ReportIncident } from './report-incident'

interface PartProps {
  readonly detail: PupilReportDetail
  readonly onChanged: (detail: PupilReportDetail) => void
}

/** The name, or what it takes to open it. */
const Who = ({ detail: { reportId, user, guest, deviceName, confidential, openings }, onChanged }: PartProps) => {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const { busy, failure, run } = useDeed('pupil-report:open-name')
  const open = async (): Promise<void> => {
    const opened = await run({ reportId, reason })
    if (opened !== undefined) onChanged(opened.value)
  }
  return (
    <section aria-label={t('pupilReports.who')}>
      <Title order={3} size="h5">
        {t('pupilReports.who')}
      </Title>
      {user !== null && (
        <Text>
          <strong>{guest ? t('pupilReports.guest', { user }) : user}</strong>
          {deviceName !== null && `, ${deviceName}`}
        </Text>
      )}
      {user === null && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!busy) void open()
          }}
        >
          <Text size="sm">{t('pupilReports.sealedMeaning')}</Text>
          <Group align="end" mt={8}>
            <TextInput
              flex={1}
              label={t('pupilReports.reason')}
              maxLength={200}
              value={reason}
              onChange={({ currentTarget }) => {
                setReason(currentTarget.value)
              }}
            />
            <Button type="submit" variant="default" loading={busy} disabled={!openReasonSchema.safeParse(reason).success}>
              {t('pupilReports.openName')}
            </Button>
          </Group>
          {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
        </form>
      )}
      {confidential && openings.length > 0 && (
        <ul className={classes['acts']}>
          {openings.map((opening) => (
            <li key={`${opening.at}${opening.by}`}>
              <Text size="sm">{t('pupilReports.openedBy', { who: opening.by, time: exactTime(opening.at), reason: opening.reason })}</Text>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const Replies = ({ detail: { reportId, guest, replyList }, onChanged }: PartProps) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const { busy, failure, run } = useDeed('pupil-report:reply')
  const send = async (): Promise<void> => {
    const sent = await run({ reportId, text })
    if (sent === undefined) return
    setText('')
    onChanged(sent.value)
  }
  return (
    <section aria-label={t('pupilReports.replies')}>
      <Title order={3} size="h5">
        {t('pupilReports.replies')}
      </Title>
      {replyList.map((reply) => (
        <div key={`${reply.at}${reply.by}`}>
          <Text size="xs" c="dimmed">
            {t('pupilReports.replied', { who: reply.by, time: exactTime(reply.at) })}
          </Text>
          <Text className={classes['words'] ?? ''}>{reply.text}</Text>
        </div>
      ))}
      {guest ? (
        <Text size="sm">{t('pupilReports.noReply')}</Text>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (!busy && text.trim() !== '') void send()
          }}
        >
          <Textarea
            label={t('pupilReports.reply')}
            description={t('pupilReports.replyHint')}
            autosize
            minRows={3}
            maxLength={longestReply}
            value={text}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value)
            }}
          />
          {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
          <Button type="submit" mt={8} loading={busy} disabled={text.trim() === ''}>
            {t('pupilReports.send')}
          </Button>
        </form>
      )}
    </section>
  )
}

const Decide = ({ detail: { reportId, state, acts }, onChanged }: PartProps) => {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const { busy, failure, run } = useDeed('pupil-report:decide')
  const next = state === 'closed' ? 'read' : 'closed'
  const decide = async (): Promise<void> => {
    const decided = await run({ reportId, state: next, note })
    if (decided === undefined) return
    setNote('')
    onChanged(decided.value)
  }
  return (
    <section aria-label={t('pupilReports.done')}>
      <Title order={3} size="h5">
        {t('pupilReports.done')}
      </Title>
      <ul className={classes['acts']}>
        {acts.map((act) => (
          <li key={`${act.at}${act.state}`}>
            <Text size="sm">
              {t(`pupilReports.act.${act.state === 'closed' ? 'closed' : 'read'}`, { who: act.by, time: exactTime(act.at) })}
              {act.note !== '' && `: ${act.note}`}
            </Text>
          </li>
        ))}
      </ul>
      <Group align="end" mt={8}>
        <TextInput
          flex={1}
          label={t('pupilReports.note')}
          maxLength={500}
          value={note}
          onChange={({ currentTarget }) => {
            setNote(currentTarget.value)
          }}
        />
        <Button variant="default" loading={busy} onClick={() => void decide()}>
          {t(`pupilReports.make.${next}`)}
        </Button>
      </Group>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </section>
  )
}

const Card = ({ children }: { readonly children: ReactNode }) => <article className={classes['detail']}>{children}</article>

/** One report: what was written, by whom as far as it is open, and what came of it. */
export const ReportPage = ({ reportId }: { readonly reportId: string }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked(
    'pupil-report:get',
    useMemo(() => ({ reportId }), [reportId]),
  )
  const [changed, setChanged] = useState<PupilReportDetail | null>(null)
  if (loaded.kind === 'loading') return <Skeleton height={320} data-testid="loading" />
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  const detail = changed ?? loaded.value
  const { about, text, at, receivedAt, reportNumber } = detail
  const late = receivedAt - at > 2 * 60_000
  return (
    <Card>
      <div>
        <Title order={2} size="h4">
          {t(`pupilReports.about.${about}`)}{' '}
          <Text span c="dimmed" size="sm">
            {t('pupilReports.number', { number: reportNumber })}
          </Text>
        </Title>
        <Text size="sm" c="dimmed">
          <time dateTime={new Date(at).toISOString()}>{exactTime(at)}</time>
          {late && ` (${t('breaches.learned', { time: exactTime(receivedAt) })})`}
        </Text>
      </div>
      <blockquote className={classes['words']}>{text}</blockquote>
      <Who detail={detail} onChanged={setChanged} />
      <Replies detail={detail} onChanged={setChanged} />
      <ReportIncident detail={detail} onChanged={setChanged} />
      <Decide detail={detail} onChanged={setChanged} />
    </Card>
  )
}
