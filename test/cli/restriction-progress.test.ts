import { describe, expect, it } from 'vitest'
import type { DeviceView, Restriction } from '#shared/model/device'
import { hasSucceeded, judge, resultWords } from '../../main/cli/restriction-progress'

const id = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`

const restriction = (leaseId: string, state: Restriction['state'], failure: Restriction['failure'] = null): Restriction => ({
  lease: {
    leaseId,
    kind: 'lock',
    owner: { staffId: id(8), displayName: 'J. Ward' },
    reason: '',
    text: '',
    lessonId: null,
    pupil: null,
    internet: null,
    application: null,
    from: 0,
    until: 1,
  },
  state,
  failure,
  stateAt: 0,
})

const device = (...restrictions: Restriction[]): DeviceView => ({
  deviceId: id(1),
  roomId: id(9),
  name: 'PC-01',
  presence: { state: 'live', since: 0 },
  display: { state: 'ready' },
  user: null,
  idle: null,
  foreground: null,
  tabs: [],
  monitors: [],
  restrictions,
  sessionEnds: null,
  staff: false,
  seat: null,
  power: null,
  wake: null,
  agentVersion: '1',
  refusals: 0,
})

describe('what a PC says about an order', () => {
  const awaited = { kind: 'applied', leaseId: id(2) } as const

  it('is nothing while the lease is only asked for, or another one holds', () => {
    expect(judge(device(), awaited, 5)).toBeNull()
    expect(judge(device(restriction(id(2), 'asked')), awaited, 5)).toBeNull()
    expect(judge(device(restriction(id(3), 'applied')), awaited, 5)).toBeNull()
  })

  it('is applied or failed by its own word, with the time', () => {
    expect(judge(device(restriction(id(2), 'applied')), awaited, 7)).toEqual({ state: 'applied', ms: 7 })
    expect(judge(device(restriction(id(2), 'failed', 'grab-refused')), awaited, 9)).toEqual({
      state: 'failed',
      ms: 9,
      failure: 'grab-refused',
    })
  })

  it('is lifted once no restriction of the kinds is left', () => {
    const lifted = { kind: 'lifted', kinds: ['lock', 'blank'] } as const
    expect(judge(device(restriction(id(2), 'applied')), lifted, 5)).toBeNull()
    expect(judge(device(), lifted, 5)).toEqual({ state: 'lifted', ms: 5 })
  })

  it('is a success only when it holds', () => {
    expect(hasSucceeded({ state: 'applied', ms: 1 })).toBe(true)
    expect(hasSucceeded({ state: 'failed', ms: 1, failure: 'no-display' })).toBe(false)
    expect(hasSucceeded({ state: 'silent' })).toBe(false)
    expect(hasSucceeded({ state: 'no-answer' })).toBe(false)
  })

  it('reads plainly', () => {
    expect(resultWords({ state: 'applied', ms: 12.6 })).toBe('applied in 13 ms')
    expect(resultWords({ state: 'failed', ms: 1, failure: 'grab-refused' })).toContain('another program holds keyboard or pointer')
    expect(resultWords({ state: 'silent' })).toContain('when it is back')
  })
})
