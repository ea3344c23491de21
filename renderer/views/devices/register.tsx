import { Button, Group, Menu, Select, Skeleton, Text, TextInput } from '@mantine/core'
import { IconChevronDown, IconDownload, IconSearch, IconUpload } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { deviceCsv } from '#shared/model/device-csv'
import type { RegisterEntry } from '#shared/model/device-register'
import { FailureNote } from '../../components/failure-note'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { groupsIn, type RegisterFilter, registerList, type RegisterSort, tick } from '../../state/register-list'
import { PcSheet } from '../inventory/pc-sheet'
import view from '../view.module.css'
import { DeviceImportDialog } from './device-import-dialog'
import { DescribeDialog, ForgetDialog, GroupDialog, MoveDialog, RenameAllDialog, RetireDialog, RevokeAllDialog } from './register-dialogs'
import { RegisterTable } from './register-table'

const everything = {}
const dialogs = {
  move: MoveDialog,
  rename: RenameAllDialog,
  group: GroupDialog,
  describe: DescribeDialog,
  revoke: RevokeAllDialog,
  retire: RetireDialog,
  forget: ForgetDialog,
} as const
type Deed = keyof typeof dialogs

const states = ['enrolled', 'expected', 'revoked'] as const
const noFilter: RegisterFilter = { words: '', roomId: null, group: null, state: null }

/** Which of the deeds these PCs allow. */
const allowed = (entries: readonly RegisterEntry[]): Readonly<Record<Deed, boolean>> => {
  const some = entries.length > 0
  const every = (...kinds: RegisterEntry['state'][]): boolean => some && entries.every(({ state }) => kinds.includes(state))
  return {
    ...{ move: some, rename: some, group: some, describe: entries.length === 1 },
    ...{ revoke: every('enrolled'), retire: every('enrolled', 'revoked'), forget: every('expected') },
  }
}

/** Every PC of the school that is not retired: what is done to many at once. */
export const Register = ({ rooms, onChanged }: { readonly rooms: readonly RoomSummary[]; readonly onChanged: () => void }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('device:list', everything)
  const exporting = useDeed('device:list')
  const [filter, setFilter] = useState(noFilter)
  const [sort, setSort] = useState<{ readonly by: RegisterSort; readonly down: boolean }>({ by: 'name', down: false })
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [last, setLast] = useState<string | null>(null)
  const [deed, setDeed] = useState<Deed | null>(null)
  const [importing, setImporting] = useState(false)
  const [opened, setOpened] = useState<string | null>(null)
  const all = useMemo(() => (loaded.kind === 'ready' ? loaded.value : []), [loaded])
  const shown = useMemo(() => registerList(all, rooms, filter, sort), [all, rooms, filter, sort])
  const groups = useMemo(() => groupsIn(all), [all])
  // What is not in sight is not acted on.
  const chosen = shown.filter(({ deviceId }) => ticked.has(deviceId))
  const may = allowed(chosen)

  const change = (part: Partial<RegisterFilter>): void => {
    setFilter({ ...filter, ...part })
  }
  const done = (): void => {
    setDeed(null)
    setImporting(false)
    setTicked(new Set())
    void reload()
    onChanged()
  }
  const exportAll = async (): Promise<void> => {
    const taken = await exporting.run({ export: true })
    if (taken !== undefined) saveFile(deviceCsv(taken.value, rooms), 'classwarden-devices.csv', 'text/csv')
  }
  const deedButton = (name: Deed) => (
    <Button
      size="xs"
      variant="default"
      disabled={!may[name]}
      onClick={() => {
        setDeed(name)
      }}
    >
      {t(`register.deed.${name}`)}
    </Button>
  )
  const Dialog = deed === null ? null : dialogs[deed]
  return (
    <>
      <Group justify="space-between">
        <Group>
          <TextInput
            className={view['filter'] ?? ''}
            aria-label={t('register.filter')}
            placeholder={t('register.filter')}
            leftSection={<IconSearch size={16} aria-hidden="true" />}
            value={filter.words}
            onChange={(event) => {
              change({ words: event.currentTarget.value })
            }}
          />
          <Select
            aria-label={t('register.room')}
            placeholder={t('register.anyRoom')}
            data={rooms.map(({ roomId, name }) => ({ value: roomId, label: name }))}
            value={filter.roomId}
            onChange={(roomId) => {
              change({ roomId })
            }}
            clearable
            searchable={rooms.length > 8}
          />
          {groups.length > 0 && (
            <Select
              aria-label={t('register.group')}
              placeholder={t('register.anyGroup')}
              data={groups}
              value={filter.group}
              onChange={(group) => {
                change({ group })
              }}
              clearable
            />
          )}
          <Select
            aria-label={t('register.stateHead')}
            placeholder={t('register.anyState')}
            data={states.map((value) => ({ value, label: t(`register.stateOf.${value}`) }))}
            value={filter.state}
            onChange={(value) => {
              change({ state: states.find((state) => state === value) ?? null })
            }}
            clearable
          />
        </Group>
        <Group gap={8}>
          <Button
            variant="default"
            leftSection={<IconUpload size={16} aria-hidden="true" />}
            onClick={() => {
              setImporting(true)
            }}
          >
            {t('register.import')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            loading={exporting.busy}
            disabled={all.length === 0}
            onClick={() => void exportAll()}
          >
            {t('register.export')}
          </Button>
        </Group>
      </Group>
      <Group gap={8} role="group" aria-label={t('register.deeds')}>
        {deedButton('move')}
        {deedButton('rename')}
        {deedButton('group')}
        {deedButton('describe')}
        <Menu position="bottom-start" transitionProps={{ duration: 100 }}>
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              disabled={chosen.length === 0}
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              {t('register.take')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(['revoke', 'retire', 'forget'] as const).map((name) => (
              <Menu.Item
                key={name}
                disabled={!may[name]}
                onClick={() => {
                  setDeed(name)
                }}
              >
                {t(`register.deed.${name}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Text size="sm" c="dimmed" aria-live="polite">
          {chosen.length > 0
            ? t('register.chosen', { count: chosen.length, all: shown.length })
            : t('register.count', { count: shown.length })}
        </Text>
      </Group>
      {exporting.failure !== null && <FailureNote code={exporting.failure.code} detail={exporting.failure.detail} />}
      {loaded.kind === 'loading' && <Skeleton height={320} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && shown.length === 0 && (
        <Text c="dimmed">{t(all.length === 0 ? 'register.none' : 'register.noMatch')}</Text>
      )}
      {shown.length > 0 && (
        <RegisterTable
          shown={shown}
          rooms={rooms}
          ticked={ticked}
          sort={sort}
          onSort={(by) => {
            setSort({ by, down: sort.by === by && !sort.down })
          }}
          onTick={(deviceId, extend) => {
            const order = shown.map((entry) => entry.deviceId)
            setTicked(tick(ticked, order, deviceId, { last, extend }))
            setLast(deviceId)
          }}
          onTickAll={() => {
            setTicked(new Set(chosen.length === shown.length ? [] : shown.map(({ deviceId }) => deviceId)))
          }}
          onOpen={setOpened}
        />
      )}
      {Dialog !== null && chosen.length > 0 && (
        <Dialog
          entries={chosen}
          rooms={rooms}
          groups={groups}
          onClose={() => {
            setDeed(null)
          }}
          onDone={done}
        />
      )}
      {opened !== null && (
        <PcSheet
          deviceId={opened}
          mayAsk
          onClose={() => {
            setOpened(null)
          }}
        />
      )}
      {importing && (
        <DeviceImportDialog
          rooms={rooms}
          entries={all}
          onClose={() => {
            setImporting(false)
          }}
          onDone={done}
        />
      )}
    </>
  )
}
