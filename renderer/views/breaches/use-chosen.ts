import { type RefObject, useRef, useState } from 'react'

export interface Chosen<T> {
  readonly rows: RefObject<HTMLUListElement | null>
  readonly id: string | null
  /** Its place in the list; -1 for none. */
  readonly at: number
  readonly one: T | null
  readonly setId: (id: string | null) => void
  /** Takes it to hand, and brings the keys to its row. */
  readonly choose: (one: T | undefined) => void
  readonly move: (by: 1 | -1) => void
}

/** Which row of a list is at hand. `attribute`: what its row's button bears its id in. */
export const useChosen = <T>(
  shown: readonly T[],
  idOf: (one: T) => string,
  attribute: 'data-breach-id' | 'data-incident-id',
): Chosen<T> => {
  const [id, setId] = useState<string | null>(null)
  const rows = useRef<HTMLUListElement>(null)
  const at = shown.findIndex((one) => idOf(one) === id)
  const choose = (one: T | undefined): void => {
    if (one === undefined) return
    setId(idOf(one))
    rows.current?.querySelector<HTMLElement>(`[${attribute}="${idOf(one)}"]`)?.focus()
  }
  return {
    rows,
    id,
    at,
    one: shown[at] ?? null,
    setId,
    choose,
    move: (by) => {
      choose(shown[Math.max(0, Math.min(shown.length - 1, at + by))])
    },
  }
}
