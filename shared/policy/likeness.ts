import { categories, type Category, type Source } from './categories'
import { featureCalled, featureOf, type Kinds, noKinds, placeOf, visitFeatures } from './likeness-features'

/** How much features weigh, learned from labelled texts (docs/policies.md). */
export interface LikenessTables {
  /** Hashes of the features, in order. */
  readonly features: Int32Array
  /** For each: its weight times 32, and the category it speaks for, by number; 31 for none. */
  readonly weights: Int32Array
  readonly kinds: Kinds
}

/** What all words of a text together are like. */
export interface Likeness {
  /** The sum of all weights. */
  readonly weight: number
  /** Of which category most of it speaks; null when no word speaks for one. */
  readonly category: Category | null
  /** From the first to the last word that speaks for it. */
  readonly start: number
  readonly end: number
}

/** Stands for the category of a feature that speaks for no one of them. */
const noCategory = 31

/** Reads lines of `weight category feature`, with `-` for no category. Answers the number of the line that cannot be read. */
export function readWeights(text: string, kinds: Kinds): LikenessTables | number {
  const entries: (readonly [feature: number, weight: number])[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, weight, category, name] = /^\s*(-?\d{1,4}) ([a-z-]+) (\S.*?)\s*$/u.exec(line) ?? []
    const number = category === '-' ? noCategory : categories.findIndex((one) => one === category)
    const feature = name === undefined ? null : featureCalled(name)
    if (feature === null || number < 0) return index
    entries.push([feature, Number(weight) * 32 + number])
  }
  entries.sort(([one], [other]) => one - other)
  return { features: Int32Array.from(entries, ([feature]) => feature), weights: Int32Array.from(entries, ([, weight]) => weight), kinds }
}

export const noLikeness: LikenessTables = { features: new Int32Array(), weights: new Int32Array(), kinds: noKinds }

/** Null when there are no weights. */
export function likenessOf({ features, weights, kinds }: LikenessTables, folded: string, source: Source): Likeness | null {
  if (features.length === 0) return null
  const byCategory = new Int32Array(categories.length)
  const starts = new Int32Array(categories.length).fill(folded.length)
  const ends = new Int32Array(categories.length)
  let sum = 0
  visitFeatures(kinds, folded, source, (first, join, second, start, end) => {
    const at = placeOf(features, featureOf(first, join, second))
    if (at < 0) return
    const entry = weights[at] ?? 0
    const [weight, category] = [entry >> 5, entry & 31]
    sum += weight
    if (weight <= 0 || category === noCategory) return
    byCategory[category] = (byCategory[category] ?? 0) + weight
    if (end === start) return
    starts[category] = Math.min(starts[category] ?? 0, start)
    ends[category] = Math.max(ends[category] ?? 0, end)
  })
  const most = byCategory.reduce((best, weight, category) => (weight > (byCategory[best] ?? 0) ? category : best), 0)
  const [start, end] = [starts[most] ?? 0, ends[most] ?? 0]
  return { weight: sum, category: end > start ? (categories[most] ?? null) : null, start, end }
}
