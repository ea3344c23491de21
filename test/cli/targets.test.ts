import { describe, expect, it } from 'vitest'
import type { DeviceView } from '#shared/model/device'
import { findDevices, findRoom } from '../../main/cli/targets'

const roomId = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`

const device = (n: number, name: string): DeviceView => ({
  deviceId: roomId(n),
  roomId: roomId(9),
  name,
  presence: { state: 'live', since: 0 },
  display: { state: 'ready' },
  user: null,
  idle: null,
  foreground: null,
  tabs: [],
  monitors: [],
  restrictions: [],
  sessionEnds: null,
  staff: false,
  seat: null,
  power: null,
  wake: null,
  agentVersion: '1',
  refusals: 0,
})

describe('naming a room', () => {
  const rooms = [
    { roomId: roomId(1), name: 'Lab 2' },
    { roomId: roomId(2), name: 'Library' },
  ]

  it('takes the name in any case, or the id', () => {
    expect(findRoom(rooms, 'lab 2')).toMatchObject({ ok: true, value: { roomId: roomId(1) } })
    expect(findRoom(rooms, roomId(2))).toMatchObject({ ok: true, value: { name: 'Library' } })
  })

  it('names what there is when it finds none', () => {
    const outcome = findRoom(rooms, 'Lab')
    expect(outcome).toMatchObject({ ok: false, code: 'target-unknown' })
    expect(outcome.ok ? '' : outcome.detail).toContain('"Lab 2", "Library"')
  })

  it('asks for the id when a name fits two', () => {
    expect(findRoom([...rooms, { roomId: roomId(3), name: 'LIBRARY' }], 'library')).toMatchObject({ ok: false, code: 'target-ambiguous' })
  })
})

describe('naming PCs', () => {
  const devices = [device(1, 'PC-01'), device(2, 'PC-02'), device(3, 'PC-03')]

  it('means the whole room when none is named', () => {
    const outcome = findDevices(devices, [])
    expect(outcome.ok && outcome.value.map((one) => one.name)).toEqual(['PC-01', 'PC-02', 'PC-03'])
  })

  it('takes each once, however often and however it is named', () => {
    const outcome = findDevices(devices, ['pc-02', roomId(2), 'PC-01'])
    expect(outcome.ok && outcome.value.map((one) => one.name)).toEqual(['PC-02', 'PC-01'])
  })

  it('orders nothing when one name is wrong', () => {
    expect(findDevices(devices, ['PC-01', 'PC-09'])).toMatchObject({ ok: false, code: 'target-unknown' })
  })

  it('asks for the id when a name fits two', () => {
    expect(findDevices([...devices, device(4, 'pc-01')], ['PC-01'])).toMatchObject({ ok: false, code: 'target-ambiguous' })
  })

  it('says so when the room is empty', () => {
    expect(findDevices([], [])).toMatchObject({ ok: false, code: 'nothing-to-do' })
  })
})
