import { describe, expect, it } from 'vitest'
import { compileFiles } from '#shared/policy/compile'

const pack = (rules: string, head = ''): string =>
  `pack: own\nversion: 1\ntitle: Own\nlanguage: en\ncategory: drugs\n${head}rules:\n${rules}`
const rule = (more: string): string => `  - id: one\n    grade: 3\n    why: A reason to look.\n    ${more}\n`
const refusal = (text: string): string => {
  const outcome = compileFiles([{ name: 'own.yaml', text }])
  return outcome.ok ? 'ok' : outcome.detail
}

describe('[E1] a bad pack is refused with file, line and reason', () => {
  it.each([
    ['no YAML', 'pack: [', /^own\.yaml:1: /u],
    ['no map', '- pack', /^own\.yaml:1: a pack is a map/u],
    ['an unknown key', pack(rule('any: [knife]'), 'colour: red\n'), /^own\.yaml:\d+: pack: Unrecognized key/u],
    ['a grade that is none', pack(rule('any: [knife]').replace('3', '6')), /^own\.yaml:8: rules\.0\.grade: /u],
    ['a rule that looks for nothing', pack(rule('sources: [typed]')), /^own\.yaml:7: rules\.0: a rule needs/u],
    ['an open bracket', pack(rule("any: ['(knife']")), /^own\.yaml:10: "\(knife" lacks a "\)"/u],
    ['a bracket too many', pack(rule("any: ['knife)']")), /^own\.yaml:10: .*too many/u],
    ['a gap at the end', pack(rule("any: ['knife ..']")), /^own\.yaml:10: .*begins or ends with a gap/u],
    ['a gap without measure', pack(rule("any: ['a ..9 b']")), /^own\.yaml:10: .*more than 8 words/u],
    ['a phrase that may be nothing', pack(rule("any: ['[knife]']")), /^own\.yaml:10: .*left out/u],
    ['a word without letters', pack(rule("any: ['knife (a|@)']")), /^own\.yaml:10: "@" in /u],
    ['a set that is not there', pack(rule("any: ['{knives}']")), /^own\.yaml:10: there is no set \{knives\}/u],
    [
      'a set that holds itself',
      pack(rule("any: ['{a}']"), "sets: { a: ['{b}'], b: ['{a}'] }\n"),
      /^own\.yaml:6: the set \{a\} holds itself/u,
    ],
    ['a line inside a block', pack(rule('any: |\n      knife, gun\n      (bomb')), /^own\.yaml:12: "\(bomb"/u],
    ['a regular expression that is none', pack(rule("patterns: [{ regex: '(', has: a }]")), /^own\.yaml:10: /u],
    ['a back reference, which is not linear', pack(rule("patterns: [{ regex: '(a)\\1', has: a }]")), /^own\.yaml:10: /u],
    [
      'a text that repeats itself without end',
      `a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: &d [*c, *c, *c]\ne: [*d, *d, *d]\npack: own`,
      /^own\.yaml:1: /u,
    ],
  ])('%s', (_, text, detail) => expect(refusal(text)).toMatch(detail))
})
