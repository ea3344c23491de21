/**
 * Counts as a paper without names may show them. A count from 1 to 4 could tell of one child, so it is hidden (null); and because a total beside
 * the others would give it away, at least one more is hidden with it, and as many as it takes until what is hidden adds up to twice the bound.
 * Where nothing is left to hide behind, the total is hidden too.
 */
export interface ShownCounts {
  readonly counts: readonly (number | null)[]
  readonly total: number | null
}

/** Counts below this, other than none, are hidden. */
export const smallestShown = 5

export const hideSmallNumbers = (counts: readonly number[]): ShownCounts => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const order = counts
    .map((count, at) => ({ count, at }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => left.count - right.count)
  const hidden = new Set(order.filter(({ count }) => count < smallestShown).map(({ at }) => at))
  if (hidden.size === 0) return { counts, total }
  const sum = (): number => [...hidden].reduce((all, at) => all + (counts[at] ?? 0), 0)
  for (const { at } of order) {
    if (hidden.size >= 2 && sum() >= 2 * smallestShown) break
    hidden.add(at)
  }
  const isSafe = hidden.size >= 2 && sum() >= 2 * smallestShown
  return { counts: counts.map((count, at) => (hidden.has(at) ? null : count)), total: isSafe ? total : null }
}

/** One count by itself: null from 1 to 4. */
export const hideSmallNumber = (count: number): number | null => (count > 0 && count < smallestShown ? null : count)
