import { categories } from '#shared/policy/categories'
import { compileFiles } from '#shared/policy/compile'
import { matchPolicy } from '#shared/policy/match'
import { type Policy, policyOf } from '#shared/policy/policy'
import { must } from '../../support/outcome'
import { shippedPacks } from '../../support/shipped-packs'
import { corpusFileNames, type CorpusLine, isHeldOut, readCorpusFile, readRoundLines } from '../../support/corpus'
import { tell } from '../measure/progress'

type Line = CorpusLine

export interface Quality {
  readonly lines: number
  /** Of the lines flagged, the share that is harmful. */
  readonly precision: number
  /** Of the harmful lines, the share that is flagged. */
  readonly recall: number
}

export interface PolicyFigures extends Quality {
  readonly terms: number
  readonly usPerEvent: { readonly p50: number; readonly p99: number }
  /** The slowest of texts and patterns that mean harm: a megabyte of title among them. */
  readonly worstMs: number
  /** Of a category's harmful lines in the thirds that may be looked at, how many are flagged, and how many under that category. */
  readonly byCategory: Readonly<Record<string, { readonly lines: number; readonly flagged: number; readonly sameCategory: number }>>
  readonly heldOut: Quality
  /** Of the lines of `test/corpus/rounds`, half of whose innocent ones stand in almost the words of a concern. */
  readonly rounds: Quality
}

const rounded = (share: number): number => Math.round(share * 1_000) / 1_000

/** Quality of the shipped packs on the labelled corpus, and what an event costs: for each line the median of its rounds, since
 * other work on the machine interrupts now and then. */
export async function measurePolicy({ rounds }: { readonly rounds: number }): Promise<PolicyFigures> {
  const shipped = must(compileFiles(await shippedPacks()))
  const policy = must(policyOf(shipped))
  const { rules, terms } = shipped.head
  const corpus = corpusFileNames().flatMap(readCorpusFile)
  const roundLines = readRoundLines()
  const flagged = new Map(
    [...corpus, ...roundLines].map((line) => [line.id, matchPolicy(policy, sightingOf(line)).map(({ category }) => category)]),
  )
  tell(`${corpus.length} lines, ${rules.length} rules, ${terms} terms`)

  const times = corpus.map((line) => {
    const sighting = sightingOf(line)
    const took = Array.from({ length: rounds }, () => {
      const startedMs = performance.now()
      matchPolicy(policy, sighting)
      return (performance.now() - startedMs) * 1_000
    })
    return took.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0
  })
  times.sort((one, other) => one - other)
  const percentile = (share: number): number => Math.round(times[Math.floor(times.length * share)] ?? 0)

  const qualityOf = (lines: readonly Line[]): Quality => {
    const harmful = lines.filter(({ label }) => label.harmful)
    const found = lines.filter(({ id }) => (flagged.get(id) ?? []).length > 0)
    const right = found.filter(({ label }) => label.harmful).length
    return { lines: lines.length, precision: rounded(right / found.length), recall: rounded(right / harmful.length) }
  }
  const open = corpus.filter(({ id }) => !isHeldOut(id))
  const byCategory = Object.fromEntries(
    categories.map((category) => {
      const lines = open.filter(({ label }) => label.harmful && label.category === category)
      const flags = lines.map(({ id }) => flagged.get(id) ?? [])
      return [
        category,
        {
          lines: lines.length,
          flagged: flags.filter((one) => one.length > 0).length,
          sameCategory: flags.filter((one) => one.includes(category)).length,
        },
      ]
    }),
  )
  return {
    terms,
    usPerEvent: { p50: percentile(0.5), p99: percentile(0.99) },
    worstMs: worstOf(policy),
    ...qualityOf(corpus),
    byCategory,
    heldOut: qualityOf(corpus.filter(({ id }) => isHeldOut(id))),
    rounds: qualityOf(roundLines),
  }
}

const nestedPack = {
  name: 'nested.yaml',
  text: `pack: nested\nversion: 1\ntitle: Nested\nlanguage: en\ncategory: games\nrules: [{ id: one, grade: 1, why: Costs much elsewhere., any: ["(a|a a|a a a) ..8 (a|a a) ..8 (a|a a) ..8 b"], patterns: [{ regex: '(a+)+$', has: a }] }]`,
}

function worstOf(shipped: Policy): number {
  const policies = [shipped, must(policyOf(must(compileFiles([nestedPack]))))]
  const texts = ['a', 'a ', 'a*', 'a.', 'kill my ', '\u0301', '%F0%9F', '07 '].map((piece) =>
    piece.repeat(Math.ceil(1_000_000 / piece.length)),
  )
  const took = policies.flatMap((policy) =>
    texts.flatMap((text) =>
      (['title', 'typed', 'url'] as const).map((source) => {
        const rounds = Array.from({ length: 3 }, () => {
          const startedMs = performance.now()
          matchPolicy(policy, { source, text })
          return performance.now() - startedMs
        })
        return Math.min(...rounds)
      }),
    ),
  )
  return Math.round(Math.max(...took) * 10) / 10
}

const sightingOf = ({ source, text, app, yearGroup }: Line) => ({
  source,
  text,
  application: app ?? undefined,
  yearGroup: yearGroup ?? undefined,
})
