import { Checkbox, NumberInput, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestStaffMonitoringDays, staffRequestSchema, type StaffScope, staffScopes } from '#shared/model/staff-gate'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import type { NamedDevice } from './staff-signs'

interface RequestDialogProps {
  readonly devices: readonly NamedDevice[]
  readonly onClose: () => void
  readonly onDone: () => void
}

const dayMs = 24 * 60 * 60_000
const fields = ['purpose', 'necessity', 'how'] as const
const subjects = ['user', 'device'] as const

/** Asks for an authorisation: of whom, what, why, and how they were consulted. */
export const RequestDialog = ({ devices, onClose, onDone }: RequestDialogProps) => {
  const { t } = useTranslation()
  const { hubNow } = useConsole()
  const { busy, failure, run } = useDeed('gate:request')
  const [kind, setKind] = useState<(typeof subjects)[number]>('user')
  const [userName, setUserName] = useState('')
  const [deviceId, setDeviceId] = useState<string | null>(null)
  const [scope, setScope] = useState<readonly StaffScope[]>(['history'])
  const [texts, setTexts] = useState({ purpose: '', necessity: '', how: '' })
  const [on, setOn] = useState('')
  const [days, setDays] = useState<number | string>(7)
  const wish = (now: number) =>
    staffRequestSchema.safeParse({
      subject: kind === 'user' ? { kind, userName } : { kind, deviceId },
      scope: [...scope],
      purpose: texts.purpose,
      necessity: texts.necessity,
      consultation: { on, how: texts.how },
      from: now,
      until: now + Number(days) * dayMs,
    })
  const ready = wish(0).success && Number(days) >= 1 && Number(days) <= longestStaffMonitoringDays
  const submit = async (): Promise<void> => {
    const request = wish(hubNow())
    if (request.success && (await run(request.data)) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t('gate.ask')}
      submit={t('gate.askYes')}
      ready={ready}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('gate.askMeaning')}</Text>
      <SegmentedControl
        aria-label={t('gate.of')}
        data={subjects.map((value) => ({ value, label: t(`gate.subject.${value}`) }))}
        value={kind}
        onChange={(value) => {
          setKind(subjects.find((one) => one === value) ?? 'user')
        }}
      />
      {kind === 'user' ? (
        <TextInput
          label={t('gate.userName')}
          description={t('gate.accountHint')}
          maxLength={120}
          data-autofocus
          value={userName}
          onChange={({ currentTarget: { value } }) => {
            setUserName(value)
          }}
        />
      ) : (
        <Select
          label={t('gate.device')}
          description={t('gate.deviceHint')}
          searchable
          comboboxProps={{ transitionProps: { duration: 100 } }}
          data={devices.map((device) => ({ value: device.deviceId, label: device.name }))}
          value={deviceId}
          onChange={setDeviceId}
        />
      )}
      <Checkbox.Group
        label={t('gate.scope')}
        value={[...scope]}
        onChange={(values) => {
          setScope(staffScopes.filter((one) => values.includes(one)))
        }}
      >
        <Stack gap={4} mt={4}>
          {staffScopes.map((one) => (
            <Checkbox key={one} value={one} label={t(`gate.scopeOf.${one}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      {fields.map((field) => (
        <Textarea
          key={field}
          label={t(`gate.field.${field}`)}
          description={t(`gate.fieldHint.${field}`)}
          autosize
          maxRows={6}
          maxLength={1_000}
          value={texts[field]}
          onChange={({ currentTarget: { value } }) => {
            setTexts((before) => ({ ...before, [field]: value }))
          }}
        />
      ))}
      <TextInput
        type="date"
        label={t('gate.on')}
        max={new Date(hubNow()).toISOString().slice(0, 10)}
        value={on}
        onChange={({ currentTarget: { value } }) => {
          setOn(value)
        }}
      />
      <NumberInput
        label={t('gate.days', { most: longestStaffMonitoringDays })}
        value={days}
        onChange={setDays}
        min={1}
        max={longestStaffMonitoringDays}
        allowDecimal={false}
        hideControls
      />
    </FormDialog>
  )
}
