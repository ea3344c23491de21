import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { authorisationFor, isStaff, openGate, type StaffGateOrder, staffNameSchema } from '#shared/model/staff-gate'

const gate = (more: Partial<StaffGateOrder>): StaffGateOrder => ({ ...openGate, ...more })
const authorised = (more: Partial<StaffGateOrder['authorisations'][number]> = {}): StaffGateOrder['authorisations'][number] => ({
  authorisationId: randomUUID(),
  userName: 'mjones',
  scope: ['history'],
  from: 1_000,
  until: 2_000,
  ...more,
})

describe('who is staff [SG1]', () => {
  it.each([
    ['a name, whatever its case', gate({ userNames: ['MJones'] }), 'mjones', [], true],
    ['another name', gate({ userNames: ['mjones'] }), 'mjones2', [], false],
    ['the beginning of names', gate({ userNames: ['staff-*'] }), 'Staff-jw', [], true],
    ['a group', gate({ groups: ['Teaching Staff'] }), 'jw', ['users', 'teaching staff'], true],
    ['no such group', gate({ groups: ['Teaching Staff'] }), 'jw', ['users'], false],
    ['whoever sits at a PC of staff', gate({ staffDevice: true }), 'aisha', [], true],
    ['nobody at a PC of staff', gate({ staffDevice: true }), null, [], true],
    ['an account an authorisation names, though it is over', gate({ authorisations: [authorised({ until: 1_001 })] }), 'MJONES', [], true],
    ['nobody of these, as a guest', gate({ userNames: ['mjones'], groups: ['staff'] }), 'guest-7', [], false],
    ['nobody signed in', gate({ userNames: ['mjones'] }), null, [], false],
  ])('%s', (_what, order, user, groups, expected) => {
    expect(isStaff(order, { user, groups })).toBe(expected)
  })

  it('a sign that would take in everybody is no sign', () => {
    for (const wrong of ['*', '', '  ', 'a*b', '**']) expect(staffNameSchema.safeParse(wrong).success).toBe(false)
    expect(staffNameSchema.parse(' staff* ')).toBe('staff*')
  })
})

describe('what is authorised [SG4]', () => {
  const at = (from: number, until = from) => ({ from, until })

  it('from its first moment to its last, and no span that goes beyond', () => {
    const order = gate({ authorisations: [authorised()] })
    const answers = [at(999), at(1_000), at(1_500, 2_000), at(2_001), at(900, 1_100), at(1_900, 2_100)].map(
      (span) => authorisationFor(order, { user: 'mjones' }, 'history', span) !== null,
    )
    expect(answers).toEqual([false, true, true, false, false, false])
  })

  it('for the account it names alone, and for what it names alone', () => {
    const order = gate({ authorisations: [authorised()] })
    expect(authorisationFor(order, { user: 'other' }, 'history', at(1_500))).toBeNull()
    expect(authorisationFor(order, { user: null }, 'history', at(1_500))).toBeNull()
    expect(authorisationFor(order, { user: 'mjones' }, 'concerns', at(1_500))).toBeNull()
    const ofPc = gate({ staffDevice: true, authorisations: [authorised({ userName: null })] })
    expect(authorisationFor(ofPc, { user: 'anybody' }, 'history', at(1_500))).not.toBeNull()
  })
})
