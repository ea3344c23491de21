import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { everybodyAlways, type PolicyScope, type PolicySet, shippedPolicy } from '#shared/model/policy-set'
import { compileFiles } from '#shared/policy/compile'
import type { Sighting } from '#shared/policy/match'
import type { Who } from '#shared/policy/policy-scope'
import { actOn, matchSchool, schoolPolicyOf } from '#shared/policy/school-policy'
import { codeOf, must } from '../../support/outcome'

const pack = (name: string, category: string, phrase: string, more = '') => ({
  name: `${name}.yaml`,
  text: `pack: ${name}\nversion: 2\ntitle: ${name}\nlanguage: en\ncategory: ${category}\n${more}rules: [{ id: one, grade: 2, why: A reason to look., any: ['${phrase}'] }]`,
})
const base = must(
  compileFiles([
    pack('games', 'games', 'play roblox'),
    pack('drugs', 'drugs', 'buy weed'),
    pack('illegal', 'illegal-content', 'forbidden thing', 'locked: true\n'),
  ]),
)

const wednesdayNoon = Date.UTC(2026, 0, 14, 12)
const who = (change: Partial<Who> = {}): Who => ({ yearGroup: 8, groups: ['8B'], at: wednesdayNoon, timeZone: 'Europe/London', ...change })
const scope = (change: Partial<PolicyScope>): PolicyScope => ({ ...everybodyAlways, ...change })

const flagsOf = (change: Partial<PolicySet>, text: string, person = who(), more: Partial<Sighting> = {}): string[] => {
  const school = must(schoolPolicyOf(base, { ...shippedPolicy, ...change }))
  return matchSchool(school, { source: 'typed', text, ...more }, person).map(({ rule }) => rule)
}

describe('[PO2] a pack of a school', () => {
  it('is on for everybody until the school says otherwise', () => {
    expect(flagsOf({}, 'play roblox and buy weed').sort()).toEqual(['drugs/one', 'games/one'])
  })

  it('is on for some years and groups, either of them', () => {
    const limits = [{ target: 'games', on: [scope({ yearGroups: [7, 8], groups: ['Chess club'] })] }]
    expect(flagsOf({ limits }, 'play roblox')).toEqual(['games/one'])
    expect(flagsOf({ limits }, 'play roblox', who({ yearGroup: 12, groups: ['12A'] }))).toEqual([])
    expect(flagsOf({ limits }, 'play roblox', who({ yearGroup: 12, groups: ['chess CLUB'] }))).toEqual(['games/one'])
  })

  it('holds for a pupil of whom nothing is known', () => {
    const limits = [{ target: 'games', on: [scope({ yearGroups: [7] })] }]
    expect(flagsOf({ limits }, 'play roblox', who({ yearGroup: null, groups: [] }))).toEqual(['games/one'])
  })

  it('keeps to its hours, in the time zone of the school', () => {
    const hours = [{ days: [1, 2, 3, 4, 5], from: 9 * 60, to: 15 * 60 }]
    const limits = [{ target: 'games', on: [scope({ hours })] }]
    expect(flagsOf({ limits }, 'play roblox')).toEqual(['games/one'])
    expect(flagsOf({ limits }, 'play roblox', who({ at: wednesdayNoon + 5 * 3_600_000 }))).toEqual([])
    expect(flagsOf({ limits }, 'play roblox', who({ timeZone: 'Asia/Tokyo' }))).toEqual([])
  })

  it('is off altogether, as a pack or by its rules', () => {
    expect(flagsOf({ limits: [{ target: 'games', on: [] }] }, 'play roblox')).toEqual([])
    expect(flagsOf({ limits: [{ target: 'games/one', on: [] }] }, 'play roblox')).toEqual([])
    expect(flagsOf({ limits: [{ target: 'game', on: [] }] }, 'play roblox')).toEqual(['games/one'])
  })

  it('[PO3] stays on when it is locked, whatever a set says', () => {
    const limits = [{ target: 'illegal', on: [] }]
    const exceptions = [{ exceptionId: randomUUID(), target: 'illegal', phrase: 'forbidden thing', domain: null }]
    expect(flagsOf({ limits, exceptions }, 'a forbidden thing')).toEqual(['illegal/one'])
  })
})

describe('[PO2] an exception of a school', () => {
  const exception = (phrase: string, domain: string | null = null) => [{ exceptionId: randomUUID(), target: 'drugs/one', phrase, domain }]

  it('takes the matches it touches and leaves the next one in the same text', () => {
    const exceptions = exception('buy weed killer')
    expect(flagsOf({ exceptions }, 'buy weed killer')).toEqual([])
    expect(flagsOf({ exceptions }, 'buy weed killer. then buy weed')).toEqual(['drugs/one'])
    expect(flagsOf({ exceptions }, 'buy weed')).toEqual(['drugs/one'])
  })

  it('of one site holds there and below it, and nowhere else', () => {
    const exceptions = exception('buy weed', 'garden.test')
    expect(flagsOf({ exceptions }, 'buy weed', who(), { domain: 'shop.garden.test' })).toEqual([])
    expect(flagsOf({ exceptions }, 'buy weed', who(), { domain: 'other.test' })).toEqual(['drugs/one'])
    expect(flagsOf({ exceptions }, 'buy weed')).toEqual(['drugs/one'])
  })
})

describe('[PO2] a phrase of the school’s own', () => {
  const term = (phrase: string, change: Partial<PolicySet['terms'][number]> = {}) => ({
    termId: randomUUID(),
    phrase,
    language: 'en' as const,
    category: 'bullying' as const,
    grade: 4,
    why: 'The name of a page about our pupils.',
    scope: everybodyAlways,
    ...change,
  })

  it('is found in its inflections, by those it is meant for', () => {
    const terms = [term('{never} mind'.replace('{never}', 'never')), term('rate my teacher', { scope: scope({ yearGroups: [8] }) })]
    expect(flagsOf({ terms }, 'they rated my teachers')).toEqual([`school/term-${terms[1]?.termId ?? ''}`])
    expect(flagsOf({ terms }, 'they rated my teachers', who({ yearGroup: 9 }))).toEqual([])
  })

  it('gives way to a more serious rule of its category in the same place', () => {
    const terms = [term('buy weed', { category: 'drugs', grade: 1 })]
    expect(flagsOf({ terms }, 'buy weed')).toEqual(['drugs/one'])
  })

  it('that cannot be read is refused with the reason', () => {
    const outcome = schoolPolicyOf(base, { ...shippedPolicy, terms: [term('(open')] })
    expect(codeOf(outcome)).toBe('bad-pack')
  })
})

describe('[PO7] an own act', () => {
  const act = (target: string, change: Partial<PolicySet['acts'][number]> = {}) => ({
    target,
    scope: everybodyAlways,
    closeTab: true,
    lockMinutes: null,
    message: '',
    ...change,
  })

  it('of a rule goes before that of its pack', () => {
    const set = { ...shippedPolicy, acts: [act('games'), act('games/one', { lockMinutes: 5 })] }
    expect(actOn(set, { rule: 'games/one' }, who())?.lockMinutes).toBe(5)
    expect(actOn(set, { rule: 'games/two' }, who())?.lockMinutes).toBeNull()
    expect(actOn(set, { rule: 'drugs/one' }, who())).toBeNull()
  })

  it('for some years is not done to a pupil of whom nothing is known', () => {
    const set = { ...shippedPolicy, acts: [act('games', { scope: scope({ yearGroups: [8] }) })] }
    expect(actOn(set, { rule: 'games/one' }, who())).not.toBeNull()
    expect(actOn(set, { rule: 'games/one' }, who({ yearGroup: null, groups: [] }))).toBeNull()
  })
})
