import { Button, Group, Select, Skeleton, Switch, Table, Text, Title } from '@mantine/core'
import { IconFlag, IconFlagCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Flag, type TamperKind, tamperKinds } from '#shared/model/outbox'
import type { Role } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { useConsole } from '../../console'
import { type FlagFilter, flagsShown } from '../../state/flags'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { FlagIcon } from './flag-icon'
import { FlagWhen } from './flag-when'
import classes from './flags.module.css'
import { SeeButton } from './see-button'

interface FlagsViewProps {
  readonly role: Role
  readonly rooms: Rooms
}

interface RowProps {
  readonly flag: Flag
  readonly role: Role
  readonly roomName: string
  readonly named: boolean
  readonly onSeen: () => void
}

const Row = ({ flag, role, roomName, named, onSeen }: RowProps) => {
  const { t } = useTranslation()
  return (
    <Table.Tr data-flag-id={flag.flagId} data-unseen={flag.seenBy === null || undefined} className={classes['row'] ?? ''}>
      <Table.Td>
        <span className={view['withIcon']}>
          <FlagIcon kind={flag.tamper} />
          <span>
            <span className={classes['what']}>{t(`flagKind.${flag.tamper}`)}</span>
            <Text size="sm" c="dimmed">
              {t(`flagMeaning.${flag.tamper}`)}
            </Text>
            {flag.detail !== '' && (
              <Text size="xs" c="dimmed">
                {flag.detail}
              </Text>
            )}
          </span>
        </span>
      </Table.Td>
      <Table.Td className={view['nowrap'] ?? ''}>
        {flag.deviceName}
        <Text size="xs" c="dimmed">
          {roomName}
        </Text>
      </Table.Td>
      {named && <Table.Td className={view['nowrap'] ?? ''}>{flag.user ?? t('flags.nobody')}</Table.Td>}
      <Table.Td>
        <FlagWhen flag={flag} />
      </Table.Td>
      <Table.Td>
        <SeeButton flag={flag} role={role} onSeen={onSeen} />
      </Table.Td>
    </Table.Tr>
  )
}

/** Stands for no filter among the kinds. */
const everyKind = 'every'

const isKind = (value: string | null): value is TamperKind => tamperKinds.some((kind) => kind === value)

const FlagTable = ({
  shown,
  role,
  rooms,
  onSeen,
}: FlagsViewProps & { readonly shown: readonly Flag[]; readonly onSeen: (flag: Flag) => void }) => {
  const { t } = useTranslation()
  const { presenting } = useConsole()
  const hidden = useStore(presenting)
  const named = mayCall(role, 'usage:timeline') && !hidden
  const list = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  return (
    <Table className={view['table'] ?? ''} verticalSpacing={8}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('flags.what')}</Table.Th>
          <Table.Th>{t('flags.where')}</Table.Th>
          {named && <Table.Th className={view['nowrap'] ?? ''}>{t('flags.pupil')}</Table.Th>}
          <Table.Th className={classes['when'] ?? ''}>{t('flags.when')}</Table.Th>
          <Table.Th className={classes['seen'] ?? ''}>{t('flags.seen')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shown.map((flag) => (
          <Row
            key={flag.flagId}
            flag={flag}
            role={role}
            named={named}
            roomName={list.find(({ roomId }) => roomId === flag.roomId)?.name ?? ''}
            onSeen={() => {
              onSeen(flag)
            }}
          />
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** The page when nothing is to be shown: the reason, and the way to more. */
const NoFlags = ({ any, onShowAll }: { readonly any: boolean; readonly onShowAll: () => void }) => {
  const { t } = useTranslation()
  if (!any) {
    return (
      <NoticePage icon={<IconFlag size={40} />} title={t('flags.none')}>
        {t('flags.noneDetail')}
      </NoticePage>
    )
  }
  return (
    <NoticePage
      icon={<IconFlagCheck size={40} />}
      title={t('flags.allSeen')}
      action={
        <Button variant="default" onClick={onShowAll}>
          {t('flags.showAll')}
        </Button>
      }
    >
      {t('flags.allSeenDetail')}
    </NoticePage>
  )
}

/** What was done to PCs: what happened, where, when, and who has looked at it. */
export const FlagsView = ({ role, rooms }: FlagsViewProps) => {
  const { t } = useTranslation()
  const { flags, link } = useConsole()
  const list = useStore(flags.list)
  const linked = useStore(link.state).kind === 'signed-in'
  const [filter, setFilter] = useState<FlagFilter>({ unseenOnly: true, kind: null })
  // A row does not vanish under the hand that marked it.
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const change = (next: FlagFilter): void => {
    setFilter(next)
    setKept(new Set())
  }
  const older = async (): Promise<void> => {
    setBusy(true)
    await flags.older()
    setBusy(false)
  }
  const shown = list.kind === 'ready' ? flagsShown(list.flags, filter, kept) : []
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.flags')}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.flags')}
        </Title>
        <Group>
          <Switch
            label={t('flags.unseenOnly')}
            checked={filter.unseenOnly}
            onChange={(event) => {
              change({ ...filter, unseenOnly: event.currentTarget.checked })
            }}
          />
          <Select
            className={view['filter'] ?? ''}
            aria-label={t('flags.kind')}
            data={[
              { value: everyKind, label: t('flags.everyKind') },
              ...tamperKinds.map((kind) => ({ value: kind, label: t(`flagKind.${kind}`) })),
            ]}
            value={filter.kind ?? everyKind}
            allowDeselect={false}
            comboboxProps={{ transitionProps: { duration: 100 } }}
            onChange={(value) => {
              change({ ...filter, kind: isKind(value) ? value : null })
            }}
          />
        </Group>
      </Group>
      <Text c="dimmed">{t('flags.how')}</Text>
      {list.kind === 'loading' && <Skeleton height={240} data-testid="loading" />}
      {list.kind === 'failed' && <FailureNote code={list.code} detail={list.detail} onRetry={() => void flags.load()} />}
      {list.kind === 'ready' && shown.length === 0 && (
        <NoFlags
          any={list.flags.length > 0}
          onShowAll={() => {
            change({ unseenOnly: false, kind: null })
          }}
        />
      )}
      {shown.length > 0 && (
        <FlagTable
          shown={shown}
          role={role}
          rooms={rooms}
          onSeen={({ flagId }) => {
            setKept((before) => new Set(before).add(flagId))
          }}
        />
      )}
      {list.kind === 'ready' && !list.wholeList && (
        <Button variant="default" loading={busy} disabled={!linked} onClick={() => void older()} style={{ alignSelf: 'center' }}>
          {t('audit.more')}
        </Button>
      )}
    </section>
  )
}
