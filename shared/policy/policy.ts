import { fail, ok, type Outcome } from '../outcome'
import { compilePacks, type RuleException } from './compile-packs'
import type { CompiledPacks, CompiledRule } from './compiled-packs'
import { type Lexicon, lexiconOf } from './lexicon'
import type { MemberList } from './member-lists'
import type { Pack } from './pack'
import { type Pattern, type ScanRoom, scanRoomOf } from './pattern'

/** What texts are held against: the shipped packs and what a school has made of them. The same object serves any number of texts. */
export interface Policy {
  /** The shipped packs, and the school's own words where it has any. */
  readonly parts: readonly PolicyPart[]
  /** Rules switched off, by id. */
  readonly off: ReadonlySet<string>
  /** By rule: what it no longer flags, as patterns of the last part. */
  readonly exceptions: ReadonlyMap<string, readonly PolicyException[]>
  readonly memberLists: readonly MemberList[]
}

export interface PolicyException {
  readonly pattern: Pattern
  /** Only on this domain and below it; null: everywhere. */
  readonly domain: string | null
}

export interface PolicyPart {
  readonly packs: CompiledPacks
  readonly lexicon: Lexicon
  readonly room: ScanRoom
}

/** What a school has changed. */
export interface SchoolChanges {
  /** Rules (`pack/rule`) and whole packs. */
  readonly off: readonly string[]
  /** Phrases that a rule, or a whole pack, no longer flags. */
  readonly except: readonly RuleException[]
  /** Packs of the school's own, which may name the sets of the shipped ones. */
  readonly own: readonly Pack[]
}

export type ChangeCode = 'bad-pack' | 'locked' | 'unknown-rule'

const noChanges: SchoolChanges = { off: [], except: [], own: [] }

const partOf = (packs: CompiledPacks): PolicyPart => ({ packs, lexicon: lexiconOf(packs.words), room: scanRoomOf(packs.patterns) })

/** Makes a policy of packs that are compiled, in milliseconds: only what the school has added is compiled here. */
export function policyOf(
  shipped: CompiledPacks,
  {
    changes = noChanges,
    memberLists = [],
  }: { readonly changes?: Partial<SchoolChanges>; readonly memberLists?: readonly MemberList[] } = {},
): Outcome<Policy, ChangeCode> {
  const { off, except, own } = { ...noChanges, ...changes }
  const taken = own.find(({ pack }) => shipped.head.packs.some((head) => head.pack === pack))
  if (taken !== undefined) return fail('bad-pack', `${taken.pack}: a shipped pack has this name`)
  const placed = own.map((pack) => ({ pack, placeOf: () => pack.pack }))
  const added =
    own.length + except.length === 0
      ? null
      : compilePacks(
          placed,
          shipped.head.sharedSets,
          except.map((one) => ({ ...one, language: languageOf(one.rule, shipped, own) })),
        )
  if (added !== null && !added.ok) return added

  const rules = [...shipped.head.rules, ...(added?.value.packs.head.rules ?? [])]
  const offRules = new Set<string>()
  const exceptions = new Map<string, PolicyException[]>()
  for (const name of off) {
    const meant = rulesCalled(name, rules)
    if (!meant.ok) return meant
    for (const { id } of meant.value) offRules.add(id)
  }
  for (const [index, { rule, domain }] of except.entries()) {
    const meant = rulesCalled(rule, rules)
    if (!meant.ok) return meant
    const pattern = added?.value.exceptions[index]
    if (pattern === undefined) continue
    for (const { id } of meant.value) {
      const known = exceptions.get(id)
      if (known === undefined) exceptions.set(id, [{ pattern, domain }])
      else known.push({ pattern, domain })
    }
  }
  const parts = [partOf(shipped), ...(added === null ? [] : [partOf(added.value.packs)])]
  return ok({ parts, off: offRules, exceptions, memberLists })
}

const languageOf = (rule: string, { head }: CompiledPacks, own: readonly Pack[]): string =>
  [...head.packs, ...own].find(({ pack }) => pack === rule.split('/', 1)[0])?.language ?? 'en'

function rulesCalled(name: string, rules: readonly CompiledRule[]): Outcome<readonly CompiledRule[], 'locked' | 'unknown-rule'> {
  const meant = rules.filter(({ id, pack }) => id === name || pack === name)
  if (meant.length === 0) return fail('unknown-rule', `there is no rule or pack called ${name}`)
  if (meant.some(({ isLocked }) => isLocked))
    return fail('locked', `${name} is about illegal content: no school can switch it off or except anything from it`)
  return ok(meant)
}
