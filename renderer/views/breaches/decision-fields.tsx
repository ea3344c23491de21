import { Button, Kbd, Textarea } from '@mantine/core'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { type BreachState, longestNote } from '#shared/model/breach-review'
import { useConsole } from '../../console'
import { decisionKeys, decisions } from '../../state/triage-keys'
import { useStore } from '../../state/use-store'
import { stateIcons } from './state-mark'
import type { Triage } from './use-triage'

interface NoteFieldProps {
  readonly triage: Triage
  readonly hint: string
  readonly field: RefObject<HTMLTextAreaElement | null>
}

/** What the next decision is kept with. */
export const NoteField = ({ triage: { note, setNote }, hint, field }: NoteFieldProps) => {
  const { t } = useTranslation()
  return (
    <Textarea
      ref={field}
      label={t('breaches.note')}
      description={hint}
      autosize
      minRows={2}
      maxRows={6}
      maxLength={longestNote}
      value={note}
      onChange={({ currentTarget: { value } }) => {
        setNote(value)
      }}
    />
  )
}

/** The decisions on what is at hand, each with its key. */
export const DecisionButtons = ({ triage: { busy, decide }, state }: { readonly triage: Triage; readonly state: BreachState }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  return decisions.map((to) => {
    const Icon = stateIcons[to]
    return (
      <Button
        key={to}
        size="xs"
        variant={state === to ? 'light' : 'default'}
        aria-pressed={state === to}
        loading={busy === to}
        disabled={!linked}
        leftSection={<Icon size={16} aria-hidden="true" />}
        rightSection={
          <Kbd size="xs" aria-hidden="true">
            {decisionKeys[to]}
          </Kbd>
        }
        onClick={() => void decide(to)}
      >
        {t(`breachDecision.${to}`)}
      </Button>
    )
  })
}
