import { Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { gapsIn, type LetterDraft, letterWordsSchema } from '#shared/model/letter'
import { FailureNote } from '../../components/failure-note'
import { useConsole } from '../../console'
import { mayCall } from '../../state/views'
import type { OpenIncident } from '../incidents/use-incident'
import { useSignedIn } from './use-signed-in'

interface LetterDialogProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  readonly draft: LetterDraft
  readonly mayAct: boolean
  readonly onClose: () => void
}

interface HeadButtonsProps extends Pick<LetterDialogProps, 'incident' | 'open' | 'draft' | 'onClose'> {
  readonly linked: boolean
}

/** The head's word on a letter as it stands. */
const HeadButtons = ({ incident: { incidentId }, open, draft: { letterId, changedAt }, linked, onClose }: HeadButtonsProps) => {
  const { t } = useTranslation()
  const { link, approvals } = useConsole()
  const [note, setNote] = useState('')
  const decide = async (approve: boolean): Promise<void> => {
    if (!(await open.take(link.ask('letter:decide', { incidentId, letterId, changedAt, approve, note: note.trim() })))) return
    approvals.heed('letter:decide')
    onClose()
  }
  return (
    <>
      <TextInput
        label={t('letters.decisionNote')}
        description={t('letters.decisionHint')}
        maxLength={500}
        value={note}
        onChange={({ currentTarget: { value } }) => {
          setNote(value)
        }}
      />
      <Group justify="flex-end">
        <Button variant="default" disabled={!linked || open.busy || note.trim().length < 3} onClick={() => void decide(false)}>
          {t('letters.sendBack')}
        </Button>
        <Button disabled={!linked} loading={open.busy} onClick={() => void decide(true)}>
          {t('letters.approve')}
        </Button>
      </Group>
    </>
  )
}

/** One letter before it goes out: read, finished and issued by the officer, approved by the head. */
export const LetterDialog = ({ incident, open, draft, mayAct, onClose }: LetterDialogProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const { staff, linked } = useSignedIn()
  const [words, setWords] = useState({ addressee: draft.addressee, title: draft.title, text: draft.text })
  const [tells, setTells] = useState(true)
  const [who, setWho] = useState('')
  const [noName, setNoName] = useState('')
  const { incidentId } = incident
  const { letterId, changedAt } = draft
  const gaps = gapsIn([words.addressee, words.title, words.text].join('\n'))
  const changed = words.addressee !== draft.addressee || words.title !== draft.title || words.text !== draft.text
  const ready = letterWordsSchema.safeParse(words).success
  const waitsForHead = draft.approval && draft.state !== 'approved'
  const notNames = noName
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const change = (part: Partial<typeof words>): void => {
    setWords((before) => ({ ...before, ...part }))
  }
  const save = (): Promise<boolean> => open.take(link.ask('letter:edit', { incidentId, letterId, ...words }))
  const send = async (): Promise<void> => {
    if (await open.take(link.ask('letter:ask', { incidentId, letterId, notNames }))) onClose()
  }
  const issue = async (): Promise<void> => {
    const told = tells ? { who: who.trim(), toldBy: staff?.displayName ?? '' } : null
    if (await open.take(link.ask('letter:issue', { incidentId, letterId, changedAt, notNames, told }))) onClose()
  }
  const discard = async (): Promise<void> => {
    if (await open.take(link.ask('letter:discard', { incidentId, letterId }))) onClose()
  }
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t('letters.dialogTitle', { name: draft.templateName })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        {mayAct && <Text size="sm">{t('letters.read')}</Text>}
        <TextInput
          label={t('letters.addressee')}
          readOnly={!mayAct}
          maxLength={300}
          value={words.addressee}
          onChange={({ currentTarget: { value } }) => {
            change({ addressee: value })
          }}
        />
        <TextInput
          label={t('letters.subject')}
          readOnly={!mayAct}
          maxLength={120}
          value={words.title}
          onChange={({ currentTarget: { value } }) => {
            change({ title: value })
          }}
        />
        {gaps.length > 0 && (
          <Text size="sm" fw={650} role="status">
            {t('letters.gaps', { gaps: gaps.join(', ') })}
          </Text>
        )}
        <Textarea
          label={t('letters.text')}
          readOnly={!mayAct}
          autosize
          minRows={8}
          maxRows={14}
          maxLength={6_000}
          value={words.text}
          onChange={({ currentTarget: { value } }) => {
            change({ text: value })
          }}
        />
        {open.failure !== null && <FailureNote code={open.failure.code} detail={open.failure.detail} />}
        {mayAct && open.failure?.code === 'names-another' && (
          <TextInput
            label={t('letters.noNames')}
            description={t('letters.noNamesHint')}
            value={noName}
            onChange={({ currentTarget: { value } }) => {
              setNoName(value)
            }}
          />
        )}
        {mayAct && !changed && !waitsForHead && gaps.length === 0 && (
          <>
            <Checkbox
              label={t('letters.tells')}
              checked={tells}
              onChange={({ currentTarget: { checked } }) => {
                setTells(checked)
              }}
            />
            {tells && (
              <TextInput
                label={t('parents.who')}
                description={t('parents.whoHint')}
                maxLength={120}
                value={who}
                onChange={({ currentTarget: { value } }) => {
                  setWho(value)
                }}
              />
            )}
          </>
        )}
        {mayAct && draft.state === 'waiting' && <Text size="sm">{t('letters.waits')}</Text>}
        {mayAct && (
          <Group justify="space-between">
            <Button variant="default" disabled={!linked || open.busy} onClick={() => void discard()}>
              {t('letters.discard')}
            </Button>
            <Group gap="xs">
              <Button variant="default" disabled={!linked || open.busy || !changed || !ready} onClick={() => void save()}>
                {t('letters.save')}
              </Button>
              {waitsForHead ? (
                <Button
                  loading={open.busy}
                  disabled={!linked || changed || gaps.length > 0 || draft.state === 'waiting'}
                  onClick={() => void send()}
                >
                  {t('letters.ask')}
                </Button>
              ) : (
                <Button
                  loading={open.busy}
                  disabled={!linked || changed || gaps.length > 0 || (tells && who.trim().length < 2)}
                  onClick={() => void issue()}
                >
                  {t('letters.issue')}
                </Button>
              )}
            </Group>
          </Group>
        )}
        {staff !== null && mayCall(staff.role, 'letter:decide') && draft.state === 'waiting' && (
          <HeadButtons {...{ incident, open, draft, linked, onClose }} />
        )}
      </Stack>
    </Modal>
  )
}
