import { Button, Group, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconPlus, IconShieldCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role, Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { FormDialog } from '../../components/form-dialog'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { calendarDate } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { NewStaffDialog } from './new-staff-dialog'

const everybody = {}

interface StaffViewProps {
  readonly role: Role
  readonly rooms: Rooms
}

const DisableDialog = ({
  staff,
  onClose,
  onDone,
}: {
  readonly staff: Staff
  readonly onClose: () => void
  readonly onDone: () => void
}) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('staff:disable')
  const submit = async (): Promise<void> => {
    if ((await run({ staffId: staff.staffId })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('staff.disableTitle', { name: staff.displayName })}
      submit={t('staff.disableYes')}
      danger
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text>{t('staff.disableMeaning')}</Text>
    </FormDialog>
  )
}

/** Who may sign in, as what, for which rooms and until when. */
export const StaffView = ({ role, rooms }: StaffViewProps) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('staff:list', everybody)
  const [adding, setAdding] = useState(false)
  const [disabling, setDisabling] = useState<Staff | null>(null)
  const list = rooms.loaded.kind === 'ready' ? rooms.loaded.value : []
  const roomWords = (staff: Staff): string => {
    if (staff.role !== 'teacher') return ''
    if (staff.roomIds === null) return t('staff.everyRoom')
    return staff.roomIds.map((roomId) => list.find((room) => room.roomId === roomId)?.name ?? t('deploy.goneRoom')).join(', ')
  }
  const standing = (staff: Staff): string => {
    if (staff.disabled) return t('staff.disabled')
    if (staff.expiresAt === null) return t('staff.active')
    return t(staff.expiresAt <= hubNow() ? 'staff.expired' : 'staff.until', { date: calendarDate(staff.expiresAt) })
  }
  const mayChange = mayCall(role, 'staff:create')
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.staff')}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('view.staff')}
        </Title>
        {mayChange && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            disabled={!linked}
            onClick={() => {
              setAdding(true)
            }}
          >
            {t('staff.create')}
          </Button>
        )}
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={200} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && (
        <ListTable
          columns={[
            t('staff.displayName'),
            t('signIn.name'),
            t('staff.role'),
            t('staff.rooms'),
            t('staff.standing'),
            t('staff.secondFactor'),
          ]}
          actions={mayChange}
        >
          {loaded.value.map((staff) => (
            <Table.Tr key={staff.staffId}>
              <Table.Td>{staff.displayName}</Table.Td>
              <Table.Td>{staff.signInName}</Table.Td>
              <Table.Td>{t(`role.${staff.role}`)}</Table.Td>
              <Table.Td>{roomWords(staff)}</Table.Td>
              <Table.Td>{standing(staff)}</Table.Td>
              <Table.Td>
                {staff.secondFactor ? (
                  <span className={view['withIcon']}>
                    <IconShieldCheck size={16} aria-hidden="true" /> {t('staff.factorOn')}
                  </span>
                ) : (
                  t('staff.factorOff')
                )}
              </Table.Td>
              {mayChange && (
                <Table.Td ta="right">
                  {!staff.disabled && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      disabled={!linked}
                      onClick={() => {
                        setDisabling(staff)
                      }}
                    >
                      {t('staff.disable')}
                    </Button>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </ListTable>
      )}
      {adding && (
        <NewStaffDialog
          rooms={list}
          onClose={() => {
            setAdding(false)
          }}
          onCreated={() => {
            setAdding(false)
            void reload()
          }}
        />
      )}
      {disabling !== null && (
        <DisableDialog
          staff={disabling}
          onClose={() => {
            setDisabling(null)
          }}
          onDone={() => {
            setDisabling(null)
            void reload()
          }}
        />
      )}
    </section>
  )
}
