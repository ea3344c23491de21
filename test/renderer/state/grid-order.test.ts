import { describe, expect, it } from 'vitest'
import { keepOrder, matchesFilter, sortDevices } from '../../../renderer/state/grid-order'
import { shortName, tileName } from '../../../renderer/state/short-name'
import { app, device, pupil, silent } from '../device-views'

const names = (order: readonly string[], devices: readonly ReturnType<typeof device>[]) =>
  order.map((deviceId) => devices.find((one) => one.deviceId === deviceId)?.name)

describe('the order of tiles', () => {
  const devices = [
    device('PC-10', { user: pupil('Aisha Khan'), foreground: app('Word') }),
    device('PC-2', { user: pupil('Cai Owen'), foreground: app('Chromium'), presence: silent() }),
    device('PC-1', { user: pupil('Ben Thomas') }),
  ]

  it('by seat counts as people do', () => {
    expect(names(sortDevices(devices, 'seat'), devices)).toEqual(['PC-1', 'PC-2', 'PC-10'])
  })
  it('by name', () => {
    expect(names(sortDevices(devices, 'name'), devices)).toEqual(['PC-10', 'PC-1', 'PC-2'])
  })
  it('by program, those with none last', () => {
    expect(names(sortDevices(devices, 'app'), devices)).toEqual(['PC-2', 'PC-10', 'PC-1'])
  })
  it('by state, what needs a person first', () => {
    expect(names(sortDevices(devices, 'state'), devices)).toEqual(['PC-2', 'PC-1', 'PC-10'])
  })

  it('stays when a state or a name changes: tiles never jump on their own', () => {
    const order = sortDevices(devices, 'state')
    const changed = devices.map((one) => ({ ...one, presence: silent(), name: `Z-${one.name}` }))
    expect(keepOrder(order, changed, 'state')).toBe(order)
  })

  it('who left leaves, who came stands at the end', () => {
    const order = sortDevices(devices, 'seat')
    const came = device('PC-0')
    const now = [devices[0]!, devices[1]!, came]
    expect(names(keepOrder(order, now, 'seat'), now)).toEqual(['PC-2', 'PC-10', 'PC-0'])
  })
})

describe('the filter', () => {
  const one = device('PC-14', { user: pupil('Aisha Khan'), foreground: app('Chromium', 'BBC Bitesize') })
  it('looks at PC, pupil, program and title; every word counts', () => {
    expect(matchesFilter(one, 'aisha bite', false)).toBe(true)
    expect(matchesFilter(one, 'pc-14', false)).toBe(true)
    expect(matchesFilter(one, 'aisha word', false)).toBe(false)
  })
  it('finds no pupil by name while presenting', () => {
    expect(matchesFilter(one, 'aisha', true)).toBe(false)
  })
})

describe('names on tiles', () => {
  it('are the first name and an initial', () => {
    expect(shortName('Aisha Khan')).toBe('Aisha K')
    expect(shortName('  Mary Jane van Dyk ')).toBe('Mary D')
    expect(shortName('Zoë ölund')).toBe('Zoë Ö')
    expect(shortName('pupil07')).toBe('pupil07')
  })
  it('are the PC when nobody is signed in, or while presenting', () => {
    expect(tileName(device('PC-3'), false)).toBe('PC-3')
    expect(tileName(device('PC-3', { user: pupil('Aisha Khan') }), true)).toBe('PC-3')
  })
})
