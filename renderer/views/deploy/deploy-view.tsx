import { Button, Skeleton, Table, Tabs, Text, Title } from '@mantine/core'
import { IconPackageExport } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Enrolment, EnrolmentBundle } from '#shared/protocol/enrolment'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { BundleCard } from './bundle-card'
import { ConsoleBuildsTab } from './console-builds-tab'
import { IssueForm } from './issue-form'
import { UpdatesTab } from './updates-tab'

const everything = {}

type Standing = 'cancelled' | 'expired' | 'used-up' | 'open'

/** Whether a PC could still join with it. */
const standingOf = (enrolment: Enrolment, now: number): Standing => {
  if (enrolment.cancelled) return 'cancelled'
  if (enrolment.usesLeft === 0) return 'used-up'
  return enrolment.expiresAt <= now ? 'expired' : 'open'
}

interface RowProps {
  readonly enrolment: Enrolment
  readonly roomName: string
  readonly onCancelled: () => void
}

const Row = ({ enrolment, roomName, onCancelled }: RowProps) => {
  const { t } = useTranslation()
  const { hubNow, link } = useConsole()
  const { busy, failure, run } = useDeed('enrolment:cancel')
  const linked = useStore(link.state).kind === 'signed-in'
  const standing = standingOf(enrolment, hubNow())
  const cancel = async (): Promise<void> => {
    if ((await run({ enrolmentId: enrolment.enrolmentId })) !== undefined) onCancelled()
  }
  return (
    <Table.Tr data-standing={standing}>
      <Table.Td>{roomName}</Table.Td>
      <Table.Td>{t(`deploy.standing.${standing}`)}</Table.Td>
      <Table.Td>{t('deploy.usesLeft', { left: enrolment.usesLeft, uses: enrolment.uses })}</Table.Td>
      <Table.Td>{exactTime(enrolment.expiresAt)}</Table.Td>
      <Table.Td>
        {enrolment.issuedBy}
        <Text size="xs" c="dimmed">
          {exactTime(enrolment.issuedAt)}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        {standing === 'open' && (
          <Button size="compact-sm" variant="default" loading={busy} disabled={!linked} onClick={() => void cancel()}>
            {t('deploy.cancel')}
          </Button>
        )}
        {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      </Table.Td>
    </Table.Tr>
  )
}

/** Lets PCs join: a bundle per room, limited in uses and time. */
export const DeployView = ({ rooms }: { readonly rooms: Rooms }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('enrolment:list', everything)
  const [bundle, setBundle] = useState<EnrolmentBundle | null>(null)
  const list = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const nameOf = (roomId: string): string => list.find((room) => room.roomId === roomId)?.name ?? t('deploy.goneRoom')

  if (rooms.loaded.kind === 'ready' && list.length === 0) {
    return (
      <NoticePage
        whole
        icon={<IconPackageExport size={40} />}
        title={t('rooms.none')}
        action={
          <Button component="a" href="#/devices">
            {t('deploy.toDevices')}
          </Button>
        }
      >
        {t('rooms.noneTechnician')}
      </NoticePage>
    )
  }
  const bundles = (
    <div className={view['stack']}>
      <Text c="dimmed" maw="72ch">
        {t('deploy.how')}
      </Text>
      <IssueForm
        rooms={list}
        roomId={rooms.roomId}
        onIssued={(issued) => {
          setBundle(issued)
          void reload()
        }}
      />
      {bundle !== null && <BundleCard bundle={bundle} />}
      <Title order={2} size="h4">
        {t('deploy.issued')}
      </Title>
      {loaded.kind === 'loading' && <Skeleton height={120} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && loaded.value.length === 0 && <Text c="dimmed">{t('deploy.none')}</Text>}
      {loaded.kind === 'ready' && loaded.value.length > 0 && (
        <ListTable columns={[t('deploy.room'), t('deploy.state'), t('deploy.uses'), t('deploy.expires'), t('deploy.by')]} actions>
          {loaded.value.map((enrolment) => (
            <Row
              key={enrolment.enrolmentId}
              enrolment={enrolment}
              roomName={nameOf(enrolment.roomId)}
              onCancelled={() => {
                setBundle(null)
                void reload()
              }}
            />
          ))}
        </ListTable>
      )}
    </div>
  )
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.deploy')}>
      <Title order={1} size="h3">
        {t('view.deploy')}
      </Title>
      <Tabs defaultValue="bundles" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="bundles">{t('deploy.bundles')}</Tabs.Tab>
          <Tabs.Tab value="updates">{t('deploy.updates')}</Tabs.Tab>
          <Tabs.Tab value="consoles">{t('deploy.consoles')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="bundles">{bundles}</Tabs.Panel>
        <Tabs.Panel value="updates">
          <UpdatesTab rooms={list} />
        </Tabs.Panel>
        <Tabs.Panel value="consoles">
          <ConsoleBuildsTab />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}
