import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deviceCsv, disposalCsv, planDevices } from '#shared/model/device-csv'
import { patternNames } from '#shared/model/device-names'
import { mostDevices, noDetail, type RegisterEntry } from '#shared/model/device-register'

const lab = { roomId: randomUUID(), name: 'Lab 1' }
const library = { roomId: randomUUID(), name: 'Library' }
const rooms = [lab, library]

const entry = (name: string, change: Partial<RegisterEntry> = {}): RegisterEntry => ({
  ...noDetail,
  deviceId: randomUUID(),
  roomId: lab.roomId,
  name,
  state: 'enrolled',
  seat: null,
  live: true,
  hostname: name,
  agentVersion: '1',
  lastSeenAt: 5,
  addedAt: 1,
  ...change,
})

const plan = (text: string, ...entries: RegisterEntry[]) => planDevices(text, { rooms, entries })
const faultsOf = (text: string, ...entries: RegisterEntry[]) => plan(text, ...entries).faults.map(({ line, why }) => [line, why])

describe('a table of PCs', () => {
  it('[DV7] changes what it names of a PC known by name or id, and leaves the rest; an empty cell clears', () => {
    const seated = entry('pc-1', { seat: { row: 0, column: 0 }, assetTag: 'T1', groups: ['Laptops'] })
    expect(plan('PC;Room\nPC-1;library', seated).changes).toEqual([
      {
        ...noDetail,
        line: 2,
        deviceId: seated.deviceId,
        name: 'PC-1',
        roomName: 'Library',
        seat: null,
        assetTag: 'T1',
        groups: ['Laptops'],
        what: ['name', 'room'],
      },
    ])
    expect(plan(`id,name,seat,tag\n${seated.deviceId},Window,B2,`, seated).changes).toMatchObject([
      { name: 'Window', roomName: 'Lab 1', seat: { row: 1, column: 1 }, assetTag: '', what: ['name', 'seat', 'asset-tag'] },
    ])
    expect(plan('name,room,seat,asset tag,groups\npc-1,Lab 1,a1,T1,Laptops|Red', seated)).toMatchObject({
      changes: [{ what: ['groups'] }],
    })
    expect(plan('name,seat\npc-1,A1', seated)).toMatchObject({ changes: [], same: 1, faults: [] })
  })

  it('[DV7] expects PCs nobody enrolled, in rooms it makes when they are new', () => {
    const made = plan('name,room,groups,colour\nnew-1,Lab 9,Red | Blue,x\nnew-2,lab 9,,y')
    expect(made).toMatchObject({ faults: [], newRooms: ['Lab 9'], ignored: ['colour'] })
    expect(made.changes).toMatchObject([
      { deviceId: null, name: 'new-1', roomName: 'Lab 9', groups: ['Red', 'Blue'] },
      { deviceId: null, name: 'new-2', roomName: 'Lab 9' },
    ])
  })

  it('[DV7] names every line that does not fit', () => {
    const [one, two, held] = [entry('pc-1'), entry('pc-2'), entry('pc-3', { seat: { row: 0, column: 0 } })]
    const text = [
      'id,name,room,seat,tag,groups',
      `${randomUUID()},x,,,,`,
      `no-id,x,,,,`,
      ',,Lab 1,,,',
      ',nowhere,,,,',
      ',pc-1,,Z9,,',
      ',pc-2,,A1,,',
      ',PC-2,,,,',
      ',new,Lab 1,B1,,',
      ',newer,Lab 1,b1,,',
      `,long,Lab 1,,${'t'.repeat(61)},`,
      `,many,Lab 1,,,${Array.from({ length: 21 }, (_group, index) => `g${index}`).join('|')}`,
      ',wide,Lab 1,,,,surplus',
      `${one.deviceId},pc-2,,,,`,
      `,bell\u0007,Lab 1,,,`,
    ].join('\n')
    expect(faultsOf(text, one, two, held)).toEqual([
      [2, 'id'],
      [3, 'id'],
      [4, 'name'],
      [5, 'room'],
      [6, 'seat'],
      [7, 'seat-held'],
      [8, 'twice'],
      [10, 'seat-taken'],
      [11, 'asset-tag'],
      [12, 'groups'],
      [13, 'cells'],
      [14, 'twice'],
      [15, 'name'],
    ])
    expect(faultsOf('room\nLab 1')).toEqual([[1, 'heads']])
    expect(faultsOf('')).toEqual([[1, 'heads']])
    expect(faultsOf('name,room\n"pc,Lab 1')).toEqual([[2, 'quote']])
    expect(faultsOf('name\npc', entry('pc'), entry('PC', { roomId: library.roomId }))).toEqual([[2, 'ambiguous']])
    expect(faultsOf('name,room\npc,library', entry('pc'), entry('PC', { roomId: library.roomId }))).toEqual([])
    expect(faultsOf(`id,name\n${one.deviceId},pc-2`, one, two)).toEqual([[2, 'name-taken']])
    expect(faultsOf(`name,room\n${'pc,Lab\n'.repeat(mostDevices + 1)}`)).toEqual([[mostDevices + 2, 'too-many']])
  })

  it('[DV7] two PCs change seats in one table; a revoked PC is not met by its name', () => {
    const [a, b] = [entry('a', { seat: { row: 0, column: 0 } }), entry('b', { seat: { row: 0, column: 1 } })]
    expect(plan('name,seat\na,A2\nb,A1', a, b)).toMatchObject({ faults: [], changes: [{ what: ['seat'] }, { what: ['seat'] }] })
    expect(plan('name,room\nold,Lab 1', entry('old', { state: 'revoked' })).changes).toMatchObject([{ deviceId: null, what: ['new'] }])
  })

  it('[DV7] ten thousand lines are too many to take and told at once; five thousand are planned', () => {
    const lines = (count: number) => `name,room\n${Array.from({ length: count }, (_line, index) => `pc-${index},Lab 1`).join('\n')}`
    expect(faultsOf(lines(10_000))).toEqual([[mostDevices + 2, 'too-many']])
    expect(plan(lines(mostDevices)).changes).toHaveLength(mostDevices)
  })

  it('[DV8] what is exported is taken in again without a change, formulas and all', () => {
    const known = [
      entry('=HYPERLINK("x")', { assetTag: '-1', serial: '+44', groups: ['@home', 'a,b'], seat: { row: 2, column: 3 } }),
      entry('pc "2"', { roomId: library.roomId, state: 'expected', lastSeenAt: null }),
    ]
    const text = deviceCsv(known, rooms)
    expect(text).toContain(`"'=HYPERLINK(""x"")"`)
    expect(plan(text, ...known)).toEqual({ faults: [], changes: [], same: 2, newRooms: [], ignored: [] })
  })

  it('[DV5] disposals are written for the school’s inventory', () => {
    const words = { how: 'sold', note: '=1', assetTag: 'T', serial: 'S' } as const
    const text = disposalCsv([{ ...words, deviceId: 'd', name: 'pc', roomName: 'Lab', enrolledAt: 0, at: 0, byName: 'Tess' }])
    expect(text.split('\r\n')[1]).toBe(`"1970-01-01T00:00:00.000Z","pc","Lab","sold","T","S","'=1","Tess","1970-01-01T00:00:00.000Z","d"`)
  })
})

it('[DV3] names follow a pattern, with leading zeros', () => {
  const devices = ['x', 'y'].map((name) => ({ name, roomName: 'Lab 2', seat: { row: 0, column: 6 } }))
  expect(patternNames({ pattern: '{room}-{nn}', from: 9 }, devices)).toEqual(['Lab 2-09', 'Lab 2-10'])
  expect(patternNames({ pattern: '{seat}/{n} {name} {other}', from: 1 }, devices)).toEqual(['A7/1 x {other}', 'A7/2 y {other}'])
})
