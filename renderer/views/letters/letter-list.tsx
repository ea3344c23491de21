import { Badge, Button, Group, Menu, Text, Title } from '@mantine/core'
import { IconDownload, IconMail, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { type Letter, type LetterFormat, letterFormats } from '#shared/model/letter'
import { FailureNote } from '../../components/failure-note'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { calendarDate } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import own from '../incidents/incidents.module.css'
import type { OpenIncident } from '../incidents/use-incident'
import { LetterDialog } from './letter-dialog'

interface LetterListProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  readonly mayAct: boolean
}

const nothing = {}
const mediaTypes: Readonly<Record<LetterFormat, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

const Templates = ({ incident, open }: Pick<LetterListProps, 'incident' | 'open'>) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded } = useAsked('letter:templates', nothing)
  const { incidentId } = incident
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} />
  return (
    <Menu transitionProps={{ duration: 100 }} position="bottom-start">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          disabled={!linked || open.busy || loaded.kind !== 'ready'}
          leftSection={<IconPencil size={16} aria-hidden="true" />}
        >
          {t('letters.write')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {loaded.kind === 'ready' &&
          loaded.value.map(({ templateId, name }) => (
            <Menu.Item key={templateId} onClick={() => void open.take(link.ask('letter:draft', { incidentId, templateId }))}>
              {name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const IssuedLetter = ({ incidentId, letter }: { readonly incidentId: string; readonly letter: Letter }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('letter:fetch')
  const { letterId, letterNumber, title, issuedAt, issuedBy, approvedBy } = letter
  const fetch = async (format: LetterFormat): Promise<void> => {
    const fetched = await run({ incidentId, letterId, format })
    if (fetched !== undefined) saveFile(new Uint8Array(fetched.value.bytes), fetched.value.fileName, mediaTypes[format])
  }
  return (
    <li className={own['concern']} data-letter={letterNumber}>
      <IconMail size={16} aria-hidden="true" />
      <span className={own['concernWords']}>
        <Text span size="sm" fw={650}>
          {t('letters.numbered', { number: letterNumber, title })}
        </Text>{' '}
        <Text span size="sm" c="dimmed">
          {t('letters.issuedBy', { who: issuedBy, day: calendarDate(issuedAt) })}
          {approvedBy !== null && ` ${t('letters.approvedBy', { who: approvedBy })}`}
        </Text>
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      </span>
      {letterFormats.map((format) => (
        <Button
          key={format}
          size="compact-xs"
          variant="default"
          loading={busy}
          disabled={!linked}
          leftSection={<IconDownload size={14} aria-hidden="true" />}
          aria-label={t('letters.fetchOf', { number: letterNumber, format: format.toUpperCase() })}
          onClick={() => void fetch(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </li>
  )
}

/** An incident's letters to parents: begun from a template, finished, issued, taken out. */
export const LetterList = ({ incident, open, mayAct }: LetterListProps) => {
  const { t } = useTranslation()
  const [openId, setOpenId] = useState<string | null>(null)
  const { incidentId, drafts, letters } = incident
  const draft = drafts.find(({ letterId }) => letterId === openId)
  return (
    <>
      <Group justify="space-between">
        <Title order={4} size="h6">
          {t('letters.title')}
        </Title>
        {mayAct && <Templates {...{ incident, open }} />}
      </Group>
      {drafts.length + letters.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('letters.none')}
        </Text>
      )}
      <ul className={own['concerns']} aria-label={t('letters.title')}>
        {drafts.map(({ letterId, title, state, writtenBy, decidedBy, decisionNote }) => (
          <li key={letterId} className={own['concern']} data-draft={state}>
            <IconPencil size={16} aria-hidden="true" />
            <span className={own['concernWords']}>
              <Text span size="sm" fw={650}>
                {title}
              </Text>{' '}
              <Text span size="sm" c="dimmed">
                {t('letters.draftBy', { who: writtenBy })}
              </Text>
              {state === 'draft' && decidedBy !== null && (
                <Text size="sm">{t('letters.sentBack', { who: decidedBy, note: decisionNote })}</Text>
              )}
            </span>
            <Badge variant="light">{t(`letters.state.${state}`)}</Badge>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('letters.openOf', { title })}
              onClick={() => {
                setOpenId(letterId)
              }}
            >
              {t('letters.open')}
            </Button>
          </li>
        ))}
        {letters.map((letter) => (
          <IssuedLetter key={letter.letterId} {...{ incidentId, letter }} />
        ))}
      </ul>
      {draft !== undefined && (
        <LetterDialog
          key={`${draft.letterId} ${draft.changedAt}`}
          {...{ incident, open, draft, mayAct }}
          onClose={() => {
            setOpenId(null)
          }}
        />
      )}
    </>
  )
}
