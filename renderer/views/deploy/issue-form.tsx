import { Button, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomSummary } from '#shared/model/device'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

const hourMs = 3_600_000
const lifetimes = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs } as const
type Lifetime = keyof typeof lifetimes
const lifetimeNames = ['hour', 'day', 'week', 'month'] as const

const isLifetime = (value: string | null): value is Lifetime => lifetimeNames.some((name) => name === value)

interface IssueFormProps {
  readonly rooms: readonly RoomSummary[]
  readonly roomId: string | null
  readonly onIssued: (bundle: EnrolmentBundle) => void
}

/** How many PCs may join which room, and until when. */
export const IssueForm = ({ rooms, roomId, onIssued }: IssueFormProps) => {
  const { t } = useTranslation()
  const { hubNow, link } = useConsole()
  const { busy, failure, run } = useDeed('enrolment:issue')
  const linked = useStore(link.state).kind === 'signed-in'
  const [chosen, setChosen] = useState<string | null>(null)
  const [uses, setUses] = useState(30)
  const [lifetime, setLifetime] = useState<Lifetime>('day')
  const room = chosen ?? roomId
  const submit = async (): Promise<void> => {
    if (room === null) return
    const issued = await run({ roomId: room, uses, expiresAt: Math.round(hubNow() + lifetimes[lifetime]) })
    if (issued !== undefined) onIssued(issued.value.bundle)
  }
  return (
    <form
      className={view['form']}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Select
        label={t('deploy.room')}
        data={rooms.map(({ roomId: value, name }) => ({ value, label: name }))}
        value={room}
        onChange={setChosen}
        allowDeselect={false}
      />
      <NumberInput
        label={t('deploy.usesLabel')}
        w={120}
        min={1}
        max={1_000}
        allowDecimal={false}
        clampBehavior="strict"
        value={uses}
        onChange={(value) => {
          setUses(typeof value === 'number' ? value : 1)
        }}
      />
      <Select
        label={t('deploy.lifetime')}
        w={160}
        data={lifetimeNames.map((value) => ({ value, label: t(`deploy.lifetimes.${value}`) }))}
        value={lifetime}
        onChange={(value) => {
          if (isLifetime(value)) setLifetime(value)
        }}
        allowDeselect={false}
      />
      <Button type="submit" loading={busy} disabled={!linked || room === null}>
        {t('deploy.issue')}
      </Button>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </form>
  )
}
