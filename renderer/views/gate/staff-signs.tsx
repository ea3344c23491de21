import { Button, Group, MultiSelect, Pill, Skeleton, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import { staffNameSchema, type StaffSigns } from '#shared/model/staff-gate'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'

export type NamedDevice = Reply<ConsoleOrders, 'gate:devices'>[number]

const nothing = {}
const kinds = ['userNames', 'groups', 'roomIds', 'deviceIds'] as const satisfies readonly (keyof StaffSigns)[]
type Kind = (typeof kinds)[number]
const transition = { comboboxProps: { transitionProps: { duration: 100 } } } as const

interface SignsProps {
  readonly role: Role
  readonly rooms: Rooms
  readonly devices: readonly NamedDevice[]
}

/** Who counts as staff; adding is for many, taking out for the head. */
export const StaffSignsCard = ({ role, rooms, devices }: SignsProps) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('gate:signs', nothing)
  const adding = useDeed('gate:add')
  const removal = useDeed('gate:remove')
  const [name, setName] = useState('')
  const [group, setGroup] = useState('')
  const [roomIds, setRoomIds] = useState<string[]>([])
  const [deviceIds, setDeviceIds] = useState<string[]>([])
  const known = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const signs: StaffSigns | null = loaded.kind === 'ready' ? loaded.value : null
  const shownAs = (kind: Kind, value: string): string => {
    if (kind === 'roomIds') return known.find(({ roomId }) => roomId === value)?.name ?? t('gate.goneRoom')
    if (kind === 'deviceIds') return devices.find(({ deviceId }) => deviceId === value)?.name ?? t('gate.goneDevice')
    return value
  }
  const names = name.trim() === '' ? [] : [name]
  const groups = group.trim() === '' ? [] : [group]
  const wrongName = names.some((one) => !staffNameSchema.safeParse(one).success)
  const ready = names.length + groups.length + roomIds.length + deviceIds.length > 0 && !wrongName
  const add = async (): Promise<void> => {
    if ((await adding.run({ userNames: names, groups, roomIds, deviceIds })) === undefined) return
    setName('')
    setGroup('')
    setRoomIds([])
    setDeviceIds([])
    await reload()
  }
  const remove = async (kind: Kind, value: string): Promise<void> => {
    if ((await removal.run({ [kind]: [value] })) !== undefined) await reload()
  }
  const failure = adding.failure ?? removal.failure
  return (
    <form
      className={view['card']}
      aria-label={t('gate.who')}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !adding.busy) void add()
      }}
    >
      <Title order={2} size="h4">
        {t('gate.who')}
      </Title>
      <Text size="sm">{t('gate.whoMeaning')}</Text>
      {loaded.kind === 'loading' && <Skeleton height={60} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {signs !== null && kinds.every((kind) => signs[kind].length === 0) && (
        <Text size="sm" fw={650}>
          {t('gate.nobody')}
        </Text>
      )}
      {signs !== null &&
        kinds
          .filter((kind) => signs[kind].length > 0)
          .map((kind) => (
            <Group key={kind} gap={8}>
              <Text size="sm">{t(`gate.signsOf.${kind}`)}</Text>
              {signs[kind].map((value) => (
                <Pill
                  key={value}
                  withRemoveButton={mayCall(role, 'gate:remove')}
                  removeButtonProps={{
                    'aria-label': t('gate.removeLabel', { name: shownAs(kind, value) }),
                    'aria-hidden': false,
                    tabIndex: 0,
                  }}
                  onRemove={() => void remove(kind, value)}
                >
                  {shownAs(kind, value)}
                </Pill>
              ))}
            </Group>
          ))}
      <TextInput
        label={t('gate.userName')}
        description={t('gate.userNameHint')}
        error={wrongName ? t('gate.userNameWrong') : null}
        maxLength={120}
        value={name}
        onChange={({ currentTarget: { value } }) => {
          setName(value)
        }}
      />
      <TextInput
        label={t('gate.group')}
        description={t('gate.groupHint')}
        maxLength={120}
        value={group}
        onChange={({ currentTarget: { value } }) => {
          setGroup(value)
        }}
      />
      <MultiSelect
        {...transition}
        label={t('gate.rooms')}
        data={known.map(({ roomId, name: label }) => ({ value: roomId, label }))}
        value={roomIds}
        onChange={setRoomIds}
      />
      <MultiSelect
        {...transition}
        label={t('gate.devices')}
        searchable
        limit={50}
        data={devices.map(({ deviceId, name: label }) => ({ value: deviceId, label }))}
        value={deviceIds}
        onChange={setDeviceIds}
      />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <div>
        <Button type="submit" loading={adding.busy} disabled={!ready}>
          {t('gate.add')}
        </Button>
      </div>
    </form>
  )
}
