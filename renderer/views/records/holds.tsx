import { Button, Group, SegmentedControl, Skeleton, Table, Text, TextInput, Title } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Hold, HoldOn } from '#shared/model/retention'
import type { Role } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { calendarDate } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { LiftHoldDialog } from './lift-hold-dialog'
import { PlaceHoldDialog } from './place-hold-dialog'
import { useByNumber } from './use-by-number'

const nothing = {}
const kinds = ['concern', 'incident', 'person'] as const satisfies readonly HoldOn['kind'][]

interface PlaceAnyProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Holds what staff name: a concern or an incident by its number, or a person by the account. */
const PlaceAny = ({ opened, onClose, onDone }: PlaceAnyProps) => {
  const { t } = useTranslation()
  const byNumber = useByNumber()
  const [kind, setKind] = useState<HoldOn['kind']>('concern')
  const [which, setWhich] = useState('')
  const [unknown, setUnknown] = useState(false)
  const find = async (): Promise<HoldOn | null> => {
    const on: HoldOn | null = kind === 'person' ? { kind, userName: which } : await byNumber(kind, Number(which))
    setUnknown(on === null)
    return on
  }
  return (
    <PlaceHoldDialog opened={opened} ready={which.trim() !== ''} find={find} onClose={onClose} onDone={onDone}>
      <SegmentedControl
        aria-label={t('records.what')}
        data={kinds.map((value) => ({ value, label: t(`records.on.${value}`) }))}
        value={kind}
        onChange={(value) => {
          setKind(kinds.find((one) => one === value) ?? 'concern')
          setUnknown(false)
        }}
      />
      <TextInput
        label={t(kind === 'person' ? 'records.account' : 'records.number')}
        value={which}
        error={unknown ? t('records.unknown') : null}
        maxLength={120}
        onChange={({ currentTarget: { value } }) => {
          setWhich(value)
          setUnknown(false)
        }}
      />
    </PlaceHoldDialog>
  )
}

/** Legal holds: what stays although its days are over, those lifted too. */
export const Holds = ({ role, onChanged }: { readonly role: Role; readonly onChanged: () => void }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('hold:list', nothing)
  const [placing, setPlacing] = useState(false)
  const [lifting, setLifting] = useState<Hold | null>(null)
  const done = (): void => {
    void reload()
    onChanged()
  }
  return (
    <section aria-label={t('records.holds')}>
      <Group justify="space-between" mb={8}>
        <Title order={2} size="h4">
          {t('records.holds')}
        </Title>
        {mayCall(role, 'hold:place') && (
          <Button
            size="xs"
            variant="default"
            disabled={!linked}
            leftSection={<IconLock size={16} aria-hidden="true" />}
            onClick={() => {
              setPlacing(true)
            }}
          >
            {t('records.place')}
          </Button>
        )}
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={80} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && loaded.value.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('records.noHolds')}
        </Text>
      )}
      {loaded.kind === 'ready' && loaded.value.length > 0 && (
        <ListTable columns={[t('records.what'), t('records.reason'), t('records.by'), t('records.standing')]} actions verticalSpacing={6}>
          {loaded.value.map((hold) => (
            <Table.Tr key={hold.holdId}>
              <Table.Td fw={650}>{hold.name}</Table.Td>
              <Table.Td>{hold.reason}</Table.Td>
              <Table.Td>{t('records.byWhen', { who: hold.placedBy, date: calendarDate(hold.placedAt) })}</Table.Td>
              <Table.Td>
                {hold.liftedAt === null
                  ? t('records.inForce')
                  : t('records.lifted', { who: hold.liftedBy ?? '', date: calendarDate(hold.liftedAt), reason: hold.liftReason })}
              </Table.Td>
              <Table.Td ta="right">
                {hold.liftedAt === null && mayCall(role, 'hold:lift') && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={!linked}
                    aria-label={t('records.liftLabel', { name: hold.name })}
                    onClick={() => {
                      setLifting(hold)
                    }}
                  >
                    {t('records.lift')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </ListTable>
      )}
      <PlaceAny
        opened={placing}
        onClose={() => {
          setPlacing(false)
        }}
        onDone={done}
      />
      <LiftHoldDialog
        hold={lifting}
        onClose={() => {
          setLifting(null)
        }}
        onDone={done}
      />
    </section>
  )
}
