import { beforeAll, describe, expect, it } from 'vitest'
import type { Category } from '#shared/policy/categories'
import { compileFiles } from '#shared/policy/compile'
import type { CompiledPacks } from '#shared/policy/compiled-packs'
import { type Pack, packSchema } from '#shared/policy/pack'
import { policyOf, type SchoolChanges } from '#shared/policy/policy'
import { readPolicyFile, writePolicyFile } from '#shared/policy/policy-file'
import { codeOf, must } from '../../support/outcome'
import { shippedPacks } from '../../support/shipped-packs'
import { isFlagged, matchText } from './packs'

const packs = (rules: string, head = ''): CompiledPacks =>
  must(
    compileFiles([
      {
        name: 'words.yaml',
        text: 'pack: words\nversion: 1\ntitle: Words\nlanguage: en\nsets: { filler: "=really, =the", tool: "hammer, big saw" }',
      },
      { name: 'own.yaml', text: `pack: own\nversion: 1\ntitle: Own\nlanguage: en\ncategory: drugs\n${head}rules:\n${rules}` },
    ]),
  )
const knives = (head = ''): CompiledPacks =>
  packs(
    '  - { id: one, grade: 3, why: A reason to look., any: [knife] }\n  - { id: two, grade: 3, why: A reason to look., any: [axe] }\n',
    head,
  )

const ownPack = (any: readonly string[], category: Category = 'bullying'): Pack =>
  packSchema.parse({
    ...{ pack: 'school', version: 2, title: 'Our words', language: 'en', category },
    rules: [{ id: 'words', grade: 2, why: 'The school asked for it.', any }],
  })

describe('[E6] what a school changes', () => {
  const changed = (changes: Partial<SchoolChanges>) => must(policyOf(knives(), { changes }))

  it('switches off rules and packs', () => {
    expect(isFlagged(changed({ off: ['own/one'] }), 'knife')).toBe(false)
    expect(isFlagged(changed({ off: ['own/one'] }), 'axe')).toBe(true)
    expect(isFlagged(changed({ off: ['own'] }), 'axe and knife')).toBe(false)
  })

  it('excepts phrases from a rule or a pack, and only where they stand', () => {
    const policy = changed({ except: [{ rule: 'own', phrase: 'butter knife', domain: null }] })
    expect(isFlagged(policy, 'the butter knives')).toBe(false)
    expect(isFlagged(policy, 'a butter knife and another knife')).toBe(true)
    const ofOther = changed({ except: [{ rule: 'own/two', phrase: 'butter knife', domain: null }] })
    expect(isFlagged(ofOther, 'butter knife')).toBe(true)
  })

  it('excepts a phrase on one site alone, when it is told so', () => {
    const policy = changed({ except: [{ rule: 'own', phrase: 'knife', domain: 'shop.test' }] })
    expect(isFlagged(policy, 'knife', { domain: 'www.shop.test' })).toBe(false)
    expect(isFlagged(policy, 'knife', { domain: 'workshop.test' })).toBe(true)
    expect(isFlagged(policy, 'knife')).toBe(true)
  })

  it('adds words of its own, which may name the shipped sets', () => {
    const policy = changed({ own: [ownPack(['steal {tool}'])] })
    expect(matchText(policy, 'they stole the big saw')).toMatchObject([
      { rule: 'school/words', version: 2, category: 'bullying', grade: 2 },
    ])
    expect(isFlagged(policy, 'knife')).toBe(true)
    expect(isFlagged(policy, 'a big saw')).toBe(false)
  })

  it('may except a phrase from its own words, too', () => {
    const policy = changed({ own: [ownPack(['saw'])], except: [{ rule: 'school/words', phrase: 'i saw', domain: null }] })
    expect(isFlagged(policy, 'a saw')).toBe(true)
    expect(isFlagged(policy, 'i saw it')).toBe(false)
  })

  it.each<[string, Partial<SchoolChanges>, string]>([
    ['rules that are not there', { off: ['nothing'] }, 'unknown-rule'],
    ['an exception from nothing', { except: [{ rule: 'nothing', phrase: 'x', domain: null }] }, 'unknown-rule'],
    ['an exception that cannot be read', { except: [{ rule: 'own', phrase: '(knife', domain: null }] }, 'bad-pack'],
    ['words that cannot be read', { own: [ownPack(['{nothing}'])] }, 'bad-pack'],
    ['the name of a shipped pack', { own: [{ ...ownPack(['x']), pack: 'own' }] }, 'bad-pack'],
  ])('refuses %s', (_, changes, code) => expect(codeOf(policyOf(knives(), { changes }))).toBe(code))

  it('[E3] never touches a locked pack', () => {
    const locked = knives('locked: true\n')
    expect(codeOf(policyOf(locked, { changes: { off: ['own'] } }))).toBe('locked')
    expect(codeOf(policyOf(locked, { changes: { off: ['own/one'] } }))).toBe('locked')
    expect(codeOf(policyOf(locked, { changes: { except: [{ rule: 'own/one', phrase: 'butter knife', domain: null }] } }))).toBe('locked')
  })
})

describe('[E7] a file of compiled policies', () => {
  let shipped: CompiledPacks
  let file: Uint8Array
  beforeAll(async () => {
    shipped = must(compileFiles(await shippedPacks()))
    file = writePolicyFile(shipped)
  }, 60_000)

  it('[E3] holds illegal content locked', () => expect(codeOf(policyOf(shipped, { changes: { off: ['illegal-content'] } }))).toBe('locked'))

  it('is read as what was written, from any place in memory', () => {
    const again = (bytes: Uint8Array): boolean => Buffer.from(writePolicyFile(must(readPolicyFile(bytes)))).equals(file)
    expect(again(file)).toBe(true)
    const shifted = new Uint8Array(file.length + 1)
    shifted.set(file, 1)
    expect(again(shifted.subarray(1))).toBe(true)
  })

  it('flags what the packs flag', () => {
    const [fresh, read] = [must(policyOf(shipped)), must(policyOf(must(readPolicyFile(file))))]
    for (const text of [
      'k1ll mys3lf tonight',
      'how to bypas the school filter',
      'mail me at ann.other@mail.test',
      'photosynthesis homework',
    ])
      expect(matchText(read, text)).toEqual(matchText(fresh, text))
  })

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ['nothing', () => new Uint8Array(), /no such file/u],
    ['another file', (bytes) => bytes.with(0, 0), /no such file/u],
    ['half of one', (bytes) => bytes.slice(0, (bytes.length >> 3) << 2), /damaged/u],
    ['a file with one bit turned', (bytes) => bytes.with(bytes.length - 100, (bytes.at(-100) ?? 0) ^ 16), /damaged/u],
    ['a file of a later format', (bytes) => bytes.with(8, 99), /format 99/u],
  ])('refuses %s', (_, damage, reason) => {
    const read = readPolicyFile(damage(file))
    expect(read.ok ? '' : read.detail).toMatch(reason)
  })
})
