import { expect, test } from 'vitest'
import { tabOutcomeOf, typedAddress, typedSite } from '../../../renderer/state/tab-outcome'

test('[BR7] the outcome counts what was done, and names who did not and who is asked', () => {
  const outcome = tabOutcomeOf([
    { deviceId: 'a', word: { state: 'closed', closed: 2, asking: 0 } },
    { deviceId: 'b', word: { state: 'closed', closed: 1, asking: 1 } },
    { deviceId: 'c', word: { state: 'failed', why: 'silent' } },
    { deviceId: 'd', word: { state: 'failed', why: 'silent' } },
    { deviceId: 'e', word: { state: 'opened', started: true } },
  ])
  expect(outcome).toMatchObject({ total: 5, done: 3, closed: 3, asking: ['b'] })
  expect([...outcome.failed]).toEqual([['silent', ['c', 'd']]])
})

test('an address is taken as people type it, and nothing but one of the web', () => {
  expect(typedAddress(' www.bbc.co.uk/bitesize ')).toBe('https://www.bbc.co.uk/bitesize')
  expect(typedAddress('http://school.test:8080/a?b#c')).toBe('http://school.test:8080/a?b#c')
  for (const wrong of ['', 'maths', 'two words.test', 'javascript://x.test', 'file:///etc/passwd', 'https://'])
    expect(typedAddress(wrong)).toBeNull()
  expect(typedSite('https://www.bbc.co.uk/bitesize')).toBe('bbc.co.uk')
  expect(typedSite('maths')).toBeNull()
})
