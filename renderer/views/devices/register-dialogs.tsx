import { NumberInput, Select, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#shared/model/device'
import { patternNames } from '#shared/model/device-names'
import { type disposalHowSchema, disposalHows, type RegisterEntry } from '#shared/model/device-register'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import classes from './devices.module.css'

interface DeedDialogProps {
  readonly entries: readonly RegisterEntry[]
  readonly rooms: readonly Room[]
  readonly groups: readonly string[]
  readonly onClose: () => void
  readonly onDone: () => void
}

const shownNames = 60

const Names = ({ entries }: Pick<DeedDialogProps, 'entries'>) => {
  const { t } = useTranslation()
  const shown = entries.slice(0, shownNames).map(({ name }) => name)
  const more = entries.length - shown.length
  return (
    <Text size="sm" c="dimmed">
      {shown.join(', ')} {more > 0 && t('register.andMore', { count: more })}
    </Text>
  )
}

const idsOf = (entries: readonly RegisterEntry[]): string[] => entries.map(({ deviceId }) => deviceId)

export const MoveDialog = ({ entries, rooms, onClose, onDone }: DeedDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:move')
  const [roomId, setRoomId] = useState<string | null>(null)
  const submit = async (): Promise<void> => {
    if (roomId !== null && (await run({ deviceIds: idsOf(entries), roomId })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.moveTitle', { count: entries.length })}
      submit={t('register.moveYes', { count: entries.length })}
      ready={roomId !== null}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Names entries={entries} />
      <Select
        label={t('register.moveTo')}
        data={rooms.map((room) => ({ value: room.roomId, label: room.name }))}
        value={roomId}
        onChange={setRoomId}
        searchable={rooms.length > 8}
        data-autofocus
      />
      <Text size="sm">{t('register.moveMeaning')}</Text>
    </FormDialog>
  )
}

export const RenameAllDialog = ({ entries, rooms, onClose, onDone }: DeedDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:rename-all')
  const [pattern, setPattern] = useState('{room}-{nn}')
  const [from, setFrom] = useState(1)
  const roomNames = new Map(rooms.map(({ roomId, name }) => [roomId, name]))
  const names = patternNames(
    { pattern, from },
    entries.map(({ name, roomId, seat }) => ({ name, seat, roomName: roomNames.get(roomId) ?? '' })),
  )
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  const submit = async (): Promise<void> => {
    if ((await run({ deviceIds: idsOf(entries), pattern, from })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.renameTitle', { count: entries.length })}
      submit={t('register.renameYes', { count: entries.length })}
      ready={twice.size === 0 && names.every((name) => name !== '')}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextInput
        label={t('register.pattern')}
        description={t('register.patternHint')}
        value={pattern}
        maxLength={120}
        onChange={(event) => {
          setPattern(event.currentTarget.value)
        }}
        data-autofocus
      />
      <NumberInput
        label={t('register.from')}
        value={from}
        min={0}
        max={9_999}
        allowDecimal={false}
        onChange={(value) => {
          setFrom(Number(value) || 0)
        }}
      />
      <div role="region" aria-label={t('register.preview')} tabIndex={0} className={classes['preview']}>
        <ul>
          {entries.map(({ deviceId, name }, index) => (
            <li key={deviceId} data-twice={twice.has(names[index] ?? '') || undefined}>
              <span>{name}</span> <span aria-hidden="true">→</span> <strong>{names[index]}</strong>
            </li>
          ))}
        </ul>
      </div>
      {twice.size > 0 && (
        <Text size="sm" c="red" role="alert">
          {t('register.twice', { name: [...twice][0] })}
        </Text>
      )}
    </FormDialog>
  )
}

export const GroupDialog = ({ entries, groups, onClose, onDone }: DeedDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:group')
  const [add, setAdd] = useState<string[]>([])
  const [remove, setRemove] = useState<string[]>([])
  const present = groups.filter((group) => entries.some((entry) => entry.groups.some((one) => one.toLowerCase() === group.toLowerCase())))
  const submit = async (): Promise<void> => {
    if ((await run({ deviceIds: idsOf(entries), add, remove })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.groupTitle', { count: entries.length })}
      submit={t('register.groupYes')}
      ready={add.length + remove.length > 0}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Names entries={entries} />
      <TagsInput
        label={t('register.groupAdd')}
        description={t('register.groupHint')}
        data={[...groups]}
        value={add}
        onChange={setAdd}
        maxTags={20}
        data-autofocus
      />
      <TagsInput
        label={t('register.groupRemove')}
        data={present}
        value={remove}
        onChange={(next) => {
          setRemove(next.filter((group) => present.includes(group)))
        }}
      />
    </FormDialog>
  )
}

export const RevokeAllDialog = ({ entries, onClose, onDone }: DeedDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:revoke-all')
  const submit = async (): Promise<void> => {
    if ((await run({ deviceIds: idsOf(entries) })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.revokeTitle', { count: entries.length })}
      submit={t('register.revokeYes', { count: entries.length })}
      danger
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Names entries={entries} />
      <Text>{t('devices.revokeMeaning')}</Text>
    </FormDialog>
  )
}

type How = (typeof disposalHowSchema)['_output']
const isHow = (value: string | null): value is How => disposalHows.some((how) => how === value)

export const RetireDialog = ({ entries, onClose, onDone }: DeedDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:retire')
  const [how, setHow] = useState<How | null>(null)
  const [note, setNote] = useState('')
  const submit = async (): Promise<void> => {
    if (how !== null && (await run({ deviceIds: idsOf(entries), how, note: note.trim() })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.retireTitle', { count: entries.length })}
      submit={t('register.retireYes', { count: entries.length })}
      danger
      ready={how !== null}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Names entries={entries} />
      <Text size="sm">{t('register.retireMeaning')}</Text>
      <Select
        label={t('register.how')}
        data={disposalHows.map((value) => ({ value, label: t(`disposal.${value}`) }))}
        value={how}
        onChange={(value) => {
          setHow(isHow(value) ? value : null)
        }}
        data-autofocus
      />
      <Textarea
        label={t('register.note')}
        description={t('register.noteHint')}
        value={note}
        maxLength={500}
        autosize
        minRows={2}
        onChange={(event) => {
          setNote(event.currentTarget.value)
        }}
      />
    </FormDialog>
  )
}

export const ForgetDialog = ({ entries, onClose, onDone }: DeedDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:forget')
  const submit = async (): Promise<void> => {
    if ((await run({ deviceIds: idsOf(entries) })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.forgetTitle', { count: entries.length })}
      submit={t('register.forgetYes')}
      danger
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Names entries={entries} />
      <Text size="sm">{t('register.forgetMeaning')}</Text>
    </FormDialog>
  )
}

export const DescribeDialog = ({ entries, onClose, onDone }: DeedDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('device:describe')
  const [entry] = entries
  const [assetTag, setAssetTag] = useState(entry?.assetTag ?? '')
  const [serial, setSerial] = useState(entry?.serial ?? '')
  const submit = async (): Promise<void> => {
    const words = { assetTag: assetTag.trim(), serial: serial.trim() }
    if (entry !== undefined && (await run({ deviceId: entry.deviceId, ...words })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('register.describeTitle', { name: entry?.name })}
      submit={t('register.describeYes')}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextInput
        label={t('register.assetTag')}
        value={assetTag}
        maxLength={60}
        onChange={(event) => {
          setAssetTag(event.currentTarget.value)
        }}
        data-autofocus
      />
      <TextInput
        label={t('register.serial')}
        value={serial}
        maxLength={80}
        onChange={(event) => {
          setSerial(event.currentTarget.value)
        }}
      />
    </FormDialog>
  )
}
