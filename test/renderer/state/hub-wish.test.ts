import { describe, expect, it } from 'vitest'
import { defaultConsoleSettings } from '#shared/bridge'
import { hubOfWish, sameHub, wishOf } from '../../../renderer/state/hub-wish'

const fingerprint = 'ab'.repeat(32)
const embedded = { mode: 'embedded' as const, bindAddress: '127.0.0.1', consolePort: 1, agentPort: 2 }
const remote = { mode: 'remote' as const, address: 'hub.school:7443', authorityFingerprint: fingerprint }

describe('the wish for a hub', () => {
  it('takes a fingerprint as people write it, and an address without its blanks', () => {
    const written = (fingerprint.toUpperCase().match(/../gu) ?? []).join(': ')
    expect(hubOfWish({ mode: 'remote', address: ' hub.school:7443 ', fingerprint: written }, embedded).hub).toEqual(remote)
  })

  it.each([
    ['', fingerprint, 'address'],
    ['hub.school', fingerprint, 'address'],
    ['https://hub:1', fingerprint, 'address'],
    ['hub:1', '', 'fingerprint'],
    ['hub:1', fingerprint.slice(1), 'fingerprint'],
    ['hub:1', `${fingerprint}0`, 'fingerprint'],
    ['hub:1', 'g'.repeat(64), 'fingerprint'],
  ])('address %j with fingerprint %j: the %s is in the way', (address, typed, fault) => {
    expect(hubOfWish({ mode: 'remote', address, fingerprint: typed }, embedded)).toEqual({ hub: null, fault })
  })

  it('keeps the ports of a hub in this console; coming from elsewhere it has the usual ones', () => {
    const wish = { mode: 'embedded' as const, address: '', fingerprint: '' }
    expect(hubOfWish(wish, embedded).hub).toEqual(embedded)
    expect(hubOfWish(wish, remote).hub).toEqual(defaultConsoleSettings.hub)
  })

  it('knows the hub in use again', () => {
    expect(sameHub(remote, { ...remote })).toBe(true)
    expect(sameHub(remote, { ...remote, address: 'other:1' })).toBe(false)
    expect(sameHub(embedded, remote)).toBe(false)
    expect(wishOf(remote)).toEqual({ mode: 'remote', address: 'hub.school:7443', fingerprint })
  })
})
