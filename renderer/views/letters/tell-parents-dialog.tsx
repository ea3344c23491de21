import { Select, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '#shared/model/incident'
import { parentsToldSchema, toldHows, toldHowSchema } from '#shared/model/parent-notice'
import { FormDialog } from '../../components/form-dialog'
import { useConsole } from '../../console'
import type { OpenIncident } from '../incidents/use-incident'

interface TellParentsDialogProps {
  readonly incident: IncidentDetail
  readonly open: OpenIncident
  /** As the account is called. */
  readonly staffName: string
  readonly onClose: () => void
}

/** A moment as a field of date and time writes it, in the zone of whoever looks. */
const fieldOf = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** Writes down that a pupil's parents were told. */
export const TellParentsDialog = ({ incident, open, staffName, onClose }: TellParentsDialogProps) => {
  const { t } = useTranslation()
  const { link, hubNow } = useConsole()
  const [when, setWhen] = useState(() => fieldOf(hubNow()))
  const [who, setWho] = useState('')
  const [toldBy, setToldBy] = useState(staffName)
  const [how, setHow] = useState<string>('telephone')
  const [note, setNote] = useState('')
  const [letter, setLetter] = useState<string | null>(null)
  const toldAt = Date.parse(when)
  const told = parentsToldSchema.safeParse({
    ...{ toldAt, who, toldBy, how, note: note.trim() },
    letterNumber: how !== 'letter' || letter === null ? null : Number(letter),
  })
  const isAhead = toldAt > hubNow() + 60_000
  const submit = async (): Promise<void> => {
    if (!told.success) return
    if (await open.take(link.ask('parents:tell', { incidentId: incident.incidentId, ...told.data }))) onClose()
  }
  return (
    <FormDialog
      opened
      title={t('parents.tellTitle')}
      submit={t('parents.tellYes')}
      ready={told.success && !isAhead}
      busy={open.busy}
      failure={open.failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{t('parents.tellMeaning')}</Text>
      <TextInput
        type="datetime-local"
        label={t('parents.when')}
        error={isAhead ? t('parents.ahead') : null}
        max={fieldOf(hubNow())}
        value={when}
        onChange={({ currentTarget: { value } }) => {
          setWhen(value)
        }}
      />
      <TextInput
        label={t('parents.who')}
        description={t('parents.whoHint')}
        maxLength={120}
        data-autofocus
        value={who}
        onChange={({ currentTarget: { value } }) => {
          setWho(value)
        }}
      />
      <TextInput
        label={t('parents.toldBy')}
        maxLength={120}
        value={toldBy}
        onChange={({ currentTarget: { value } }) => {
          setToldBy(value)
        }}
      />
      <Select
        label={t('parents.how')}
        comboboxProps={{ transitionProps: { duration: 100 } }}
        allowDeselect={false}
        data={toldHows.map((value) => ({ value, label: t(`toldHow.${value}`) }))}
        value={how}
        onChange={(value) => {
          setHow(toldHowSchema.catch('telephone').parse(value))
        }}
      />
      {how === 'letter' && incident.letters.length > 0 && (
        <Select
          label={t('parents.whichLetter')}
          comboboxProps={{ transitionProps: { duration: 100 } }}
          clearable
          data={incident.letters.map(({ letterNumber, title }) => ({
            value: String(letterNumber),
            label: t('letters.numbered', { number: letterNumber, title }),
          }))}
          value={letter}
          onChange={setLetter}
        />
      )}
      <Textarea
        label={t('parents.note')}
        description={t('parents.noteHint')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1_000}
        value={note}
        onChange={({ currentTarget: { value } }) => {
          setNote(value)
        }}
      />
    </FormDialog>
  )
}
