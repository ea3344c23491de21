import { compileFiles } from '#shared/policy/compile'
import { matchPolicy, type PolicyMatch, type Sighting } from '#shared/policy/match'
import type { PackFile } from '#shared/policy/pack-file'
import { type Policy, policyOf as policyOfPacks } from '#shared/policy/policy'
import { must } from '../../support/outcome'

export const policyOfFiles = (files: readonly PackFile[]): Policy => must(policyOfPacks(must(compileFiles(files))))

/** A policy of one small pack; `rules` is YAML, indented as in a file. */
export const policyOf = (rules: string, sets = '{}'): Policy =>
  policyOfFiles([
    { name: 'own.yaml', text: `pack: own\nversion: 3\ntitle: Own\nlanguage: en\ncategory: drugs\nsets: ${sets}\nrules:\n${rules}` },
  ])

/** A policy of one rule with these phrases and whatever other keys, in YAML's flow style. */
export const policyOfPhrases = (phrases: readonly string[], more = ''): Policy =>
  policyOf(`  - { id: one, grade: 3, why: A reason to look., any: ${JSON.stringify(phrases)}${more === '' ? '' : `, ${more}`} }\n`)

export const matchText = (policy: Policy, text: string, more: Partial<Sighting> = {}): readonly PolicyMatch[] =>
  matchPolicy(policy, { source: 'typed', text, ...more })

export const isFlagged = (policy: Policy, text: string, more: Partial<Sighting> = {}): boolean => matchText(policy, text, more).length > 0
