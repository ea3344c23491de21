import { MultiSelect, PasswordInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import { type Role, roles, signInNameSchema } from '#shared/model/staff'
import { FormDialog } from '../../components/form-dialog'
import { passwordFault } from '../../components/password-fault'
import { useDeed } from '../../components/use-deed'

interface NewStaffDialogProps {
  readonly rooms: readonly RoomSummary[]
  readonly onClose: () => void
  readonly onCreated: () => void
}

const isRole = (value: string | null): value is Role => roles.some((role) => role === value)

/** The account's last moment is the end of the day typed, in this computer's time zone. */
const endOfDay = (day: string): number | null => {
  if (day === '') return null
  const [year, month, date] = day.split('-').map(Number)
  if (year === undefined || month === undefined || date === undefined) return null
  return new Date(year, month - 1, date + 1).getTime() - 1
}

/** A new account with a first password its owner changes. */
export const NewStaffDialog = ({ rooms, onClose, onCreated }: NewStaffDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('staff:create')
  const [displayName, setDisplayName] = useState('')
  const [signInName, setSignInName] = useState('')
  const [role, setRole] = useState<Role>('teacher')
  const [roomIds, setRoomIds] = useState<string[]>([])
  const [password, setPassword] = useState('')
  const [lastDay, setLastDay] = useState('')
  const nameOk = signInNameSchema.safeParse(signInName).success
  const passwordOk = passwordFault(password, password) === null
  const submit = async (): Promise<void> => {
    const made = await run({
      displayName: displayName.trim(),
      signInName,
      role,
      roomIds: role === 'teacher' && roomIds.length > 0 ? roomIds : null,
      password,
      expiresAt: endOfDay(lastDay),
    })
    if (made !== undefined) onCreated()
  }
  return (
    <FormDialog
      opened
      title={t('staff.create')}
      submit={t('staff.createYes')}
      ready={displayName.trim() !== '' && nameOk && passwordOk}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextInput
        label={t('staff.displayName')}
        description={t('staff.displayNameHint')}
        value={displayName}
        maxLength={80}
        onChange={(event) => {
          setDisplayName(event.currentTarget.value)
        }}
        data-autofocus
      />
      <TextInput
        label={t('signIn.name')}
        value={signInName}
        autoComplete="off"
        spellCheck={false}
        error={signInName !== '' && !nameOk ? t('staff.signInNameRule') : null}
        onChange={(event) => {
          setSignInName(event.currentTarget.value)
        }}
      />
      <Select
        label={t('staff.role')}
        data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        value={role}
        allowDeselect={false}
        onChange={(value) => {
          if (isRole(value)) setRole(value)
        }}
      />
      {role === 'teacher' && (
        <MultiSelect
          label={t('staff.rooms')}
          placeholder={roomIds.length === 0 ? t('staff.everyRoom') : ''}
          data={rooms.map(({ roomId, name }) => ({ value: roomId, label: name }))}
          value={roomIds}
          onChange={setRoomIds}
        />
      )}
      <PasswordInput
        label={t('staff.firstPassword')}
        description={t('password.rule')}
        value={password}
        autoComplete="new-password"
        error={password !== '' && !passwordOk ? t('password.short') : null}
        onChange={(event) => {
          setPassword(event.currentTarget.value)
        }}
      />
      <TextInput
        type="date"
        label={t('staff.lastDay')}
        description={t('staff.lastDayHint')}
        value={lastDay}
        onChange={(event) => {
          setLastDay(event.currentTarget.value)
        }}
      />
    </FormDialog>
  )
}
