import { Button, Checkbox, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { needsSecondPerson, type PolicyChange } from '#shared/model/policy-change'
import { type PolicySet, secondPersonSchema } from '#shared/model/policy-set'
import { FailureNote } from '../../components/failure-note'
import view from '../view.module.css'
import { isReason, ReasonField } from './reason-field'
import { useProposal } from './use-proposal'

interface PolicyOptionsProps {
  readonly set: PolicySet
  readonly mayChange: boolean
  readonly onChanged: () => void
}

/** Typed text and the second person: what the whole school goes by. */
export const PolicyOptions = ({ set, mayChange, onChanged }: PolicyOptionsProps) => {
  const { t } = useTranslation()
  const [typedText, setTypedText] = useState(set.typedText)
  const [secondPerson, setSecondPerson] = useState(set.secondPerson)
  const [forLists, setForLists] = useState(set.secondPersonForLists)
  const [reason, setReason] = useState('')
  const { busy, failure, propose } = useProposal(onChanged)
  const changes: PolicyChange[] = [
    ...(typedText === set.typedText ? [] : [{ kind: 'typed-text' as const, on: typedText }]),
    ...(secondPerson === set.secondPerson ? [] : [{ kind: 'second-person' as const, when: secondPerson }]),
    ...(forLists === set.secondPersonForLists ? [] : [{ kind: 'second-person-lists' as const, on: forLists }]),
  ]
  const submit = async (): Promise<void> => {
    for (const change of changes) await propose(change, reason)
    setReason('')
  }
  return (
    <form
      className={view['card']}
      onSubmit={(event) => {
        event.preventDefault()
        if (changes.length > 0 && isReason(reason)) void submit()
      }}
    >
      <Checkbox
        label={t('policies.typedText')}
        description={t('policies.typedTextHint')}
        checked={typedText}
        disabled={!mayChange}
        onChange={(event) => {
          setTypedText(event.currentTarget.checked)
        }}
      />
      <Radio.Group
        label={t('policies.secondPersonLabel')}
        description={t('policies.secondPersonHint')}
        value={secondPerson}
        onChange={(value) => {
          const chosen = secondPersonSchema.safeParse(value)
          if (chosen.success) setSecondPerson(chosen.data)
        }}
      >
        <Stack gap={6} mt={6}>
          {secondPersonSchema.options.map((when) => (
            <Radio key={when} value={when} disabled={!mayChange} label={t(`policies.secondPerson.${when}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox
        label={t('policies.secondPersonLists')}
        description={t('policies.secondPersonListsHint')}
        checked={forLists || secondPerson === 'always'}
        disabled={!mayChange || secondPerson === 'always'}
        onChange={(event) => {
          setForLists(event.currentTarget.checked)
        }}
      />
      {changes.some((change) => needsSecondPerson(set, change, () => [])) && <Text size="sm">{t('policies.waitsForSecond')}</Text>}
      {mayChange && changes.length > 0 && <ReasonField reason={reason} onChange={setReason} />}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {mayChange && (
        <div>
          <Button type="submit" loading={busy} disabled={changes.length === 0 || !isReason(reason)}>
            {t('policies.putInForce')}
          </Button>
        </div>
      )}
    </form>
  )
}
