import { Alert, Button, Group, Select, Skeleton, Tabs, Text, TextInput, Title } from '@mantine/core'
import { IconCircleCheck, IconDeviceDesktopPlus, IconDownload, IconHourglass, IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { coverageCsv } from '#shared/model/coverage-csv'
import { countReason, countStates } from '#shared/model/coverage-order'
import { coverageReasonSchema, type CoverageReason } from '#shared/model/coverage-reason'
import type { Role } from '#shared/model/staff'
import reasons from '../../../assets/locales/reasons-en.json'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { saveFile } from '../../components/save-file'
import { useNow } from '../../components/use-time'
import { useConsole } from '../../console'
import { type Coverage, coverageOfRooms, coverageShown, reasonsHeld } from '../../state/coverage'
import { mayCall, viewRoles } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { CoverageHistory } from './coverage-history'
import { CoverageTable } from './coverage-table'
import classes from './coverage.module.css'
import { GroupFilter } from './group-filter'
import { RoomsSummary } from './rooms-summary'
import { useCoverage } from './use-coverage'

/** After a hub's start PCs come back within this; until then silence means little. */
const comingBackMs = 2 * 60_000

type RoomNames = readonly { readonly value: string; readonly label: string }[]

const useRoomNames = (rooms: Rooms): RoomNames => {
  const { loaded } = rooms
  return useMemo(() => (loaded.kind === 'ready' ? loaded.value.map(({ roomId, name }) => ({ value: roomId, label: name })) : []), [loaded])
}

/** One sentence: how it stands. */
const Standing = ({ coverage }: { readonly coverage: Coverage }) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  useNow()
  const counts = countStates([...coverage.rows.values()])
  const expected = coverage.rows.size
  const reporting = expected - counts.silent
  if (hubNow() - coverage.hubStartedAt < comingBackMs && counts.silent > 0) {
    return (
      <Alert variant="light" icon={<IconHourglass />} title={t('coverage.justStarted')}>
        {t('coverage.justStartedDetail', { reporting, expected })}
      </Alert>
    )
  }
  if (counts.fine === expected) {
    return (
      <Alert variant="light" color="teal" icon={<IconCircleCheck />} title={t('coverage.allFine', { count: expected })}>
        {t('coverage.allFineDetail')}
      </Alert>
    )
  }
  const neverEnrolled = countReason([...coverage.rows.values()], 'not-enrolled')
  return (
    <Text size="lg" className={classes['standing'] ?? ''}>
      {t('coverage.standing', { expected, reporting, blind: counts.blind, look: counts.look, silent: counts.silent })}
      {neverEnrolled > 0 && ` ${t('coverage.neverEnrolled', { count: neverEnrolled })}`}
    </Text>
  )
}

interface NowProps {
  readonly coverage: Coverage
  readonly roomNames: RoomNames
  readonly mayGroup: boolean
}

const Now = ({ coverage, roomNames, mayGroup }: NowProps) => {
  const { t } = useTranslation()
  const [roomId, setRoomId] = useState<string | null>(null)
  const [reason, setReason] = useState<CoverageReason | null>(null)
  const [name, setName] = useState('')
  const [among, setAmong] = useState<ReadonlySet<string> | null>(null)
  const shown = useMemo(() => coverageShown(coverage, { roomId, reason, name, among }), [coverage, roomId, reason, name, among])
  const rooms = useMemo(
    () =>
      coverageOfRooms(
        coverage,
        roomNames.map(({ value }) => value),
      ),
    [coverage, roomNames],
  )
  const nameOf = (wanted: string): string => roomNames.find(({ value }) => value === wanted)?.label ?? ''
  const held = reasonsHeld(coverage)
  return (
    <>
      <Standing coverage={coverage} />
      <RoomsSummary rooms={rooms} nameOf={nameOf} chosen={roomId} onChoose={setRoomId} />
      <Group align="end" justify="space-between">
        <Group align="end">
          <TextInput
            className={view['filter'] ?? ''}
            label={t('coverage.find')}
            leftSection={<IconSearch size={16} aria-hidden="true" />}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value)
            }}
          />
          <Select
            className={classes['reasonFilter'] ?? ''}
            label={t('coverage.reason')}
            placeholder={t('coverage.anyReason')}
            data={held.map((one) => ({ value: one.reason, label: `${t(`reason.${one.reason}.short`)} (${one.count})` }))}
            value={reason}
            clearable
            onChange={(next) => {
              setReason(coverageReasonSchema.nullable().parse(next))
            }}
          />
          {mayGroup && <GroupFilter onChoose={setAmong} />}
        </Group>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          disabled={shown.length === 0}
          onClick={() => {
            saveFile(coverageCsv(shown, nameOf, reasons), `coverage-${new Date().toISOString().slice(0, 10)}.csv`, 'text/csv')
          }}
        >
          {t('coverage.export')}
        </Button>
      </Group>
      {shown.length === 0 ? <Text c="dimmed">{t('coverage.noMatch')}</Text> : <CoverageTable rows={shown} nameOf={nameOf} />}
    </>
  )
}

/** What is watched, what is not and why, with what to do first at the top; and how it was, day by day. */
export const CoverageView = ({ rooms, role }: { readonly rooms: Rooms; readonly role: Role }) => {
  const { t } = useTranslation()
  const now = useCoverage()
  const roomNames = useRoomNames(rooms)
  const mayDeploy = viewRoles.deploy.includes(role)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.coverage')}>
      <Title order={1} size="h3">
        {t('view.coverage')}
      </Title>
      {now.kind === 'failed' && <FailureNote code={now.code} detail={now.detail} />}
      {now.kind === 'loading' && <Skeleton height={420} />}
      {now.kind === 'ready' && now.coverage.rows.size === 0 && (
        <NoticePage
          icon={<IconDeviceDesktopPlus size={40} />}
          title={t('coverage.none')}
          action={
            mayDeploy && (
              <Button component="a" href="#/deploy">
                {t('devices.toDeploy')}
              </Button>
            )
          }
        >
          {t(mayDeploy ? 'coverage.noneDetail' : 'coverage.noneAsk')}
        </NoticePage>
      )}
      {now.kind === 'ready' && now.coverage.rows.size > 0 && (
        <Tabs defaultValue="now" keepMounted={false} className={classes['tabs'] ?? ''}>
          <Tabs.List>
            <Tabs.Tab value="now">{t('coverage.now')}</Tabs.Tab>
            <Tabs.Tab value="history">{t('coverage.history')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="now" className={classes['panel'] ?? ''}>
            <Now coverage={now.coverage} roomNames={roomNames} mayGroup={mayCall(role, 'device:list')} />
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="md">
            <CoverageHistory rooms={roomNames} />
          </Tabs.Panel>
        </Tabs>
      )}
    </section>
  )
}
