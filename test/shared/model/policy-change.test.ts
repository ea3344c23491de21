import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { applyPolicyChange, listsNeedSecondPerson, needsSecondPerson, type PolicyChange } from '#shared/model/policy-change'
import { everybodyAlways, type PolicySet, policySetSchema, shippedPolicy } from '#shared/model/policy-set'
import type { Category } from '#shared/policy/categories'
import { codeOf, must } from '../../support/outcome'

const change = (set: PolicySet, ...changes: readonly PolicyChange[]): PolicySet =>
  changes.reduce((before, one) => must(applyPolicyChange(before, one, randomUUID())), set)

describe('[PO1] a change of the policies', () => {
  it('makes the next revision under a new id', () => {
    const next = change(shippedPolicy, { kind: 'typed-text', on: true })
    expect(next).toMatchObject({ revision: 1, typedText: true })
    expect(next.policyId).not.toBe(shippedPolicy.policyId)
    expect(policySetSchema.parse(next)).toEqual(next)
  })

  it('limits a pack, limits it otherwise, and frees it', () => {
    const off: PolicyChange = { kind: 'limit', target: 'games', on: [] }
    const some: PolicyChange = { kind: 'limit', target: 'games', on: [{ ...everybodyAlways, yearGroups: [7] }] }
    expect(change(shippedPolicy, off, some).limits).toEqual([{ target: 'games', on: [{ ...everybodyAlways, yearGroups: [7] }] }])
    expect(change(shippedPolicy, off, { kind: 'limit', target: 'games', on: null }).limits).toEqual([])
  })

  it('adds an exception, and takes away only what is there', () => {
    const exception = { exceptionId: randomUUID(), target: 'games', phrase: 'maths games', domain: null }
    const set = change(shippedPolicy, { kind: 'exception', exception })
    expect(set.exceptions).toEqual([exception])
    expect(change(set, { kind: 'remove-exception', exceptionId: exception.exceptionId }).exceptions).toEqual([])
    for (const gone of [
      { kind: 'remove-exception', exceptionId: randomUUID() },
      { kind: 'remove-term', termId: randomUUID() },
      { kind: 'remove-act', target: 'games' },
    ] as const)
      expect(codeOf(applyPolicyChange(set, gone, randomUUID()))).toBe('not-found')
  })

  it('is refused when there are too many of a kind', () => {
    const acts = Array.from({ length: 200 }, (_none, index) => ({
      target: `p${index}`,
      scope: everybodyAlways,
      closeTab: true,
      lockMinutes: null,
      message: '',
    }))
    const one = { ...acts[0], target: 'one-more', scope: everybodyAlways, closeTab: true, lockMinutes: null, message: '' }
    expect(codeOf(applyPolicyChange({ ...shippedPolicy, acts }, { kind: 'act', act: one }, randomUUID()))).toBe('policy-full')
  })
})

describe('[PO6] a second person', () => {
  const about = (target: string): readonly Category[] => (target === 'games' ? ['games'] : ['suicide'])
  const needs = (set: PolicySet, one: PolicyChange): boolean => needsSecondPerson(set, one, about)
  const off = (target: string): PolicyChange => ({ kind: 'limit', target, on: [] })

  it('is needed at first for what takes from a safeguarding pack, and for nothing else', () => {
    expect(needs(shippedPolicy, off('suicide'))).toBe(true)
    expect(needs(shippedPolicy, { kind: 'limit', target: 'suicide', on: [{ ...everybodyAlways, yearGroups: [7] }] })).toBe(true)
    expect(needs(shippedPolicy, off('games'))).toBe(false)
    expect(needs(shippedPolicy, { kind: 'limit', target: 'suicide', on: null })).toBe(false)
  })

  it('is needed for everything or nothing where the school says so', () => {
    expect(needs({ ...shippedPolicy, secondPerson: 'always' }, { kind: 'typed-text', on: true })).toBe(true)
    expect(needs({ ...shippedPolicy, secondPerson: 'never' }, off('suicide'))).toBe(false)
  })

  it('is needed to be done without', () => {
    expect(needs(shippedPolicy, { kind: 'second-person', when: 'never' })).toBe(true)
    expect(needs({ ...shippedPolicy, secondPerson: 'always' }, { kind: 'second-person', when: 'safeguarding' })).toBe(true)
    expect(needs(shippedPolicy, { kind: 'second-person', when: 'always' })).toBe(false)
    const forLists: PolicySet = { ...shippedPolicy, secondPerson: 'never', secondPersonForLists: true }
    expect(needs(forLists, { kind: 'second-person-lists', on: false })).toBe(true)
    expect(needs(shippedPolicy, { kind: 'second-person-lists', on: true })).toBe(false)
  })

  it('[SC7] is needed for shared lists where that is switched on, and where it is for everything', () => {
    expect(listsNeedSecondPerson(shippedPolicy)).toBe(false)
    expect(listsNeedSecondPerson({ ...shippedPolicy, secondPersonForLists: true })).toBe(true)
    expect(listsNeedSecondPerson({ ...shippedPolicy, secondPerson: 'always' })).toBe(true)
  })
})
