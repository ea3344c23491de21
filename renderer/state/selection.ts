/** Which tiles are chosen, where a range begins, and where the keyboard stands. */
export interface Selection {
  readonly chosen: ReadonlySet<string>
  readonly anchor: string | null
  readonly cursor: string | null
}

export const nothingSelected: Selection = { chosen: new Set(), anchor: null, cursor: null }

const range = (order: readonly string[], from: string, to: string): readonly string[] => {
  const a = order.indexOf(from)
  const b = order.indexOf(to)
  if (a < 0 || b < 0) return [to]
  return order.slice(Math.min(a, b), Math.max(a, b) + 1)
}

const toggled = (chosen: ReadonlySet<string>, deviceId: string): ReadonlySet<string> => {
  const next = new Set(chosen)
  if (!next.delete(deviceId)) next.add(deviceId)
  return next
}

export interface Modifiers {
  readonly toggle: boolean
  readonly extend: boolean
}

/** A plain click chooses one, and takes it back when it was the only one; ctrl adds or takes away; shift chooses the run from the anchor. */
export const click = (selection: Selection, order: readonly string[], deviceId: string, { toggle, extend }: Modifiers): Selection => {
  if (extend && selection.anchor !== null) {
    const run = range(order, selection.anchor, deviceId)
    return { ...selection, chosen: new Set(toggle ? [...selection.chosen, ...run] : run), cursor: deviceId }
  }
  if (toggle) return { chosen: toggled(selection.chosen, deviceId), anchor: deviceId, cursor: deviceId }
  const onlyThis = selection.chosen.size === 1 && selection.chosen.has(deviceId)
  return { chosen: new Set(onlyThis ? [] : [deviceId]), anchor: deviceId, cursor: deviceId }
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'row-start' | 'row-end' | 'first' | 'last'

const stepTo = (at: number, step: Step, columns: number, length: number): number => {
  switch (step) {
    case 'left':
      return at - 1
    case 'right':
      return at + 1
    case 'up':
      return at - columns < 0 ? at : at - columns
    case 'down':
      // From the row above a short last row: the last tile is as far down as it goes.
      return at + columns < length ? at + columns : Math.floor(at / columns) < Math.floor((length - 1) / columns) ? length - 1 : at
    case 'row-start':
      return at - (at % columns)
    case 'row-end':
      return at - (at % columns) + columns - 1
    case 'first':
      return 0
    case 'last':
      return length - 1
  }
}

/** Moves the keyboard's place; with `extend` the run from the anchor is chosen. */
export const move = (selection: Selection, order: readonly string[], step: Step, columns: number, extend: boolean): Selection => {
  if (order.length === 0) return selection
  const at = selection.cursor === null ? -1 : order.indexOf(selection.cursor)
  const to = at < 0 ? 0 : Math.max(0, Math.min(order.length - 1, stepTo(at, step, columns, order.length)))
  const cursor = order[to] ?? null
  if (cursor === null) return selection
  if (!extend) return { ...selection, cursor }
  const anchor = selection.anchor ?? selection.cursor ?? cursor
  return { chosen: new Set(range(order, anchor, cursor)), anchor, cursor }
}

/** Space: adds or takes away the tile the keyboard stands on. */
export const toggleCursor = (selection: Selection): Selection =>
  selection.cursor === null ? selection : { ...selection, chosen: toggled(selection.chosen, selection.cursor), anchor: selection.cursor }

export const selectAll = (selection: Selection, order: readonly string[]): Selection => ({ ...selection, chosen: new Set(order) })

export const selectNone = (selection: Selection): Selection =>
  selection.chosen.size === 0 ? selection : { ...selection, chosen: new Set(), anchor: null }

/** Forgets PCs that left the room. */
export const withoutLeavers = (selection: Selection, present: ReadonlySet<string>): Selection => {
  const chosen = [...selection.chosen].filter((deviceId) => present.has(deviceId))
  const anchor = selection.anchor !== null && present.has(selection.anchor) ? selection.anchor : null
  const cursor = selection.cursor !== null && present.has(selection.cursor) ? selection.cursor : null
  if (chosen.length === selection.chosen.size && anchor === selection.anchor && cursor === selection.cursor) return selection
  return { chosen: new Set(chosen), anchor, cursor }
}
