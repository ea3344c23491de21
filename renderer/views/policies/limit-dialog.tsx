import { Alert, Radio, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { needsSecondPerson, type PolicyChange } from '#shared/model/policy-change'
import { everybodyAlways, mostScopes, type PolicyScope, type PolicySet } from '#shared/model/policy-set'
import type { PackEntry } from '#shared/model/policy-view'
import { FormDialog } from '../../components/form-dialog'
import { type ScopeDraft, scopeDraftOf, scopeOf } from '../../state/scope-draft'
import { isReason, ReasonField } from './reason-field'
import { ReplayPanel } from './replay-panel'
import { ScopesFields } from './scopes-fields'
import { useProposal } from './use-proposal'

interface LimitDialogProps {
  readonly pack: PackEntry
  readonly set: PolicySet
  readonly groups: readonly string[]
  readonly onClose: () => void
  readonly onDone: () => void
}

const choices = ['everybody', 'some', 'nobody'] as const
type Choice = (typeof choices)[number]
const isChoice = (value: string): value is Choice => choices.some((choice) => choice === value)

const isEverybody = (scope: PolicyScope): boolean => JSON.stringify(scope) === JSON.stringify(everybodyAlways)

/** For whom a pack is on. */
export const LimitDialog = ({ pack, set, groups, onClose, onDone }: LimitDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, propose } = useProposal(onDone)
  const now = set.limits.find(({ target }) => target === pack.pack)?.on ?? null
  const [choice, setChoice] = useState<Choice>(now === null ? 'everybody' : now.length === 0 ? 'nobody' : 'some')
  const [drafts, setDrafts] = useState<readonly ScopeDraft[]>(() =>
    now === null || now.length === 0 ? [scopeDraftOf(everybodyAlways)] : now.map(scopeDraftOf),
  )
  const [reason, setReason] = useState('')
  const some = drafts.map(scopeOf).flatMap((scope) => (scope === null || isEverybody(scope) ? [] : [scope]))
  const on = choice === 'everybody' ? null : choice === 'nobody' ? [] : some.length < drafts.length ? undefined : some
  const change: PolicyChange | null = on === undefined ? null : { kind: 'limit', target: pack.pack, on }
  const waits = change !== null && needsSecondPerson(set, change, () => pack.rules.map(({ category }) => category))
  return (
    <FormDialog
      opened
      title={t('policies.limitTitle', { pack: pack.title })}
      submit={waits ? t('policies.propose') : t('policies.putInForce')}
      ready={change !== null && isReason(reason)}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => {
        if (change !== null) void propose(change, reason)
      }}
    >
      <Radio.Group
        label={t('policies.onWhom')}
        value={choice}
        onChange={(value) => {
          if (isChoice(value)) setChoice(value)
        }}
      >
        <Stack gap={6} mt={6}>
          {choices.map((value) => (
            <Radio key={value} value={value} label={t(`policies.choice.${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {choice === 'some' && <ScopesFields drafts={drafts} groups={groups} most={mostScopes} onChange={setDrafts} />}
      {choice === 'some' && (
        <Text size="sm" c="dimmed">
          {t('policies.unknownPupils')}
        </Text>
      )}
      {change !== null && <ReplayPanel key={JSON.stringify(change)} change={change} />}
      {waits && (
        <Alert icon={<IconUsers />} color="orange" variant="light">
          {t('policies.waitsForSecond')}
        </Alert>
      )}
      <ReasonField reason={reason} onChange={setReason} />
    </FormDialog>
  )
}
