import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { everybodyAlways, schoolTermSchema } from '#shared/model/policy-set'
import { categories, type Category } from '#shared/policy/categories'
import { FormDialog } from '../../components/form-dialog'
import { scopeDraftOf, scopeOf } from '../../state/scope-draft'
import { isReason, ReasonField } from './reason-field'
import { ReplayPanel } from './replay-panel'
import { ScopeFields } from './scope-fields'
import { useProposal } from './use-proposal'

const grades = [1, 2, 3, 4, 5] as const
const isCategory = (value: string | null): value is Category => categories.some((category) => category === value)

interface TermDialogProps {
  readonly groups: readonly string[]
  readonly onClose: () => void
  readonly onDone: () => void
}

/** A phrase the school itself wants flagged. */
export const TermDialog = ({ groups, onClose, onDone }: TermDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, propose } = useProposal(onDone)
  const [termId] = useState(() => crypto.randomUUID())
  const [phrase, setPhrase] = useState('')
  const [category, setCategory] = useState<Category>('bullying')
  const [grade, setGrade] = useState(2)
  const [why, setWhy] = useState('')
  const [draft, setDraft] = useState(() => scopeDraftOf(everybodyAlways))
  const [reason, setReason] = useState('')
  const term = schoolTermSchema.safeParse({ termId, phrase, language: 'en', category, grade, why, scope: scopeOf(draft) })
  const change = term.success ? ({ kind: 'term', term: term.data } as const) : null
  return (
    <FormDialog
      opened
      title={t('policies.addTerm')}
      submit={t('policies.putInForce')}
      ready={change !== null && isReason(reason)}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => {
        if (change !== null) void propose(change, reason)
      }}
    >
      <TextInput
        label={t('policies.phrase')}
        description={t('policies.phraseHint')}
        maxLength={200}
        value={phrase}
        onChange={(event) => {
          setPhrase(event.currentTarget.value)
        }}
      />
      <Select
        label={t('policies.category')}
        data={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
        value={category}
        allowDeselect={false}
        onChange={(value) => {
          if (isCategory(value)) setCategory(value)
        }}
      />
      <Select
        label={t('policies.grade')}
        description={t('policies.gradeHint')}
        data={grades.map(String)}
        value={String(grade)}
        allowDeselect={false}
        onChange={(value) => {
          setGrade(Number(value))
        }}
      />
      <TextInput
        label={t('policies.termWhy')}
        description={t('policies.termWhyHint')}
        maxLength={300}
        value={why}
        onChange={(event) => {
          setWhy(event.currentTarget.value)
        }}
      />
      <ScopeFields draft={draft} groups={groups} onChange={setDraft} />
      {change !== null && <ReplayPanel key={JSON.stringify(change)} change={change} />}
      <ReasonField reason={reason} onChange={setReason} />
    </FormDialog>
  )
}
