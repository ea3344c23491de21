import { Alert, Badge, Button, Group, Text, Title } from '@mantine/core'
import { IconMessageCircle, IconMessageCircleOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { noticeReasonSchema, type ParentNotice } from '#shared/model/parent-notice'
import { ReasonDialog } from '../../components/reason-dialog'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import own from '../incidents/incidents.module.css'
import type { OpenIncident } from '../incidents/use-incident'
import { LetterList } from './letter-list'
import { useNoticeWords } from './notice-words'
import { TellParentsDialog } from './tell-parents-dialog'
import { useSignedIn } from './use-signed-in'

interface ParentsPanelProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  readonly mayAct: boolean
}

const isReason = (reason: string): boolean => noticeReasonSchema.safeParse(reason).success

interface NoticesProps {
  readonly incident: IncidentDetail
  readonly mayAct: boolean
  readonly linked: boolean
  readonly onTakeBack: (notice: ParentNotice) => void
}

const Notices = ({ incident, mayAct, linked, onTakeBack }: NoticesProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const noticeWords = useNoticeWords()
  return (
    <ul className={own['concerns']} aria-label={t('parents.entries')}>
      {incident.notices.map((notice) => {
        const { noticeId, at, by, decision, takenBack } = notice
        const Icon = decision.kind === 'told' ? IconMessageCircle : IconMessageCircleOff
        return (
          <li key={noticeId} className={own['concern']} data-notice={decision.kind}>
            <Icon size={16} aria-hidden="true" />
            <span className={own['concernWords']}>
              <Text span size="sm" td={takenBack === null ? '' : 'line-through'}>
                {noticeWords(notice)}
                {decision.kind === 'told' && decision.note !== '' && ` ${decision.note}`}
              </Text>{' '}
              <Text span size="sm" c="dimmed">
                {t('breaches.byAt', { who: by, time: momentTime(at, hubNow()) })}
              </Text>
              {takenBack !== null && <Text size="sm">{t('parents.takenBack', { who: takenBack.by, reason: takenBack.reason })}</Text>}
            </span>
            {mayAct && takenBack === null && (
              <Button
                size="compact-xs"
                variant="default"
                disabled={!linked}
                aria-label={t('parents.takeBackOf', { what: noticeWords(notice) })}
                onClick={() => {
                  onTakeBack(notice)
                }}
              >
                {t('parents.takeBack')}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** Whether somebody else has to be asked before parents are: where the police are to be told, or a child may need help. */
const asksCare = ({ actions, proposal, categories }: IncidentDetail): boolean =>
  proposal.why === 'welfare' ||
  categories.includes('illegal-content') ||
  actions.some(({ action, doneAt }) => action === 'police' && doneAt === null)

/** What the parents of an incident's pupil were told, or why not, and the letters to them. */
export const ParentsPanel = ({ incident, open, mayAct }: ParentsPanelProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const { staff, linked } = useSignedIn()
  const [asking, setAsking] = useState<'tell' | 'withhold' | ParentNotice | null>(null)
  const close = (): void => {
    setAsking(null)
  }
  const { incidentId, person, personKind, notices } = incident
  if (personKind === 'staff') return null
  const standing = notices.find(({ takenBack }) => takenBack === null)
  const keep = async (asked: Parameters<OpenIncident['take']>[0]): Promise<void> => {
    if (await open.take(asked)) close()
  }
  return (
    <section aria-label={t('parents.title')} className={own['stack']}>
      <Group justify="space-between">
        <Title order={3} size="h5">
          {t('parents.title')}
        </Title>
        <Badge variant="light" data-testid="parents-standing">
          {t(standing === undefined ? 'parents.nobodyTold' : standing.decision.kind === 'told' ? 'parents.told' : 'parents.withheld')}
        </Badge>
      </Group>
      {person === null && (
        <Text size="sm" c="dimmed">
          {t('parents.nobodyNamed')}
        </Text>
      )}
      {person !== null && standing === undefined && asksCare(incident) && (
        <Alert variant="light" title={t('parents.careTitle')}>
          {t('parents.care')}
        </Alert>
      )}
      {notices.length > 0 && <Notices {...{ incident, mayAct, linked }} onTakeBack={setAsking} />}
      {mayAct && person !== null && (
        <Group gap="xs">
          <Button
            size="xs"
            disabled={!linked || open.busy}
            onClick={() => {
              setAsking('tell')
            }}
          >
            {t('parents.tell')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!linked || open.busy}
            onClick={() => {
              setAsking('withhold')
            }}
          >
            {t('parents.withhold')}
          </Button>
        </Group>
      )}
      {person !== null && <LetterList {...{ incident, open, mayAct }} />}
      {asking === 'tell' && <TellParentsDialog {...{ incident, open }} staffName={staff?.displayName ?? ''} onClose={close} />}
      <ReasonDialog
        opened={asking === 'withhold'}
        title={t('parents.withholdTitle')}
        submit={t('parents.withholdYes')}
        label={t('parents.withholdReason')}
        hint={t('parents.withholdHint')}
        longest={500}
        isReason={isReason}
        busy={open.busy}
        failure={open.failure}
        onClose={close}
        onSubmit={(reason) => void keep(link.ask('parents:withhold', { incidentId, reason }))}
      >
        {t('parents.withholdMeaning')}
      </ReasonDialog>
      <ReasonDialog
        opened={asking !== null && typeof asking !== 'string'}
        title={t('parents.takeBackTitle')}
        submit={t('parents.takeBack')}
        label={t('parents.takeBackReason')}
        longest={500}
        isReason={isReason}
        busy={open.busy}
        failure={open.failure}
        onClose={close}
        onSubmit={(reason) => {
          if (asking !== null && typeof asking !== 'string')
            void keep(link.ask('parents:take-back', { incidentId, noticeId: asking.noticeId, reason }))
        }}
      >
        {t('parents.takeBackMeaning')}
      </ReasonDialog>
    </section>
  )
}
