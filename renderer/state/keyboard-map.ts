import type { Step } from './selection'

/** What a key in the class grid means. */
export type GridKey =
  | { readonly kind: 'move'; readonly step: Step; readonly extend: boolean }
  | { readonly kind: 'toggle' | 'select-all' | 'clear' | 'open' | 'lock' | 'unlock' | 'blank' | 'message' | 'filter' | 'help' }

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const steps: Readonly<Record<string, Step>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'row-start',
  End: 'row-end',
}
const plain = { ' ': 'toggle', Enter: 'open', Escape: 'clear', '/': 'filter', '?': 'help' } as const
const letters = { l: 'lock', u: 'unlock', b: 'blank', m: 'message' } as const

const lookUp = <T extends string>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** The meaning of a key press in the grid, or null when the browser shall have it. */
export const gridKey = (press: KeyPress): GridKey | null => {
  if (press.altKey) return null
  const control = press.ctrlKey || press.metaKey
  const step = lookUp(steps, press.key)
  if (step !== undefined) {
    const whole = control && (step === 'row-start' ? 'first' : step === 'row-end' ? 'last' : null)
    return { kind: 'move', step: whole || step, extend: press.shiftKey }
  }
  if (control) return press.key.toLowerCase() === 'a' ? { kind: 'select-all' } : null
  const special = lookUp(plain, press.key)
  if (special !== undefined) return { kind: special }
  const letter = press.shiftKey ? undefined : lookUp(letters, press.key.toLowerCase())
  return letter === undefined ? null : { kind: letter }
}
