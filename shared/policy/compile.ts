import { RE2JS } from 're2js'
import { fail, ok, type Outcome } from '../outcome'
import type { Category, Source } from './categories'
import { buildLexicon, type Atom, type Lexicon } from './lexicon'
import type { MemberList } from './member-lists'
import { type Context, type Pack, type PackFile, type PackPath, type ReadPack, readPack, type Rule, type Scope } from './pack'
import type { Pattern, Requirement, ScanTables } from './pattern'
import { type Home, type PatternBuilder, patternBuilder, PhraseFault, type Where } from './pattern-builder'

/** A rule as it is matched. */
export interface CompiledRule {
  /** `pack/rule`. */
  readonly id: string
  readonly pack: string
  readonly version: number
  readonly language: string
  readonly category: Category
  readonly grade: number
  readonly why: string
  readonly isLocked: boolean
  /** Null: everywhere. */
  readonly sources: readonly Source[] | null
  readonly patterns: readonly Pattern[]
  readonly regexes: readonly { readonly regex: RE2JS; readonly has: string }[]
  readonly needs: readonly CompiledContext[]
  readonly unless: readonly CompiledContext[]
  readonly except: readonly Pattern[]
  readonly regrade: readonly { readonly grade: number; readonly when: CompiledContext }[]
  readonly scope: Scope
}

export interface CompiledContext {
  readonly any: Pattern
  /** Words between; null: anywhere in the text. */
  readonly within: number | null
}

/** Packs made ready: the same object serves any number of texts. */
export interface Policy {
  readonly rules: readonly CompiledRule[]
  readonly lexicon: Lexicon
  readonly scanTables: ScanTables
  /** A rule can match only where one of its anchors stands: which rules, and which of their patterns, a word brings into play. */
  readonly triggers: readonly (readonly Trigger[] | undefined)[]
  /** Rules with patterns of characters. */
  readonly regexRules: readonly number[]
  readonly memberLists: readonly MemberList[]
  /** Words and phrases as written in the packs. */
  readonly terms: number
}

export interface Trigger {
  readonly rule: number
  readonly pattern: Pattern
}

/** What a school has changed: rules or whole packs switched off, and phrases a rule no longer flags. */
export interface SchoolChanges {
  readonly off: readonly string[]
  readonly except: readonly { readonly rule: string; readonly phrase: string }[]
}

export type CompileCode = 'bad-pack' | 'locked' | 'unknown-rule'

const noChanges: SchoolChanges = { off: [], except: [] }

/** Compiles packs, all or none: a failure's detail is `file:line: reason`, or names the change that cannot be. */
export function compilePolicy(
  files: readonly PackFile[],
  { changes = noChanges, memberLists = [] }: { readonly changes?: SchoolChanges; readonly memberLists?: readonly MemberList[] } = {},
): Outcome<Policy, CompileCode> {
  const packs: ReadPack[] = []
  for (const file of files) {
    const read = readPack(file)
    if (!read.ok) return read
    packs.push(read.value)
  }
  const lexicon = buildLexicon()
  const builder = patternBuilder(lexicon)
  builder.declareSet('number', [], { pack: '', language: 'en' }, true, () => () => '')
  for (const { file, pack, lineOf } of packs) {
    for (const [name, phrases] of Object.entries(pack.sets)) {
      // A pack of words alone is there for all.
      const clash = builder.declareSet(
        name,
        phrases,
        homeOf(pack),
        pack.rules.length === 0,
        (index) => () => `${file}:${lineOf(['sets', name, ...index])}`,
      )
      if (clash !== null) return fail('bad-pack', `${file}:${lineOf(['sets', name])}: ${clash}`)
    }
  }
  try {
    const rules = packs.flatMap((read) => compilePack(read, builder))
    const twice = rules.find(({ id }, index) => rules.findIndex((other) => other.id === id) !== index)
    if (twice !== undefined) return fail('bad-pack', `${twice.pack}: two rules are called ${twice.id}`)
    const changed = withChanges(rules, changes, builder)
    if (!changed.ok) return changed
    const filler = builder.setAtom('filler')
    return ok({
      rules: changed.value,
      lexicon: lexicon.build(builder.setAtom('number')),
      scanTables: tablesOf(filler, builder.requirements()),
      triggers: triggersOf(changed.value),
      regexRules: changed.value.flatMap(({ regexes }, index) => (regexes.length > 0 ? [index] : [])),
      memberLists,
      terms: builder.terms(),
    })
  } catch (error) {
    if (error instanceof PhraseFault) return fail('bad-pack', error.message)
    throw error
  }
}

const homeOf = ({ pack, language }: Pack): Home => ({ pack, language })

function compilePack({ file, pack, lineOf }: ReadPack, builder: PatternBuilder): CompiledRule[] {
  const where =
    (...path: PackPath): Where =>
    () =>
      `${file}:${lineOf(path)}`
  const phrases = (written: readonly string[] | undefined, ...path: PackPath): Pattern[] =>
    (written ?? []).map((phrase, index) => builder.pattern(phrase, homeOf(pack), where(...path, index)))
  const contexts = (written: readonly Context[], ...path: PackPath): CompiledContext[] =>
    written.map(({ any, within }, index) => ({
      any: builder.anyOf(any, homeOf(pack), where(...path, index)),
      within,
    }))
  const packUnless = contexts(pack.unless, 'unless')
  const packExcept = phrases(pack.except, 'except')

  return pack.rules.map((rule: Rule, index): CompiledRule => {
    const category = rule.category ?? pack.category
    if (category === undefined) throw new PhraseFault(`${where('rules', index)()}: neither the rule nor its pack names a category`)
    return {
      id: `${pack.pack}/${rule.id}`,
      pack: pack.pack,
      version: pack.version,
      language: pack.language,
      category,
      grade: rule.grade,
      why: rule.why,
      isLocked: pack.locked,
      sources: rule.sources ?? null,
      patterns: phrases(rule.any, 'rules', index, 'any'),
      regexes: (rule.patterns ?? []).map(({ regex, has }, at) => ({
        regex: compileRegex(regex, where('rules', index, 'patterns', at, 'regex')),
        has,
      })),
      needs: contexts(rule.needs, 'rules', index, 'needs'),
      unless: [...contexts(rule.unless, 'rules', index, 'unless'), ...packUnless],
      except: [...phrases(rule.except, 'rules', index, 'except'), ...packExcept],
      regrade: rule.regrade.map(({ grade, when }, at) => ({
        grade,
        when: { any: builder.anyOf(when.any, homeOf(pack), where('rules', index, 'regrade', at, 'when')), within: when.within },
      })),
      scope: rule.scope,
    }
  })
}

function compileRegex(regex: string, where: Where): RE2JS {
  try {
    return RE2JS.compile(regex)
  } catch (error) {
    throw new PhraseFault(`${where()}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

function withChanges(
  rules: readonly CompiledRule[],
  changes: SchoolChanges,
  builder: PatternBuilder,
): Outcome<readonly CompiledRule[], 'locked' | 'unknown-rule' | 'bad-pack'> {
  for (const name of [...changes.off, ...changes.except.map(({ rule }) => rule)]) {
    const meant = rules.filter(({ id, pack }) => id === name || pack === name)
    if (meant.length === 0) return fail('unknown-rule', `there is no rule or pack called ${name}`)
    if (meant.some(({ isLocked }) => isLocked))
      return fail('locked', `${name} is about illegal content: no school can switch it off or except anything from it`)
  }
  return ok(
    rules
      .filter(({ id, pack }) => !changes.off.includes(id) && !changes.off.includes(pack))
      .map((rule) => {
        const own = changes.except.filter((exception) => exception.rule === rule.id || exception.rule === rule.pack)
        const except = own.map(({ phrase }) =>
          builder.pattern(phrase, { pack: rule.pack, language: rule.language }, () => `exception from ${rule.id}`),
        )
        return except.length === 0 ? rule : { ...rule, except: [...rule.except, ...except] }
      }),
  )
}

function tablesOf(filler: Atom, requirements: readonly Requirement[]): ScanTables {
  const requirementsOf: number[][] = []
  for (const { id, atoms } of requirements) for (const atom of atoms) (requirementsOf[atom] ??= []).push(id)
  return { filler, requirements: requirements.length, requirementsOf }
}

/** Each pattern waits for the rarest of the words it needs: those of which the fewest patterns speak. */
function triggersOf(rules: readonly CompiledRule[]): readonly (readonly Trigger[] | undefined)[] {
  const uses = new Map<Atom, number>()
  for (const { patterns } of rules)
    for (const { requires } of patterns)
      for (const { atoms } of requires) for (const atom of atoms) uses.set(atom, (uses.get(atom) ?? 0) + 1)
  const weightOf = ({ atoms }: Requirement): number => [...atoms].reduce((sum, atom) => sum + (uses.get(atom) ?? 0), 0)
  const triggers: Trigger[][] = []
  rules.forEach(({ patterns }, rule) => {
    for (const pattern of patterns) {
      const rarest = pattern.requires.toSorted((one, other) => weightOf(one) - weightOf(other))[0]
      for (const atom of rarest?.atoms ?? pattern.firsts.atoms) (triggers[atom] ??= []).push({ rule, pattern })
    }
  })
  return triggers
}
