import { useState } from 'react'
import type { BreachState } from '#shared/model/breach-review'
import type { CallFailure } from '#shared/protocol/call'
import { useConsole } from '../../console'

export interface Triage {
  readonly note: string
  readonly setNote: (note: string) => void
  /** The decision on its way. */
  readonly busy: BreachState | null
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
  /** The last decision that can be taken back. */
  readonly last: { readonly breachId: string; readonly breachNumber: number; readonly from: BreachState; readonly to: BreachState } | null
  readonly decide: (state: BreachState) => Promise<void>
  readonly undo: () => Promise<void>
}

interface TriageOptions {
  readonly chosen: { readonly breachId: string; readonly breachNumber: number; readonly state: BreachState } | null
  /** Called once a decision stands. */
  readonly onDecided: () => void
  readonly onUndone: (breachId: string) => void
}

/** Decides on the concern at hand, and takes the last decision back. */
export const useTriage = ({ chosen, onDecided, onUndone }: TriageOptions): Triage => {
  const { breaches } = useConsole()
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState<BreachState | null>(null)
  const [failure, setFailure] = useState<Triage['failure']>(null)
  const [last, setLast] = useState<Triage['last']>(null)

  const ask = async (breachId: string, state: BreachState, words: string): Promise<boolean> => {
    setBusy(state)
    setFailure(null)
    const asked = await breaches.decide(breachId, state, words)
    setBusy(null)
    if (!asked.ok) setFailure({ code: asked.code, detail: asked.detail })
    return asked.ok
  }

  return {
    note,
    setNote,
    busy,
    failure,
    last,
    decide: async (state) => {
      if (chosen === null || busy !== null || chosen.state === state) return
      const { breachId, breachNumber, state: from } = chosen
      if (!(await ask(breachId, state, note.trim()))) return
      setNote('')
      setLast({ breachId, breachNumber, from, to: state })
      onDecided()
    },
    undo: async () => {
      if (last === null || busy !== null) return
      if (!(await ask(last.breachId, last.from, ''))) return
      setLast(null)
      onUndone(last.breachId)
    },
  }
}
