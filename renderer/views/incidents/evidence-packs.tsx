import { Button, Group, List, Text, Title } from '@mantine/core'
import { IconFileZip } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { evidenceReasonSchema, longestEvidenceReason } from '#shared/model/evidence'
import type { IncidentDetail } from '#shared/model/incident'
import { ReasonDialog } from '../../components/reason-dialog'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import own from './incidents.module.css'
import { PackMade } from './pack-made'
import { useEvidence } from './use-evidence'

const items = ['report', 'concerns', 'pictures', 'letters', 'reports', 'history', 'custody', 'manifest'] as const

/** Evidence packs that were made of an incident, and the way to a new one. */
export const EvidencePacks = ({ incident }: { readonly incident: IncidentDetail }) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const [asking, setAsking] = useState(false)
  const evidence = useEvidence(incident.incidentId)
  const packs = incident.events.flatMap(({ at, by, deed }) => (deed.kind === 'packed' ? [{ at, by, ...deed }] : []))
  const make = async (reason: string): Promise<void> => {
    if (await evidence.make(reason)) setAsking(false)
  }
  return (
    <section aria-label={t('evidence.title')} className={own['stack']}>
      <Group justify="space-between">
        <Title order={3} size="h5">
          {t('evidence.title')}
        </Title>
        <Button
          size="xs"
          variant="default"
          disabled={!linked}
          leftSection={<IconFileZip size={16} aria-hidden="true" />}
          onClick={() => {
            setAsking(true)
          }}
        >
          {t('evidence.make')}
        </Button>
      </Group>
      {packs.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('evidence.none')}
        </Text>
      )}
      <ul className={own['concerns']}>
        {packs.map(({ packId, at, by, reason, pictures, sha256 }) => (
          <li key={packId}>
            <Text size="sm">{t('evidence.madeFor', { time: momentTime(at, hubNow()), who: by, reason })}</Text>
            <Text size="xs" c="dimmed" className={own['words'] ?? ''}>
              {t('evidence.pictures', { count: pictures })} SHA-256 {sha256}
            </Text>
          </li>
        ))}
      </ul>
      <ReasonDialog
        opened={asking}
        title={t('evidence.make')}
        submit={t('evidence.makeYes')}
        label={t('evidence.reason')}
        hint={t('evidence.reasonHint')}
        longest={longestEvidenceReason}
        isReason={(reason) => evidenceReasonSchema.safeParse(reason).success}
        busy={evidence.making}
        failure={evidence.refused}
        onClose={() => {
          setAsking(false)
        }}
        onSubmit={(reason) => void make(reason)}
      >
        <div>
          <Text size="sm">{t('evidence.meaning')}</Text>
          <List size="sm" mt={8}>
            {items.map((item) => (
              <List.Item key={item}>{t(`evidence.item.${item}`)}</List.Item>
            ))}
          </List>
        </div>
      </ReasonDialog>
      {evidence.made !== null && <PackMade pack={evidence.made} evidence={evidence} />}
    </section>
  )
}
