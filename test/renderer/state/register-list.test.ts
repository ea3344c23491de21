import { describe, expect, it } from 'vitest'
import { noDetail, type RegisterEntry } from '#shared/model/device-register'
import { groupsIn, registerList, tick } from '../../../renderer/state/register-list'

const rooms = [
  { roomId: 'r1', name: 'Lab 10' },
  { roomId: 'r2', name: 'Lab 2' },
]
const entry = (name: string, change: Partial<RegisterEntry> = {}): RegisterEntry => ({
  ...noDetail,
  ...{ deviceId: name, roomId: 'r1', name, state: 'enrolled', seat: null, live: false, hostname: '', agentVersion: '' },
  ...{ lastSeenAt: null, addedAt: 1 },
  ...change,
})
const all = { words: '', roomId: null, group: null, state: null }
const namesBy = (entries: RegisterEntry[], filter = {}, sort = {}) =>
  registerList(entries, rooms, { ...all, ...filter }, { by: 'name', down: false, ...sort }).map(({ name }) => name)

describe('the register', () => {
  const entries = [
    entry('pc-10', { assetTag: 'T-77', groups: ['Laptops'], live: true }),
    entry('pc-2', { roomId: 'r2', groups: ['laptops', 'Library'] }),
    entry('pc-1', { state: 'expected', seat: { row: 0, column: 1 } }),
  ]
  it('is sorted as people count, either way', () => {
    expect(namesBy(entries)).toEqual(['pc-1', 'pc-2', 'pc-10'])
    expect(namesBy(entries, {}, { down: true })).toEqual(['pc-10', 'pc-2', 'pc-1'])
    expect(namesBy(entries, {}, { by: 'room' })).toEqual(['pc-2', 'pc-1', 'pc-10'])
    expect(namesBy(entries, {}, { by: 'seat' })).toEqual(['pc-1', 'pc-2', 'pc-10'])
    expect(namesBy(entries, {}, { by: 'state' })).toEqual(['pc-2', 'pc-10', 'pc-1'])
  })
  it('is narrowed by words, room, group and state together', () => {
    expect(groupsIn(entries)).toEqual(['laptops', 'Library'])
    expect(namesBy(entries, { group: 'LAPTOPS' })).toEqual(['pc-2', 'pc-10'])
    expect(namesBy(entries, { group: 'laptops', roomId: 'r1' })).toEqual(['pc-10'])
    expect(namesBy(entries, { words: ' t-77 PC ' })).toEqual(['pc-10'])
    expect(namesBy(entries, { state: 'expected' })).toEqual(['pc-1'])
  })
  it('[DV4] a tick with shift takes the run from the last one, on or off', () => {
    const order = ['a', 'b', 'c', 'd']
    const run = tick(new Set(['a']), order, 'c', { last: 'a', extend: true })
    expect([...run]).toEqual(['a', 'b', 'c'])
    expect([...tick(run, order, 'b', { last: 'c', extend: true })]).toEqual(['a'])
    expect([...tick(run, order, 'd', { last: 'gone', extend: true })]).toEqual(['a', 'b', 'c', 'd'])
    expect([...tick(run, order, 'c', { last: null, extend: false })]).toEqual(['a', 'b'])
  })
})
