import { useState } from 'react'
import type { BreachState, BreachSummary } from '#shared/model/breach-review'
import type { CallFailure } from '#shared/protocol/call'
import { useConsole } from '../../console'

export interface Marks {
  readonly marked: ReadonlySet<string>
  readonly toggle: (breachId: string) => void
  readonly clear: () => void
  readonly busy: boolean
  readonly failure: { readonly code: CallFailure; readonly detail: string } | null
  /** How many the last act was about, while it can be taken back. */
  readonly undoable: number
  readonly decide: (breaches: readonly BreachSummary[], state: BreachState) => Promise<void>
  readonly undo: () => Promise<void>
}

interface Decision {
  readonly breachId: string
  readonly state: BreachState
}

/** Concerns marked in the list, and one decision about all of them at once. */
export const useMarks = (): Marks => {
  const { link } = useConsole()
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [before, setBefore] = useState<readonly Decision[]>([])
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Marks['failure']>(null)
  const ask = async (decisions: readonly Decision[]): Promise<boolean> => {
    setBusy(true)
    setFailure(null)
    const asked = await link.ask('breach:decide-all', { decisions: [...decisions], note: '' })
    setBusy(false)
    if (!asked.ok) setFailure({ code: asked.code, detail: asked.detail })
    return asked.ok
  }
  return {
    marked,
    busy,
    failure,
    undoable: before.length,
    toggle: (breachId) => {
      setMarked((known) => {
        const next = new Set(known)
        if (!next.delete(breachId)) next.add(breachId)
        return next
      })
    },
    clear: () => {
      setMarked(new Set())
    },
    decide: async (breaches, state) => {
      if (busy || breaches.length === 0) return
      const were = breaches.map(({ breachId, state: was }) => ({ breachId, state: was }))
      if (!(await ask(breaches.map(({ breachId }) => ({ breachId, state }))))) return
      setMarked(new Set())
      setBefore(were)
    },
    undo: async () => {
      if (busy || before.length === 0) return
      if (await ask(before)) setBefore([])
    },
  }
}
