import { expect, test } from 'vitest'
import { fail, ok } from '#shared/outcome'
import { examinePolicies, type PolicyStatus, settledPolicies } from '../../../agent/doctor/policy-checks'

const hourMs = 3_600_000
const healthy: PolicyStatus = {
  deviceId: 'one',
  policyVersion: '9 packs, 300 rules, revision 4 of the school',
  policyRevision: 4,
  policyTold: { revision: 4, agoMs: 50 * hourMs },
}

test.each([
  ['what the hub told days ago', healthy, 'good', '9 packs, 300 rules, revision 4 of the school, as the hub told last, 2 days ago'],
  ['of the last hour', { ...healthy, policyTold: { revision: 4, agoMs: 1 } }, 'good', 'told last, within the last hour'],
  ['of an hour ago', { ...healthy, policyTold: { revision: 4, agoMs: hourMs } }, 'good', 'told last, 1 hour ago'],
  [
    'of an age nobody noted',
    { ...healthy, policyTold: { revision: 4, agoMs: null } },
    'good',
    'revision 4 of the school, as the hub told last',
  ],
  ['the packs as they ship', { ...healthy, policyTold: null }, 'good', 'the hub has never told any'],
  ['those before, which still hold', { ...healthy, policyRevision: 3 }, 'bad', 'the hub expects revision 4, 2 days ago'],
  ['none', { ...healthy, policyVersion: null, policyRevision: null }, 'bad', 'nothing is flagged on this PC'],
  ['a PC without an identity', { ...healthy, deviceId: null, policyVersion: null, policyRevision: null }, 'skipped', 'identity'],
])("the doctor's look at policies: %s", (_what, status, state, detail) => {
  const finding = examinePolicies(status)
  expect(finding).toMatchObject({ check: 'policies', state })
  expect(finding.detail).toContain(detail)
})

test('an agent that is taking its policies up is looked at again; one that ends meanwhile, and one at rest, is not', async () => {
  const starting = { ...healthy, policyVersion: null, policyRevision: null }
  const answers = [ok(starting), ok(healthy)]
  expect(await settledPolicies(starting, () => Promise.resolve(answers.shift() ?? fail('asked', 'Once too often.')))).toEqual(healthy)
  expect(await settledPolicies(starting, () => Promise.resolve(fail('gone', 'Ended.')))).toEqual(starting)
  expect(await settledPolicies(healthy, () => Promise.reject(new Error('It is at rest.')))).toEqual(healthy)
})
