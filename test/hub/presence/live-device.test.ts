import { describe, expect, it } from 'vitest'
import type { Restriction } from '#shared/model/device'
import { deviceViewSchema } from '#shared/model/device'
import { type DeviceEvent, type LiveDevice, newDevice, reduceDevice, viewDevice } from '../../../main/hub/presence/live-device'

const deviceId = 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0001'
const unheard = newDevice({ deviceId, roomId: 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0002', name: 'pc', lastSeenAt: null, facts: null })
const facts = {
  hostname: 'pc',
  operatingSystem: 'os',
  model: '',
  processor: '',
  memoryMb: 1,
  agentVersion: '1.0',
  bootId: 'b',
  networks: [],
}
const after = (device: LiveDevice, ...events: DeviceEvent[]): LiveDevice => events.reduce(reduceDevice, device)
const connected: DeviceEvent = { type: 'connected', at: 100, facts, capabilities: ['lock'], address: '10.0.0.9' }
const front = (title: string, at: number, since = at): DeviceEvent => ({
  type: 'foreground',
  at,
  foreground: { title, application: 'app', process: { pid: 1, name: 'app', path: null }, since, page: null },
})
const restriction = (leaseId: string, state: Restriction['state'] = 'asked'): Restriction => ({
  lease: {
    leaseId,
    kind: 'lock',
    owner: { staffId: deviceId, displayName: 'T' },
    reason: '',
    text: '',
    lessonId: null,
    pupil: null,
    internet: null,
    application: null,
    from: 0,
    until: 10_000_000,
  },
  state,
  failure: null,
  stateAt: 0,
})

describe('a device as the hub knows it', () => {
  it('was never seen, then is live, then silent since its link was lost', () => {
    expect(unheard.presence).toEqual({ state: 'silent', since: null, why: 'never-seen' })
    const live = after(unheard, connected)
    expect(live.presence).toEqual({ state: 'live', since: 100 })
    const silent = after(live, { type: 'silent', at: 900, why: 'link-lost' })
    expect(silent.presence).toEqual({ state: 'silent', since: 900, why: 'link-lost' })
    // When it was last heard does not move because the reason is known better.
    expect(after(silent, { type: 'silent', at: 2_000, why: 'revoked' }).presence).toEqual({ state: 'silent', since: 900, why: 'revoked' })
  })

  it('is the very same object when nothing changed', () => {
    const silent = after(unheard, connected, { type: 'silent', at: 900, why: 'link-lost' })
    expect(after(silent, { type: 'silent', at: 950, why: 'link-lost' })).toBe(silent)
    expect(after(silent, { type: 'report', at: 1, states: [] })).toBe(silent)
    expect(after(silent, { type: 'renamed', name: 'pc' })).toBe(silent)
  })

  it('remembers the last twenty windows, newest first, each with its end', () => {
    const events = Array.from({ length: 25 }, (_, number) => front(`w${number}`, number * 10))
    const { windows } = after(unheard, ...events)
    expect(windows).toHaveLength(20)
    expect(windows.slice(0, 2)).toMatchObject([
      { title: 'w24', until: null },
      { title: 'w23', until: 240 },
    ])
  })

  it('counts a window said again, or said again after a gap in the link, once', () => {
    const { windows } = after(
      unheard,
      front('w', 10),
      front('w', 15, 10),
      { type: 'silent', at: 20, why: 'link-lost' },
      connected,
      front('w', 30, 10),
    )
    expect(windows).toEqual([expect.objectContaining({ title: 'w', since: 10, until: null })])
  })

  it('shows no window and no monitors while there is no display', () => {
    const device = after(unheard, front('w', 10), { type: 'display', display: { state: 'waiting', why: 'no-server' } })
    expect(device).toMatchObject({ foreground: null, monitors: [] })
  })

  it("[LE2] keeps the PC's later word when the store's older set arrives", () => {
    const [first, second] = ['b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0011', 'b8b0e0c4-6a52-4f5e-9a3c-0d3f1f1f0012']
    const asked = after(unheard, { type: 'restrictions', revision: 1, restrictions: [restriction(first)] })
    const applied = after(asked, { type: 'report', at: 5, states: [{ leaseId: first, state: 'applied', failure: null, at: 5 }] })
    const both = after(applied, { type: 'restrictions', revision: 2, restrictions: [restriction(first), restriction(second)] })
    expect(both.restrictions.map(({ state }) => state)).toEqual(['applied', 'asked'])
    expect(both.leaseRevision).toBe(2)
    expect(after(both, { type: 'restrictions', revision: 3, restrictions: [] }).restrictions).toEqual([])
  })

  it('fits the contract at every stage', () => {
    const stages = [unheard, after(unheard, connected), after(unheard, connected, front('w', 1), { type: 'refused' })]
    for (const device of stages) expect(deviceViewSchema.safeParse(viewDevice(device)).success).toBe(true)
    expect(viewDevice(stages[2] ?? unheard).refusals).toBe(1)
  })
})
