/** Lists of whole numbers laid end to end: the list of `index` is `items[starts[index]]` up to, not including, `items[starts[index + 1]]`. Two
 * arrays stand where thousands of objects would, so that a policy costs a pupil PC little memory and is read from a file as it is. */
export interface NumberLists {
  readonly starts: Int32Array
  readonly items: Int32Array
}

/** A hole is an empty list. */
export function numberLists(lists: readonly (Iterable<number> | undefined)[]): NumberLists {
  const starts = new Int32Array(lists.length + 1)
  const items: number[] = []
  for (let index = 0; index < lists.length; index += 1) {
    items.push(...(lists[index] ?? []))
    starts[index + 1] = items.length
  }
  return { starts, items: Int32Array.from(items) }
}

export const listAt = ({ starts, items }: NumberLists, index: number): Int32Array =>
  items.subarray(starts[index] ?? 0, starts[index + 1] ?? 0)
