import type { BreachState } from '#shared/model/breach-review'
import type { KeyPress } from './keyboard-map'

/** What a key among the concerns means. */
export type TriageKey =
  | { readonly kind: 'move'; readonly by: 1 | -1 }
  | { readonly kind: 'decide'; readonly state: BreachState }
  | { readonly kind: 'reveal' | 'note' | 'undo' | 'mark' | 'incident' }

/** The decisions in the order of their buttons and digits. */
export const decisions = ['under-review', 'false-positive', 'resolved', 'escalated'] as const satisfies readonly BreachState[]
export type Decision = (typeof decisions)[number]

export const decisionKeys: Readonly<Record<Decision, string>> = {
  'under-review': 'R',
  'false-positive': 'F',
  resolved: 'D',
  escalated: 'E',
}

const deeds: Readonly<Record<string, TriageKey>> = {
  j: { kind: 'move', by: 1 },
  arrowdown: { kind: 'move', by: 1 },
  k: { kind: 'move', by: -1 },
  arrowup: { kind: 'move', by: -1 },
  enter: { kind: 'reveal' },
  n: { kind: 'note' },
  z: { kind: 'undo' },
  x: { kind: 'mark' },
  i: { kind: 'incident' },
  ...Object.fromEntries(
    decisions.flatMap((state, index) =>
      [decisionKeys[state].toLowerCase(), String(index + 1)].map((key) => [key, { kind: 'decide' as const, state }]),
    ),
  ),
}

/** The meaning of a key press among the concerns, or null when the browser shall have it. */
export const triageKey = ({ key, altKey, ctrlKey, metaKey }: KeyPress): TriageKey | null => {
  const name = key.toLowerCase()
  return altKey || ctrlKey || metaKey || !Object.hasOwn(deeds, name) ? null : (deeds[name] ?? null)
}
