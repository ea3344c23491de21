import { describe, expect, it } from 'vitest'
import { compileFiles } from '#shared/policy/compile'
import { likenessOf, readWeights } from '#shared/policy/likeness'
import { kindsOf } from '#shared/policy/likeness-features'
import { policyOf } from '#shared/policy/policy'
import { readPolicyFile, writePolicyFile } from '#shared/policy/policy-file'
import { codeOf, must } from '../../support/outcome'
import { isFlagged, matchText } from './packs'

const kinds = { kin: 'mum dad', secret: 'secret hide' }

const weightOf = (weights: string, text: string): number | undefined => {
  const tables = readWeights(weights, kindsOf(kinds))
  return typeof tables === 'number' ? undefined : likenessOf(tables, text, 'typed')?.weight
}

describe('what all words of a text weigh together', () => {
  it('adds words, neighbours, words near one another, and where the text stands', () => {
    expect(weightOf('5 grooming secret', 'our secrets')).toBe(5)
    expect(weightOf('7 grooming our secret', 'our secret')).toBe(7)
    expect(weightOf('7 grooming our secret', 'our big secret')).toBe(0)
    expect(weightOf('9 grooming our _ secret', 'our big secret')).toBe(9)
    expect(weightOf('3 - (typed)\n4 - (typed) secret\n2 - (search) secret', 'a secret')).toBe(7)
  })

  it('knows a misspelt word by its consonants, when it has enough of them', () => {
    expect(weightOf('8 drugs ~cnb', 'some canabis')).toBe(8)
    expect(weightOf('8 drugs ~cnb', 'cannabis')).toBe(8)
    expect(weightOf('8 suicide ~anmr', 'anymor')).toBe(8)
    expect(weightOf('8 suicide ~anmr', 'enimore')).toBe(8)
    expect(weightOf('8 drugs ~wd', 'weed')).toBe(0)
  })

  it('knows of a word what was learned of its kind', () => {
    expect(weightOf('6 grooming <secret> _ <kin>', 'hide it all from dad')).toBe(0)
    expect(weightOf('6 grooming <secret> _ <kin>', 'hide from your dad')).toBe(6)
    expect(weightOf('6 grooming your <kin>', "your mum's car")).toBe(6)
    expect(weightOf('6 grooming <kin>', 'muuuum')).toBe(6)
  })

  it('tells the line of a weight that cannot be read', () => {
    expect(readWeights('5 grooming secret\nsecret', kindsOf(kinds))).toBe(1)
    expect(readWeights('5 gardening secret', kindsOf(kinds))).toBe(0)
    expect(readWeights('5 grooming one two three four', kindsOf(kinds))).toBe(0)
  })
})

const files = [
  { name: 'words.yaml', text: 'pack: words\nversion: 1\ntitle: Words\nlanguage: en\nsets: { filler: "=the" }' },
  {
    name: 'own.yaml',
    text: `pack: own
version: 1
title: Own
language: en
category: drugs
doubt: -10
rules:
  - { id: doubted, grade: 3, why: A reason to look., any: [joint] }
  - { id: trusted, doubt: -99, grade: 3, why: A reason to look., any: [heroin] }
`,
  },
  {
    name: 'like.yaml',
    text: `pack: like
version: 1
title: Like
language: en
kinds: { food: roast chicken }
rules:
  - { id: drugs, category: drugs, likeness: 20, grade: 2, why: A reason to look. }
weights: |
  -15 - <food>
  25 drugs plug
`,
  },
]
const policy = must(policyOf(must(readPolicyFile(writePolicyFile(must(compileFiles(files)))))))

describe('rules and the words around them', () => {
  it('believes a phrase unless the words around weigh less than its doubt', () => {
    expect(isFlagged(policy, 'pass the joint')).toBe(true)
    expect(isFlagged(policy, 'a roast joint')).toBe(false)
    expect(isFlagged(policy, 'roast heroin')).toBe(true)
  })

  it('flags by likeness where no phrase does, in the category most words speak for', () => {
    expect(matchText(policy, 'the plug is here')).toMatchObject([{ rule: 'like/drugs', span: { start: 4, end: 8 } }])
    expect(isFlagged(policy, 'the plug roast')).toBe(false)
  })

  it('refuses a pack whose weights cannot be read', () => {
    const [words, , like] = files
    if (words === undefined || like === undefined) throw new Error('files are missing')
    expect(codeOf(compileFiles([words, { ...like, text: like.text.replace('25 drugs plug', 'drugs plug') }]))).toBe('bad-pack')
  })
})
