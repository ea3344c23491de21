import { type Category, categories, sources } from '#shared/policy/categories'
import { fold } from '#shared/policy/fold'
import { likenessOf, readWeights } from '#shared/policy/likeness'
import {
  anyToken,
  featureOf,
  joins,
  kindsOf,
  kindToken,
  lengthTokens,
  outlinesIn,
  sourceToken,
  stemsIn,
  visitFeatures,
} from '#shared/policy/likeness-features'
import { hashOf } from '#shared/policy/word-hash'
import { corpusFileNames, type CorpusLine, isHeldOut, readCorpusFile, readLearningLines } from '../../test/support/corpus'

/** Learns how much words weigh: logistic regression with AdaGrad (Duchi, Hazan, Singer) and averaged weights, always in the same order, so that the same lines give the
 * same weights. */

/** Steps of a weight by 1, as the pack's whole numbers have it. */
const scale = 20
const rounds = 15
/** The mean of the weights after each round from this one on is less chance than the last of them. */
const firstOfMean = 5
const rate = 0.1
const decay = 0.001
/** Features that stand in one line alone say more of the line than of the words. */
const fewestLines = 2
const smallestWeight = 0.075

/** Words of a kind, by its name. */
export type KindWords = Readonly<Record<string, string>>

interface Example {
  readonly line: CorpusLine
  /** Numbers of its features; one that stands there twice is there twice. */
  readonly features: readonly number[]
}

/** All lines that may be learned from. */
export const learningLines = (): readonly CorpusLine[] => [
  ...corpusFileNames()
    .flatMap(readCorpusFile)
    .filter(({ id }) => !isHeldOut(id)),
  ...readLearningLines(),
]

const foldedOf = ({ text, source }: CorpusLine): string => fold(text, source === 'url').text

/** Lines of `weight category feature`, in the order of the features. */
export function learn(lines: readonly CorpusLine[], kindWords: KindWords): readonly string[] {
  const { examples, names } = examplesOf(lines, kindWords)
  const weights = descend(examples, names.length)
  const categoryOf = categoriesOf(examples, names.length)
  return names
    .map((name, feature) => ({ name, weight: weights[feature] ?? 0, category: categoryOf(feature) }))
    .filter(({ weight }) => Math.abs(weight) >= smallestWeight)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, weight, category }) => `${Math.round(weight * scale)} ${category ?? '-'} ${name}`)
}

function examplesOf(
  lines: readonly CorpusLine[],
  kindWords: KindWords,
): { readonly examples: readonly Example[]; readonly names: readonly string[] } {
  const kinds = kindsOf(kindWords)
  const folded = lines.map(foldedOf)
  const tokens = [anyToken, ...lengthTokens, ...sources.map(sourceToken), ...Object.keys(kindWords).map(kindToken)]
  const tokenNames = new Map(
    [...tokens, ...new Set(folded.flatMap((text) => [...stemsIn(text), ...outlinesIn(text)]))].map((token) => [hashOf(token), token]),
  )
  const nameOf = (first: number, join: number, second: number): string => {
    const [before, after] = [tokenNames.get(first) ?? '', tokenNames.get(second) ?? '']
    return join === joins.alone ? before : join === joins.next ? `${before} ${after}` : `${before} _ ${after}`
  }
  const known = new Map<number, { readonly name: string; lines: number; lastLine: number }>()
  const seen = lines.map(({ source }, index) => {
    const features: number[] = []
    visitFeatures(kinds, folded[index] ?? '', source, (first, join, second) => {
      const feature = featureOf(first, join, second)
      features.push(feature)
      const entry = known.get(feature) ?? { name: nameOf(first, join, second), lines: 0, lastLine: -1 }
      if (entry.lastLine !== index) entry.lines += 1
      entry.lastLine = index
      known.set(feature, entry)
    })
    return features
  })
  const kept = [...known].filter(([, entry]) => entry.lines >= fewestLines)
  const numbers = new Map(kept.map(([feature], number) => [feature, number]))
  const examples = lines.map((line, index) => ({
    line,
    features: (seen[index] ?? []).flatMap((feature) => numbers.get(feature) ?? []),
  }))
  return { examples, names: kept.map(([, { name }]) => name) }
}

/** How much of a feature's lines must be of one category for it to speak for that one. */
const leastShare = 0.45

/** For each feature the category in whose lines it mostly stands, by their share, since categories have more or fewer lines; null when it is no one's. */
function categoriesOf(examples: readonly Example[], features: number): (feature: number) => Category | null {
  const shares = new Map(
    categories.map((category) => {
      const ofCategory = examples.filter(({ line }) => line.label.category === category)
      const share = new Float64Array(features)
      for (const example of ofCategory)
        for (const feature of new Set(example.features)) share[feature] = (share[feature] ?? 0) + 1 / ofCategory.length
      return [category, share]
    }),
  )
  return (feature) => {
    const ranked = categories
      .map((category) => ({ category, share: shares.get(category)?.[feature] ?? 0 }))
      .sort((one, other) => other.share - one.share)
    const all = ranked.reduce((sum, { share }) => sum + share, 0)
    const [best] = ranked
    return best !== undefined && best.share > all * leastShare ? best.category : null
  }
}

function descend(examples: readonly Example[], features: number): Float64Array {
  const weights = new Float64Array(features)
  const slopes = new Float64Array(features).fill(0.001)
  const sums = new Float64Array(features)
  // Mixed by a fixed step: lines of one category stand together.
  const step = 7_919
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < examples.length; turn += 1) {
      const example = examples[(turn * step + round * 97) % examples.length]
      if (example === undefined) continue
      let sum = 0
      for (const feature of example.features) sum += weights[feature] ?? 0
      const fault = 1 / (1 + Math.exp(-sum)) - (example.line.label.harmful ? 1 : 0)
      for (const feature of example.features) {
        const weight = weights[feature] ?? 0
        const slope = fault + decay * weight
        const slopesSoFar = (slopes[feature] ?? 0) + slope * slope
        slopes[feature] = slopesSoFar
        weights[feature] = weight - (rate * slope) / Math.sqrt(slopesSoFar)
      }
    }
    if (round >= firstOfMean)
      for (let feature = 0; feature < features; feature += 1) sums[feature] = (sums[feature] ?? 0) + (weights[feature] ?? 0)
  }
  return sums.map((sum) => sum / (rounds - firstOfMean))
}

/** Weights of lines that were not learned from: a fifth at a time. */
export function crossChecked(
  lines: readonly CorpusLine[],
  kindWords: KindWords,
): readonly { readonly line: CorpusLine; readonly weight: number }[] {
  const parts = 5
  return Array.from({ length: parts }, (_, part) => {
    const weights = readWeights(
      learn(
        lines.filter((_line, index) => index % parts !== part),
        kindWords,
      ).join('\n'),
      kindsOf(kindWords),
    )
    if (typeof weights === 'number') throw new Error(`weight ${weights} cannot be read`)
    return lines
      .filter((_line, index) => index % parts === part)
      .map((line) => ({ line, weight: likenessOf(weights, foldedOf(line), line.source)?.weight ?? 0 }))
  }).flat()
}
