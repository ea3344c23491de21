import { categories, type Category, type Source } from './categories'
import { featureCalled, featureOf, type Kinds, noKinds, visitFeatures } from './likeness-features'
import { slotOf } from './word-hash'

/** How much features weigh, learned from labelled texts (docs/policies.md). */
export interface LikenessTables {
  /** Hashes of the features, each in its slot or one of those after it; a power of two of slots. */
  readonly features: Int32Array
  /** By slot: the feature's weight times 32, and the category it speaks for, by number, 31 for none; zero is an empty slot. */
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
  const entries: { readonly feature: number; readonly weight: number }[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, weight, category, name] = /^\s*(-?\d{1,4}) ([a-z-]+) (\S.*?)\s*$/u.exec(line) ?? []
    const number = category === '-' ? noCategory : categories.findIndex((one) => one === category)
    const feature = name === undefined ? null : featureCalled(name)
    if (feature === null || number < 0) return index
    if (Number(weight) !== 0) entries.push({ feature, weight: Number(weight) * 32 + number })
  }
  return { ...tableOf(entries), kinds }
}

function tableOf(entries: readonly { readonly feature: number; readonly weight: number }[]): Pick<LikenessTables, 'features' | 'weights'> {
  let size = 4
  while (size < entries.length * 1.5) size *= 2
  const [features, weights] = [new Int32Array(size), new Int32Array(size)]
  for (const { feature, weight } of entries) {
    let slot = slotOf(feature, size - 1)
    while (weights[slot] !== 0) slot = (slot + 1) & (size - 1)
    features[slot] = feature
    weights[slot] = weight
  }
  return { features, weights }
}

export const noLikeness: LikenessTables = { features: new Int32Array(), weights: new Int32Array(), kinds: noKinds }

/** Null when there are no weights. */
export function likenessOf({ features, weights, kinds }: LikenessTables, folded: string, source: Source): Likeness | null {
  if (features.length === 0) return null
  const byCategory = new Array<number>(categories.length).fill(0)
  const starts = new Array<number>(categories.length).fill(folded.length)
  const ends = new Array<number>(categories.length).fill(0)
  const mask = features.length - 1
  let sum = 0
  visitFeatures(kinds, folded, source, (first, join, second, start, end) => {
    const feature = featureOf(first, join, second)
    let slot = slotOf(feature, mask)
    while (weights[slot] !== 0 && features[slot] !== feature) slot = (slot + 1) & mask
    const entry = weights[slot] ?? 0
    if (entry === 0) return
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
