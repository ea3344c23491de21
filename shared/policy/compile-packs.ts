import { RE2JS } from 're2js'
import { fail, ok, type Outcome } from '../outcome'
import type { CompiledContext, CompiledPacks, CompiledRule, SharedSet } from './compiled-packs'
import { lexiconBuilder } from './lexicon-builder'
import { type LikenessTables, noLikeness, readWeights } from './likeness'
import { kindsOf } from './likeness-features'
import { numberLists } from './number-lists'
import type { Context, Pack, PackPath, PlacedPack, Rule } from './pack'
import type { Pattern } from './pattern'
import { type Home, type PatternBuilder, patternBuilder, PhraseFault, type Where } from './pattern-builder'

/** A phrase that no longer counts for a rule or a whole pack. */
export interface RuleException {
  readonly rule: string
  readonly phrase: string
  /** Only on this domain and below it; null: everywhere. */
  readonly domain: string | null
}

export interface Compiled {
  readonly packs: CompiledPacks
  /** Patterns of the exceptions, in their order. */
  readonly exceptions: readonly Pattern[]
}

interface RuleAndPatterns {
  readonly rule: CompiledRule
  readonly patterns: readonly Pattern[]
}

/**
 * Compiles packs, all or none: a failure's detail is `file:line: reason`.
 * @param sharedSets sets of packs compiled before, which these packs may name too
 * @param exceptions phrases to compile beside the packs, in the language of their rule
 */
export function compilePacks(
  packs: readonly PlacedPack[],
  sharedSets: readonly SharedSet[] = [],
  exceptions: readonly (RuleException & { readonly language: string })[] = [],
): Outcome<Compiled, 'bad-pack'> {
  const lexicon = lexiconBuilder()
  const builder = patternBuilder(lexicon)
  try {
    const ownSets = declareSets(packs, sharedSets, builder)
    const compiled = packs.flatMap((placed) => compilePack(placed, builder))
    const rules = compiled.map(({ rule }) => rule)
    const seen = new Set<string>()
    const twice = rules.find(({ id }) => seen.size === seen.add(id).size)
    if (twice !== undefined) return fail('bad-pack', `${twice.pack}: two rules are called ${twice.id}`)
    const excepted = exceptions.map(({ rule, phrase, language }) =>
      builder.pattern(phrase, { pack: '', language }, () => `exception from ${rule}`),
    )
    const filler = builder.setAtom('filler')
    const words = lexicon.build(builder.setAtom('number'))
    return ok({
      packs: {
        head: {
          packs: packs.map(({ pack }) => ({
            pack: pack.pack,
            version: pack.version,
            title: pack.title,
            language: pack.language,
            category: pack.category ?? null,
            isLocked: pack.locked,
          })),
          rules,
          sharedSets: ownSets,
          terms: builder.terms(),
        },
        words,
        patterns: builder.tables(filler),
        triggers: triggersOf(compiled, builder),
        likeness: likenessIn(packs),
      },
      exceptions: excepted,
    })
  } catch (error) {
    if (error instanceof PhraseFault) return fail('bad-pack', error.message)
    throw error
  }
}

const homeOf = ({ pack, language }: Pack): Home => ({ pack, language })

/** Answers the sets that are there for all: those of a pack without rules. */
function declareSets(packs: readonly PlacedPack[], sharedSets: readonly SharedSet[], builder: PatternBuilder): SharedSet[] {
  builder.declareSet('number', [], { pack: '', language: 'en' }, true, () => () => '')
  for (const { name, pack, language, phrases } of sharedSets)
    builder.declareSet(name, phrases, { pack, language }, true, () => () => `{${name}}`)
  const shared: SharedSet[] = []
  for (const { pack, placeOf } of packs) {
    const isShared = pack.rules.length === 0
    for (const [name, phrases] of Object.entries(pack.sets)) {
      const clash = builder.declareSet(name, phrases, homeOf(pack), isShared, (index) => () => placeOf(['sets', name, ...index]))
      if (clash !== null) throw new PhraseFault(`${placeOf(['sets', name])}: ${clash}`)
      if (isShared) shared.push({ name, pack: pack.pack, language: pack.language, phrases })
    }
  }
  return shared
}

function compilePack({ pack, placeOf }: PlacedPack, builder: PatternBuilder): RuleAndPatterns[] {
  const where =
    (...path: PackPath): Where =>
    () =>
      placeOf(path)
  const phrases = (written: readonly string[] | undefined, ...path: PackPath): Pattern[] =>
    (written ?? []).map((phrase, index) => builder.pattern(phrase, homeOf(pack), where(...path, index)))
  const context = ({ any, within }: Context, ...path: PackPath): CompiledContext => ({
    any: builder.anyOf(any, homeOf(pack), where(...path)),
    within,
  })
  const contexts = (written: readonly Context[], ...path: PackPath): CompiledContext[] =>
    written.map((one, index) => context(one, ...path, index))
  const packUnless = contexts(pack.unless, 'unless')
  const packExcept = phrases(pack.except, 'except')

  return pack.rules.map((rule: Rule, index) => {
    const category = rule.category ?? pack.category
    if (category === undefined) throw new PhraseFault(`${placeOf(['rules', index])}: neither the rule nor its pack names a category`)
    return {
      patterns: phrases(rule.any, 'rules', index, 'any'),
      rule: {
        id: `${pack.pack}/${rule.id}`,
        pack: pack.pack,
        version: pack.version,
        language: pack.language,
        category,
        grade: rule.grade,
        why: rule.why,
        isLocked: pack.locked,
        sources: rule.sources ?? null,
        regexes: (rule.patterns ?? []).map((written, at) => {
          checkRegex(written.regex, where('rules', index, 'patterns', at, 'regex'))
          return written
        }),
        likeness: rule.likeness ?? null,
        doubt: rule.doubt ?? pack.doubt ?? null,
        needs: contexts(rule.needs, 'rules', index, 'needs'),
        unless: [...contexts(rule.unless, 'rules', index, 'unless'), ...packUnless],
        except: [...phrases(rule.except, 'rules', index, 'except'), ...packExcept],
        regrade: rule.regrade.map(({ grade, when }, at) => ({ grade, when: context(when, 'rules', index, 'regrade', at, 'when') })),
        scope: rule.scope,
      },
    }
  })
}

/** One pack has the weights: those of two would have to be learned together. */
function likenessIn(packs: readonly PlacedPack[]): LikenessTables {
  const weighing = packs.filter(({ pack }) => pack.weights !== undefined)
  const [only, other] = weighing
  if (only?.pack.weights === undefined) return noLikeness
  if (other !== undefined) throw new PhraseFault(`${other.placeOf(['weights'])}: ${only.pack.pack} has weights already`)
  const read = readWeights(only.pack.weights, kindsOf(only.pack.kinds))
  if (typeof read === 'number')
    throw new PhraseFault(`${only.placeOf(['weights'])}: line ${read + 1} below is no "weight category feature"`)
  return read
}

function checkRegex(regex: string, where: Where): void {
  try {
    RE2JS.compile(regex)
  } catch (error) {
    throw new PhraseFault(`${where()}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

function triggersOf(compiled: readonly RuleAndPatterns[], builder: PatternBuilder) {
  const anchors = builder.anchors(new Set(compiled.flatMap(({ patterns }) => patterns)))
  const triggers: number[][] = []
  compiled.forEach(({ patterns }, rule) => {
    for (const pattern of new Set(patterns)) for (const atom of anchors.get(pattern) ?? []) (triggers[atom] ??= []).push(rule, pattern)
  })
  return numberLists(triggers)
}
