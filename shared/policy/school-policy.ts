import type { PolicyAct, PolicySet, SchoolTerm } from '../model/policy-set'
import { ok, type Outcome } from '../outcome'
import type { CompiledPacks, CompiledRule } from './compiled-packs'
import { matchPolicy, type PolicyMatch, type Sighting } from './match'
import { type Pack, packSchema } from './pack'
import { type ChangeCode, type Policy, policyOf } from './policy'
import { isMeant, isSurelyMeant, type Who } from './policy-scope'

/** The shipped packs as one school uses them. */
export interface SchoolPolicy {
  readonly set: PolicySet
  readonly policy: Policy
  /** Every rule, the school's own phrases among them. */
  readonly rules: readonly CompiledRule[]
}

/** What the packs of the school's own phrases are called. */
const schoolPack = 'school'
const ruleOfTerm = (termId: string): string => `term-${termId}`

/**
 * Makes the school's own part ready; the shipped packs stay as they are compiled. Exceptions of rules that no longer ship, or are locked, count
 * for nothing. `bad-pack`: a phrase cannot be read, the detail says which.
 */
export const schoolPolicyOf = (shipped: CompiledPacks, set: PolicySet): Outcome<SchoolPolicy, ChangeCode> => {
  const own = packsOf(set.terms)
  const ownRules = new Set(own.flatMap(({ pack, rules }) => rules.map(({ id }) => `${pack}/${id}`)))
  const except = set.exceptions
    .filter(({ target }) => ownRules.has(target) || shipped.head.rules.some((rule) => !rule.isLocked && isAimedAt(target, rule.id)))
    .map(({ target, phrase, domain }) => ({ rule: target, phrase, domain: domain?.split('/', 1)[0] ?? null }))
  const policy = policyOf(shipped, { changes: { own, except } })
  return policy.ok ? ok({ set, policy: policy.value, rules: policy.value.parts.flatMap(({ packs }) => packs.head.rules) }) : policy
}

/** [PO2] What is flagged in a text that this person, at this moment, has in front. */
export const matchSchool = (school: SchoolPolicy, sighting: Sighting, who: Who): readonly PolicyMatch[] => {
  const seen = who.yearGroup === null ? sighting : { ...sighting, yearGroup: who.yearGroup }
  const off = offFor(school, who)
  return matchPolicy(off.size === 0 ? school.policy : { ...school.policy, off }, seen)
}

/** What the PC does by itself about a match: the act on the rule itself, else that on its pack. */
export const actOn = ({ acts }: PolicySet, { rule }: Pick<PolicyMatch, 'rule'>, who: Who): PolicyAct | null => {
  const meant = acts.filter((act) => isAimedAt(act.target, rule) && isSurelyMeant(act.scope, who))
  return meant.find(({ target }) => target === rule) ?? meant[0] ?? null
}

const isAimedAt = (target: string, rule: string): boolean => target === rule || rule.startsWith(`${target}/`)

/** The rules that do not hold for this person now; a locked one is never among them [PO3]. */
const offFor = ({ set, rules }: SchoolPolicy, who: Who): ReadonlySet<string> => {
  const targets = [
    ...set.limits.filter(({ on }) => !on.some((scope) => isMeant(scope, who))).map(({ target }) => target),
    ...set.terms.filter(({ scope }) => !isMeant(scope, who)).map((term) => targetOfTerm(term)),
  ]
  if (targets.length === 0) return new Set()
  return new Set(rules.filter(({ id, isLocked }) => !isLocked && targets.some((target) => isAimedAt(target, id))).map(({ id }) => id))
}

const packOfLanguage = (language: SchoolTerm['language']): string => (language === 'en' ? schoolPack : `${schoolPack}-${language}`)
const targetOfTerm = ({ termId, language }: SchoolTerm): string => `${packOfLanguage(language)}/${ruleOfTerm(termId)}`

const packsOf = (terms: readonly SchoolTerm[]): Pack[] =>
  [...new Set(terms.map(({ language }) => language))].map((language) =>
    packSchema.parse({
      pack: packOfLanguage(language),
      version: 1,
      title: 'Phrases of the school',
      language,
      rules: terms
        .filter((term) => term.language === language)
        .map(({ termId, phrase, category, grade, why }) => ({ id: ruleOfTerm(termId), category, grade, why, any: [phrase] })),
    }),
  )
