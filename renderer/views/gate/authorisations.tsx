import { Button, Group, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconBan, IconCircleCheck, IconClock, IconCircleOff, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import type { StaffAuthorisationView } from '#shared/model/staff-gate'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useNow } from '../../components/use-time'
import { useConsole } from '../../console'
import { momentTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'
import { DecideDialog } from './decide-dialog'
import { RequestDialog } from './request-dialog'
import type { NamedDevice } from './staff-signs'
import { subjectName } from './subject-name'

const nothing = {}

type Standing = StaffAuthorisationView['state'] | 'over'
const icons: Readonly<Record<Standing, typeof IconClock>> = {
  waiting: IconClock,
  approved: IconCircleCheck,
  refused: IconBan,
  withdrawn: IconCircleOff,
  ended: IconCircleOff,
  over: IconCircleOff,
}

interface RowProps {
  readonly one: StaffAuthorisationView
  readonly standing: Standing
  readonly staff: Staff
  readonly onDone: () => void
}

/** What this person may do about it: decide on another's, take back an own one, or end one. */
const Deeds = ({ one, standing, staff, onDone }: RowProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const end = useDeed('gate:end')
  const [deciding, setDeciding] = useState<'approve' | 'refuse' | null>(null)
  const { authorisationId } = one
  const isOwn = one.requestedBy.staffId === staff.staffId
  const who = subjectName(one)
  const stop = async (): Promise<void> => {
    if ((await end.run({ authorisationId })) !== undefined) onDone()
  }
  return (
    <>
      <Group gap={8} justify="flex-end">
        {standing === 'waiting' &&
          !isOwn &&
          (['approve', 'refuse'] as const).map((deed) => (
            <Button
              key={deed}
              size="compact-sm"
              variant={deed === 'approve' ? 'filled' : 'default'}
              disabled={!linked}
              aria-label={t(`gate.${deed}Of`, { who })}
              onClick={() => {
                setDeciding(deed)
              }}
            >
              {t(`gate.${deed}`)}
            </Button>
          ))}
        {(standing === 'approved' || (standing === 'waiting' && isOwn)) && (
          <Button
            size="compact-sm"
            variant="default"
            disabled={!linked}
            loading={end.busy}
            aria-label={t(standing === 'approved' ? 'gate.endOf' : 'gate.withdrawOf', { who })}
            onClick={() => void stop()}
          >
            {t(standing === 'approved' ? 'gate.end' : 'gate.withdraw')}
          </Button>
        )}
      </Group>
      {end.failure !== null && <FailureNote code={end.failure.code} detail={end.failure.detail} />}
      {deciding !== null && (
        <DecideDialog
          one={one}
          approve={deciding === 'approve'}
          onClose={() => {
            setDeciding(null)
          }}
          onDone={() => {
            setDeciding(null)
            onDone()
          }}
        />
      )}
    </>
  )
}

const Row = (props: RowProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { one, standing } = props
  const now = hubNow()
  const { history, concerns, pictures } = one.kept
  const Icon = icons[standing]
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={650}>{subjectName(one)}</Text>
        <Text size="sm">{one.scope.map((scope) => t(`gate.scopeOf.${scope}`)).join(', ')}</Text>
        <Text size="sm" c="dimmed">
          {t('gate.span', { from: momentTime(one.from, now), until: momentTime(one.until, now) })}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{one.purpose}</Text>
        <Text size="sm">{one.necessity}</Text>
        <Text size="sm" c="dimmed">
          {t('gate.consulted', { on: one.consultation.on, how: one.consultation.how })}
        </Text>
      </Table.Td>
      <Table.Td>
        <span className={view['withIcon']}>
          <Icon size={16} aria-hidden="true" />
          <Text size="sm">{t(`gate.stateOf.${standing}`)}</Text>
        </span>
        <Text size="sm" c="dimmed">
          {t('gate.askedBy', { who: one.requestedBy.displayName })}
          {one.decidedBy !== null && `, ${t('gate.decidedBy', { who: one.decidedBy.displayName })}`}
          {one.endedBy !== null && `, ${t('gate.endedBy', { who: one.endedBy.displayName })}`}
        </Text>
        {one.note !== '' && <Text size="sm">{one.note}</Text>}
      </Table.Td>
      <Table.Td>
        {history + concerns + pictures === 0 && <Text size="sm">{t('gate.nothing')}</Text>}
        {history > 0 && <Text size="sm">{t('gate.spans', { count: history })}</Text>}
        {concerns > 0 && <Text size="sm">{t('gate.concerns', { count: concerns })}</Text>}
        {pictures > 0 && <Text size="sm">{t('gate.pictures', { count: pictures })}</Text>}
        {one.state !== 'waiting' && (
          <Text size="sm" c="dimmed">
            {t('gate.looks', { count: one.looks })}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Deeds {...props} />
      </Table.Td>
    </Table.Tr>
  )
}

/** Every authorisation with its grounds, and what came of it; and what PCs told of staff without one. */
export const Authorisations = ({ staff, devices }: { readonly staff: Staff; readonly devices: readonly NamedDevice[] }) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  useNow()
  const { loaded, reload } = useAsked('gate:read', nothing)
  const [asking, setAsking] = useState(false)
  const now = hubNow()
  const all = loaded.kind === 'ready' ? loaded.value.authorisations : []
  // What waits for somebody stands first.
  const sorted = [...all.filter(({ state }) => state === 'waiting'), ...all.filter(({ state }) => state !== 'waiting')]
  return (
    <section aria-label={t('gate.authorisations')}>
      <Group justify="space-between" mb={8}>
        <Title order={2} size="h4">
          {t('gate.authorisations')}
        </Title>
        <Button
          size="xs"
          disabled={!linked}
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => {
            setAsking(true)
          }}
        >
          {t('gate.ask')}
        </Button>
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={140} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && all.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('gate.none')}
        </Text>
      )}
      {sorted.length > 0 && (
        <ListTable columns={[t('gate.of'), t('gate.why'), t('gate.state'), t('gate.use')]} actions>
          {sorted.map((one) => (
            <Row
              key={one.authorisationId}
              one={one}
              standing={one.state === 'approved' && one.until <= now ? 'over' : one.state}
              staff={staff}
              onDone={() => void reload()}
            />
          ))}
        </ListTable>
      )}
      {loaded.kind === 'ready' && loaded.value.drops.length > 0 && (
        <Text size="sm" mt={8}>
          {t('gate.drops', { list: loaded.value.drops.map(({ deviceName, facts }) => `${deviceName} (${facts})`).join(', ') })}
        </Text>
      )}
      {asking && (
        <RequestDialog
          devices={devices}
          onClose={() => {
            setAsking(false)
          }}
          onDone={() => {
            setAsking(false)
            void reload()
          }}
        />
      )}
    </section>
  )
}
