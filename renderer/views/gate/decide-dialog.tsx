import { Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestStaffDecisionNote, type StaffAuthorisationView } from '#shared/model/staff-gate'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { exactTime } from '../../state/time-words'
import { subjectName } from './subject-name'

interface DecideDialogProps {
  readonly one: StaffAuthorisationView
  readonly approve: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Approves or refuses what somebody else asked for, with everything it rests on once more in sight. */
export const DecideDialog = ({ one, approve, onClose, onDone }: DecideDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('gate:decide')
  const [note, setNote] = useState('')
  const { authorisationId, purpose, necessity, consultation, scope, until } = one
  const who = subjectName(one)
  const decide = async (): Promise<void> => {
    if ((await run({ authorisationId, approve, note: note.trim() })) !== undefined) onDone()
  }
  return (
    <FormDialog
      opened
      title={t(approve ? 'gate.approveAsk' : 'gate.refuseAsk', { who })}
      submit={t(approve ? 'gate.approve' : 'gate.refuse')}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void decide()}
    >
      <Text size="sm">
        {approve
          ? t('gate.approveMeaning', { what: scope.map((what) => t(`gate.scopeOf.${what}`)).join(', '), until: exactTime(until) })
          : t('gate.refuseMeaning')}
      </Text>
      <div>
        <Text size="sm" fw={650}>
          {purpose}
        </Text>
        <Text size="sm">{necessity}</Text>
        <Text size="sm" c="dimmed">
          {t('gate.consulted', { on: consultation.on, how: consultation.how })}
        </Text>
      </div>
      <Textarea
        label={t('gate.note')}
        description={t('gate.noteHint')}
        autosize
        maxRows={6}
        maxLength={longestStaffDecisionNote}
        data-autofocus
        value={note}
        onChange={({ currentTarget: { value } }) => {
          setNote(value)
        }}
      />
    </FormDialog>
  )
}
