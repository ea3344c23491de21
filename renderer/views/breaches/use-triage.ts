import { useState } from 'react'
import type { BreachState } from '#shared/model/breach-review'
import type { Outcome } from '#shared/outcome'
import type { CallFailure } from '#shared/protocol/call'

export interface Triage {
  readonly note: string
  readonly setNote: (note: string) => void
  /** The decision on its way. */
  readonly busy: BreachState | null
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
  /** The last decision that can be taken back. */
  readonly last: { readonly id: string; readonly number: number; readonly from: BreachState; readonly to: BreachState } | null
  readonly decide: (state: BreachState) => Promise<void>
  readonly undo: () => Promise<void>
}

interface TriageOptions {
  /** The concern or incident at hand. */
  readonly chosen: { readonly id: string; readonly number: number; readonly state: BreachState } | null
  readonly decide: (id: string, state: BreachState, note: string) => Promise<Outcome<unknown, CallFailure>>
  /** Called once a decision stands. */
  readonly onDecided: () => void
  readonly onUndone: (id: string) => void
}

/** Decides on the concern or incident at hand, and takes the last decision back. */
export const useTriage = ({ chosen, decide, onDecided, onUndone }: TriageOptions): Triage => {
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState<BreachState | null>(null)
  const [failure, setFailure] = useState<Triage['failure']>(null)
  const [last, setLast] = useState<Triage['last']>(null)

  const ask = async (id: string, state: BreachState, words: string): Promise<boolean> => {
    setBusy(state)
    setFailure(null)
    const asked = await decide(id, state, words)
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
      const { id, number, state: from } = chosen
      if (!(await ask(id, state, note.trim()))) return
      setNote('')
      setLast({ id, number, from, to: state })
      onDecided()
    },
    undo: async () => {
      if (last === null || busy !== null) return
      if (!(await ask(last.id, last.from, ''))) return
      setLast(null)
      onUndone(last.id)
    },
  }
}
