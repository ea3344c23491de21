import type { Bar, TimelineRow } from './timeline'

/** Where the keyboard stands in a timeline. */
export interface BarPlace {
  readonly row: number
  readonly bar: number
}

const middle = ({ from, until }: Bar): number => (from + until) / 2

/** The bar of a row nearest in time; -1 in a row without any. */
const nearest = (row: TimelineRow | undefined, at: number): number =>
  (row?.bars ?? []).reduce((best, bar, index, bars) => {
    const held = bars[best]
    return held === undefined || Math.abs(middle(bar) - at) < Math.abs(middle(held) - at) ? index : best
  }, -1)

/** The first row from `start` on, in the direction of `step`, that has bars. */
const seekRow = (rows: readonly TimelineRow[], start: number, step: 1 | -1): number => {
  for (let row = start; row >= 0 && row < rows.length; row += step) if ((rows[row]?.bars.length ?? 0) > 0) return row
  return -1
}

const inRow = (rows: readonly TimelineRow[], row: number, at: number): BarPlace | null =>
  row < 0 ? null : { row, bar: nearest(rows[row], at) }

/**
 * Where a key leads: left and right within a row, up and down to the bar nearest in time, Home and End to a row's ends. Null when the key
 * leads nowhere. From nowhere every arrow leads to the first bar.
 */
export const stepBar = (rows: readonly TimelineRow[], from: BarPlace | null, key: string): BarPlace | null => {
  const here = from === null ? undefined : rows[from.row]?.bars[from.bar]
  if (from === null || here === undefined) return key.startsWith('Arrow') ? inRow(rows, seekRow(rows, 0, 1), -Infinity) : null
  const last = (rows[from.row]?.bars.length ?? 0) - 1
  switch (key) {
    case 'ArrowLeft':
      return { ...from, bar: Math.max(0, from.bar - 1) }
    case 'ArrowRight':
      return { ...from, bar: Math.min(last, from.bar + 1) }
    case 'Home':
      return { ...from, bar: 0 }
    case 'End':
      return { ...from, bar: last }
    case 'ArrowDown':
      return inRow(rows, seekRow(rows, from.row + 1, 1), middle(here))
    case 'ArrowUp':
      return inRow(rows, seekRow(rows, from.row - 1, -1), middle(here))
    default:
      return null
  }
}
