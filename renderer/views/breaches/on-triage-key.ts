import type { KeyboardEvent, RefObject } from 'react'
import type { BreachState } from '#shared/model/breach-review'
import { type TriageKey, triageKey } from '../../state/triage-keys'
import { takesKeys } from './takes-keys'

type Further = Exclude<TriageKey['kind'], 'move' | 'decide' | 'note' | 'undo'>

interface TriageKeyDeeds {
  readonly mayDecide: boolean
  readonly noteField: RefObject<HTMLTextAreaElement | null>
  readonly move: (by: 1 | -1) => void
  /** Brings the keys back to the row at hand. */
  readonly back: () => void
  readonly decide: (state: BreachState) => void
  readonly undo: () => void
  /** What only some lists have; whether the key was taken. */
  readonly further: (kind: Further) => boolean
}

/** Answers a key of a list that is worked off. */
export const onTriageKey = (event: KeyboardEvent, { mayDecide, noteField, move, back, decide, undo, further }: TriageKeyDeeds): void => {
  if (event.key === 'Escape' && event.target === noteField.current) {
    event.preventDefault()
    back()
    return
  }
  if (takesKeys(event.target)) return
  const key = triageKey(event)
  if (key === null) return
  switch (key.kind) {
    case 'move':
      move(key.by)
      break
    case 'decide':
      if (mayDecide) decide(key.state)
      break
    case 'note':
      noteField.current?.focus()
      break
    case 'undo':
      if (mayDecide) undo()
      break
    default:
      if (!further(key.kind)) return
  }
  event.preventDefault()
}
