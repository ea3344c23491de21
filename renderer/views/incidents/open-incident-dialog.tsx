import { Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { incidentTitleSchema } from '#shared/model/incident'
import type { BreachSummary } from '#shared/model/breach-review'
import { type PersonKind, personKinds } from '#shared/model/route'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'

interface PersonFieldsProps {
  readonly title: string
  readonly person: string
  readonly personKind: PersonKind
  readonly onChange: (part: { readonly title?: string; readonly person?: string; readonly personKind?: PersonKind }) => void
}

/** What an incident is called, and whom it is about. */
export const PersonFields = ({ title, person, personKind, onChange }: PersonFieldsProps) => {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('incidents.title')}
        description={t('incidents.titleHint')}
        maxLength={120}
        data-autofocus
        value={title}
        onChange={({ currentTarget: { value } }) => {
          onChange({ title: value })
        }}
      />
      <TextInput
        label={t('incidents.person')}
        description={t('incidents.personHint')}
        maxLength={120}
        value={person}
        onChange={({ currentTarget: { value } }) => {
          onChange({ person: value })
        }}
      />
      <Select
        label={t('incidents.personKind')}
        allowDeselect={false}
        comboboxProps={{ transitionProps: { duration: 100 } }}
        data={personKinds.map((value) => ({ value, label: t(`personKind.${value}`) }))}
        value={personKind}
        onChange={(value) => {
          onChange({ personKind: personKinds.find((kind) => kind === value) ?? 'pupil' })
        }}
      />
    </>
  )
}

interface OpenIncidentDialogProps {
  /** Concerns it begins with; none for what a person saw. */
  readonly breaches: readonly BreachSummary[]
  readonly onClose: () => void
  readonly onOpened: (incidentId: string) => void
}

/** Makes an incident of concerns, about the person most of them name. */
export const OpenIncidentDialog = ({ breaches, onClose, onOpened }: OpenIncidentDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('incident:open')
  const [gravest] = [...breaches].sort((left, right) => right.grade - left.grade)
  const named = breaches.find(({ user }) => user !== null)?.user ?? ''
  const [fields, setFields] = useState({
    title: gravest === undefined ? '' : t('incidents.titleOf', { what: t(`category.${gravest.category}`) }),
    person: named,
    personKind: 'pupil' as PersonKind,
  })
  const several = new Set(breaches.flatMap(({ user }) => (user === null ? [] : [user.toLowerCase()]))).size > 1
  const submit = async (): Promise<void> => {
    const { title, person, personKind } = fields
    const described = { title, person: person.trim() === '' ? null : person, personKind }
    const opened = await run({ ...described, breachIds: breaches.map(({ breachId }) => breachId) })
    if (opened !== undefined) onOpened(opened.value.incidentId)
  }
  return (
    <FormDialog
      opened
      title={t('incidents.make')}
      submit={t('incidents.make')}
      ready={incidentTitleSchema.safeParse(fields.title).success}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <Text size="sm">{breaches.length === 0 ? t('incidents.makeOfNone') : t('incidents.makeOf', { count: breaches.length })}</Text>
      {several && (
        <Text size="sm" role="note">
          {t('incidents.several')}
        </Text>
      )}
      <PersonFields
        {...fields}
        onChange={(part) => {
          setFields((before) => ({ ...before, ...part }))
        }}
      />
    </FormDialog>
  )
}
