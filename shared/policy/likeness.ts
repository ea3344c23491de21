import { categories, type Category, type Source } from './categories'
import { hashOf } from './word-hash'

/** What speaks for or against a concern in a text: a word, two in a row, or two around a third; and what is true of the whole text. */
export interface Feature {
  readonly name: string
  /** In the folded text; an empty span for what is true of the whole. */
  readonly start: number
  readonly end: number
}

/** How much features weigh, learned from labelled texts (docs/policies.md). */
export interface LikenessTables {
  /** Hashes of the features' names, in order. */
  readonly features: Int32Array
  /** For each: its weight times 32, and the category it speaks for, by number. */
  readonly weights: Int32Array
}

/** What all words of a text together are like. */
export interface Likeness {
  /** The sum of all weights. */
  readonly weight: number
  /** Of which category most of it speaks. */
  readonly category: Category
  /** From the first to the last word that speaks for it. */
  readonly start: number
  readonly end: number
}

const word = /[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu
const maxWords = 300

/** Words in small letters without apostrophes and the commonest endings. */
const stemOf = (text: string): string => {
  const bare = text.replace(/'s$|'/gu, '')
  const ending = /(?:ing|ed|es|s)$/u.exec(bare)?.[0].length ?? 0
  return bare.length - ending >= 3 ? bare.slice(0, bare.length - ending) : bare
}

export function* featuresOf(folded: string, source: Source): Generator<Feature> {
  let [before, beforeThat] = [
    { name: '', start: 0, end: 0 },
    { name: '', start: 0, end: 0 },
  ]
  let words = 0
  for (const { 0: text, index } of folded.matchAll(word)) {
    const one = { name: stemOf(text), start: index, end: index + text.length }
    yield one
    if (words > 0) yield { name: `${before.name} ${one.name}`, start: before.start, end: one.end }
    if (words > 1) yield { name: `${beforeThat.name} _ ${one.name}`, start: beforeThat.start, end: one.end }
    beforeThat = before
    before = one
    words += 1
    if (words === maxWords) break
  }
  const whole = { start: 0, end: 0 }
  yield { name: '(any)', ...whole }
  yield { name: `(${source})`, ...whole }
  yield { name: `(${Math.min(3, words >> 2)})`, ...whole }
}

/** Reads lines of `weight category feature`. Answers the number of the line that cannot be read. */
export function readWeights(text: string): LikenessTables | number {
  const entries: (readonly [feature: number, weight: number])[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, weight, category, name] = /^\s*(-?\d{1,4}) ([a-z-]+) (\S.*?)\s*$/u.exec(line) ?? []
    const number = categories.findIndex((one) => one === category)
    if (name === undefined || number < 0) return index
    entries.push([hashOf(name), Number(weight) * 32 + number])
  }
  entries.sort(([one], [other]) => one - other)
  return { features: Int32Array.from(entries, ([feature]) => feature), weights: Int32Array.from(entries, ([, weight]) => weight) }
}

export const noLikeness: LikenessTables = { features: new Int32Array(), weights: new Int32Array() }

/** Null when nothing in the text speaks for a concern. */
export function likenessOf({ features, weights }: LikenessTables, folded: string, source: Source): Likeness | null {
  if (features.length === 0) return null
  const byCategory = new Int32Array(categories.length)
  const spans: { readonly category: number; readonly start: number; readonly end: number }[] = []
  let sum = 0
  for (const { name, start, end } of featuresOf(folded, source)) {
    const at = placeOf(features, hashOf(name))
    if (at < 0) continue
    const entry = weights[at] ?? 0
    const [weight, category] = [entry >> 5, entry & 31]
    sum += weight
    if (weight <= 0) continue
    byCategory[category] = (byCategory[category] ?? 0) + weight
    if (end > start) spans.push({ category, start, end })
  }
  const most = byCategory.reduce((best, weight, category) => (weight > (byCategory[best] ?? 0) ? category : best), 0)
  const telling = spans.filter(({ category }) => category === most)
  const category = categories[most]
  if (category === undefined || telling.length === 0) return null
  return { weight: sum, category, start: Math.min(...telling.map(({ start }) => start)), end: Math.max(...telling.map(({ end }) => end)) }
}

function placeOf(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = sorted[middle] ?? 0
    if (found === value) return middle
    if (found < value) low = middle + 1
    else high = middle - 1
  }
  return -1
}
