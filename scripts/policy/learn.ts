import type { Category } from '#shared/policy/categories'
import { fold } from '#shared/policy/fold'
import { featuresOf, likenessOf, readWeights } from '#shared/policy/likeness'
import { corpusFileNames, type CorpusLine, isHeldOut, readCorpusFile, readLearningLines } from '../../test/support/corpus'

/** Learns how much words weigh: logistic regression by gradient descent, always in the same order, so that the same lines give the same weights. */

/** Steps of a weight by 1, as the pack's whole numbers have it. */
const scale = 20
const rounds = 30
const firstRate = 0.3
const decay = 0.002
/** Features that stand in one line alone say more of the line than of the words. */
const fewestLines = 2
const smallestWeight = 0.1

interface Example {
  readonly features: readonly string[]
  readonly isHarmful: boolean
}

/** All lines that may be learned from. */
export const learningLines = (): readonly CorpusLine[] => [
  ...corpusFileNames()
    .flatMap(readCorpusFile)
    .filter(({ id }) => !isHeldOut(id)),
  ...readLearningLines(),
]

const featureNames = ({ text, source }: CorpusLine): readonly string[] => [
  ...new Set([...featuresOf(fold(text, source === 'url').text, source)].map(({ name }) => name)),
]

/** Lines of `weight category feature`, in the order of the features. */
export function learn(lines: readonly CorpusLine[]): readonly string[] {
  const counts = new Map<string, number>()
  const categoriesOf = new Map<string, Map<Category, number>>()
  const named = lines.map((line) => ({ line, names: featureNames(line) }))
  for (const { line, names } of named) {
    for (const name of names) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      if (line.label.category === null) continue
      const byCategory = categoriesOf.get(name) ?? new Map<Category, number>()
      byCategory.set(line.label.category, (byCategory.get(line.label.category) ?? 0) + 1)
      categoriesOf.set(name, byCategory)
    }
  }
  const weights = descend(
    named.map(({ line, names }) => ({
      features: names.filter((name) => (counts.get(name) ?? 0) >= fewestLines),
      isHarmful: line.label.harmful,
    })),
  )
  const categoryOf = (name: string): Category => {
    const [most] = [...(categoriesOf.get(name) ?? [])].sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1))
    return most?.[0] ?? 'bullying'
  }
  return [...weights]
    .filter(([, weight]) => Math.abs(weight) >= smallestWeight)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, weight]) => `${Math.round(weight * scale)} ${categoryOf(name)} ${name}`)
}

function descend(examples: readonly Example[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  // Mixed by a fixed step: lines of one category stand together.
  const step = 7_919
  for (let round = 0; round < rounds; round += 1) {
    const rate = firstRate / (1 + round * 0.3)
    for (let turn = 0; turn < examples.length; turn += 1) {
      const example = examples[(turn * step) % examples.length]
      if (example === undefined) continue
      const sum = example.features.reduce((total, name) => total + (weights.get(name) ?? 0), 0)
      const fault = 1 / (1 + Math.exp(-sum)) - (example.isHarmful ? 1 : 0)
      for (const name of example.features) weights.set(name, (weights.get(name) ?? 0) * (1 - rate * decay) - rate * fault * 0.3)
    }
  }
  return weights
}

/** Weights of lines that were not learned from: a fifth at a time. */
export function crossChecked(lines: readonly CorpusLine[]): readonly { readonly line: CorpusLine; readonly weight: number }[] {
  const parts = 5
  return Array.from({ length: parts }, (_, part) => {
    const weights = readWeights(learn(lines.filter((_line, index) => index % parts !== part)).join('\n'))
    if (typeof weights === 'number') throw new Error(`weight ${weights} cannot be read`)
    return lines
      .filter((_line, index) => index % parts === part)
      .map((line) => ({ line, weight: likenessOf(weights, fold(line.text, line.source === 'url').text, line.source)?.weight ?? 0 }))
  }).flat()
}
