import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { needsSecondPerson, type PolicyChange } from '#shared/model/policy-change'
import { everybodyAlways, longestOwnLockMinutes, type PolicyAct, policyActSchema, type PolicySet } from '#shared/model/policy-set'
import type { PackEntry } from '#shared/model/policy-view'
import { FormDialog } from '../../components/form-dialog'
import { scopeDraftOf, scopeOf } from '../../state/scope-draft'
import { isReason, ReasonField } from './reason-field'
import { ScopeFields } from './scope-fields'
import { useProposal } from './use-proposal'

interface ActDialogProps {
  readonly packs: readonly PackEntry[]
  readonly set: PolicySet
  readonly groups: readonly string[]
  /** The one that is changed; null for a new one. */
  readonly act: PolicyAct | null
  readonly onClose: () => void
  readonly onDone: () => void
}

const usualLockMinutes = 5

/** What a PC does by itself when a pack or rule matches, and what the pupil reads then. */
export const ActDialog = ({ packs, set, groups, act, onClose, onDone }: ActDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, propose } = useProposal(onDone)
  const [target, setTarget] = useState(act?.target ?? null)
  const [closeTab, setCloseTab] = useState(act?.closeTab ?? true)
  const [locks, setLocks] = useState((act?.lockMinutes ?? null) !== null)
  const [minutes, setMinutes] = useState<number | string>(act?.lockMinutes ?? usualLockMinutes)
  const [message, setMessage] = useState(act?.message ?? '')
  const [draft, setDraft] = useState(() => scopeDraftOf(act?.scope ?? everybodyAlways))
  const [reason, setReason] = useState('')
  const made = policyActSchema.safeParse({ target, scope: scopeOf(draft), closeTab, lockMinutes: locks ? minutes : null, message })
  const change: PolicyChange | null = made.success && (closeTab || locks) && message.trim() !== '' ? { kind: 'act', act: made.data } : null
  const waits = change !== null && needsSecondPerson(set, change, () => [])
  const targets = packs.map(({ pack, title, rules }) => ({
    group: title,
    items: [{ value: pack, label: t('policies.wholePack', { pack: title }) }, ...rules.map(({ id, why }) => ({ value: id, label: why }))],
  }))
  return (
    <FormDialog
      opened
      title={t('policies.actTitle')}
      submit={waits ? t('policies.propose') : t('policies.putInForce')}
      ready={change !== null && isReason(reason)}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => {
        if (change !== null) void propose(change, reason)
      }}
    >
      <Select
        label={t('policies.actWhen')}
        placeholder={t('policies.actChoose')}
        data={targets}
        searchable
        disabled={act !== null}
        value={target}
        onChange={setTarget}
        comboboxProps={{ withinPortal: false }}
      />
      <Checkbox
        label={t('policies.actClosesTab')}
        checked={closeTab}
        onChange={(event) => {
          setCloseTab(event.currentTarget.checked)
        }}
      />
      <Checkbox
        label={t('policies.actLocksPc')}
        checked={locks}
        onChange={(event) => {
          setLocks(event.currentTarget.checked)
        }}
      />
      {locks && (
        <NumberInput
          label={t('policies.actMinutes')}
          description={t('policies.actMinutesHint', { most: longestOwnLockMinutes })}
          w={220}
          min={1}
          max={longestOwnLockMinutes}
          value={minutes}
          onChange={setMinutes}
          hideControls
          allowDecimal={false}
        />
      )}
      <TextInput
        required
        label={t('policies.actMessage')}
        description={t('policies.actMessageHint')}
        maxLength={200}
        value={message}
        onChange={(event) => {
          setMessage(event.currentTarget.value)
        }}
      />
      <ScopeFields draft={draft} groups={groups} onChange={setDraft} />
      <ReasonField reason={reason} onChange={setReason} />
    </FormDialog>
  )
}
