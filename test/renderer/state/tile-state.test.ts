import { describe, expect, it } from 'vitest'
import type { PowerState } from '#shared/model/power'
import { tileStateOf } from '../../../renderer/state/tile-state'
import { powerOrder } from '../../support/power'
import { device, noon, restriction, silent } from '../device-views'

const kindOf = (change: Parameters<typeof device>[1]) => tileStateOf(device('PC-1', change), undefined).kind

describe('what a tile says first', () => {
  it('never says locked for a wish', () => {
    expect(kindOf({ restrictions: [restriction('lock', 'asked')] })).toBe('asked')
    expect(kindOf({ restrictions: [restriction('lock', 'applied')] })).toBe('locked')
  })

  it('[LE5] blank shows over lock', () => {
    expect(kindOf({ restrictions: [restriction('lock'), restriction('blank')] })).toBe('blanked')
  })

  it('silence comes before everything: what a silent PC shows nobody knows', () => {
    expect(kindOf({ presence: silent(), restrictions: [restriction('lock')] })).toBe('silent')
  })

  it('a failure comes before what is in force', () => {
    expect(kindOf({ restrictions: [restriction('lock'), restriction('blank', 'failed')] })).toBe('failed')
  })

  it('a message leaves the tile calm', () => {
    expect(kindOf({ restrictions: [restriction('message')] })).toBe('live')
  })

  it('an order about power comes before a lock; done or stopped leaves the tile calm', () => {
    const power = (state: PowerState['state']) => ({ power: { order: powerOrder(noon), state, why: null, actsAt: noon, at: noon } })
    expect(kindOf({ ...power('warned'), restrictions: [restriction('lock')] })).toBe('power')
    expect([kindOf(power('asked')), kindOf(power('acting')), kindOf(power('spared'))]).toEqual(['power', 'power', 'power'])
    expect(kindOf(power('failed'))).toBe('power-failed')
    expect([kindOf(power('done')), kindOf(power('cancelled'))]).toEqual(['live', 'live'])
  })

  it('tells an empty screen and an empty chair', () => {
    expect(kindOf({ display: { state: 'waiting', why: 'no-session' } })).toBe('no-display')
    expect(kindOf({ idle: { idle: true, since: noon } })).toBe('idle')
    expect(kindOf({ idle: { idle: false, since: noon } })).toBe('live')
  })
})
